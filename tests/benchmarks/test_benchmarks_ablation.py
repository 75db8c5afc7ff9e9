import json
import sys
from pathlib import Path

import pytest

from benchmarks.ablation import CHANGE, FULL, LIMITS, change, main
from benchmarks.taken_away import VARIATIONS, Unfiltered
from bot.evaluation.evaluate import evaluate
from bot.evaluation.questions import read_questions
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two questions on the fictional sample: one easy, one whose label is wrong on purpose."""
    asked = [
        {
            "id": "easy",
            "fr": "Combien coûte un repas à la cantine ?",
            "en": "How much is a meal at the canteen?",
            "gold": ["QANR5L99QE103"],
            "key": "repas",
        },
        {"id": "wrong", "fr": "Et les loups ?", "gold": ["QANR5L99QE101"], "key": "appels"},
    ]
    (tmp_path / "fr.jsonl").write_text("\n".join(map(json.dumps, asked)), "utf-8")
    (tmp_path / "uk.jsonl").write_text("", "utf-8")
    return tmp_path


def test_every_part_is_taken_away_once_and_measured_by_pair_and_limit(
    sample_home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(sys, "argv", ["ablation", str(sample_home.folder), str(folder), "--json"])
    main()
    measured = json.loads(capsys.readouterr().out)
    assert list(measured) == [FULL, *VARIATIONS]
    for by_limit in measured.values():
        assert list(by_limit) == list(LIMITS)
        for by_pair in by_limit.values():
            assert by_pair["fr on fr"]["hit@1"]["n"] == 2
            assert by_pair["en on fr"]["hit@1"]["n"] == 1
            assert by_pair["en on uk"]["hit@1"] is None
            assert by_pair[CHANGE]["n"] == 3
    assert measured[FULL]["no limit"]["fr on fr"]["hit@1"]["value"] == 0.5


def test_the_tables_name_each_part_and_what_was_lost(
    sample_home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(sys, "argv", ["ablation", str(sample_home.folder), str(folder)])
    main()
    lines = capsys.readouterr().out.splitlines()
    (full, limited) = [line for line in lines if line.startswith(f"| {FULL} |")]
    assert full == limited
    assert full.split(" | ")[3].startswith(".50 / ")
    for name in VARIATIONS:
        assert sum(line.startswith(f"| {name} |") for line in lines) == len(LIMITS)


def test_the_change_is_that_of_the_same_questions(
    sample_parlebot: Parlebot, sample_pipeline: Pipeline, folder: Path
) -> None:
    questions, _ = read_questions([folder / "fr.jsonl"])
    full, _ = evaluate(sample_parlebot, questions, "", own_source=False)
    same, _ = evaluate(Unfiltered(sample_pipeline), questions, "", own_source=False)
    assert change(same, full) == {"value": 0, "low": 0, "high": 0, "n": 3}
    assert change(full[:1], full[2:]) == {"value": 1, "low": 1, "high": 1, "n": 1}
