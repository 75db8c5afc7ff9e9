import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import app
from embeddings.disk.home import Home
from tests import ROOT

LINES = (
    '{"id": "c", "en": "How much does a school canteen meal cost on average?", "fr": "Combien '
    'coûte en moyenne un repas à la cantine ?", "gold": ["QANR5L99QE103"], "key": "En moyenne, '
    'un repas coûte 9,10 euros"}',
    '{"id": "o", "fr": "Quel est le meilleur peintre ?", "kind": "opinion", "corpus": "fr"}',
    '{"id": "f", "lang": "fr", "first": "Combien coûte un repas à la cantine ?", "second": "et '
    'pour les familles ?", "gold": ["QANR5L99QE103"]}',
    '{"id": "lost", "fr": "Et la mer ?", "gold": ["QANR5L99QE999"], "key": "la mer"}',
    "broken",
)


pytestmark = pytest.mark.usefixtures("speaks_english")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(LINES), "utf-8")
    return path


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["eval", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _json(result: Result) -> Any:
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def test_a_program_reads_every_figure_with_its_interval(sample: Home, file: Path) -> None:
    result = _run(str(file), "--json")
    figures = _json(result)
    assert result.exit_code == 0
    assert figures["questions"] == 4
    assert list(figures["answerable"]) == ["all", "en on fr", "fr on fr"]
    hit = figures["answerable"]["fr on fr"]["hit@1"]
    assert hit == {"value": 1, "low": 1, "high": 1, "n": 1}
    assert figures["quotes"]["verified"] == 1
    assert figures["unanswerable"]["kinds"]["opinion"]["fr"]["n"] == 1
    assert figures["followups"]["all"]["gold_in_first_3"]["value"] == 1
    assert set(figures["timings_ms"]) == {"encode", "search", "compose", "total"}
    assert [outcome["id"] for outcome in figures["outcomes"]] == ["c", "c", "o", "f"]


def test_broad_questions_are_reported_beside_the_others(sample: Home, file: Path) -> None:
    graded = str(ROOT / "tests" / "bot" / "evaluation" / "graded.jsonl")
    result = _run(str(file), graded, "--json")
    figures = _json(result)
    assert "graded replies (1): not indexed" in result.stderr
    assert "g-lost (fr): no record that answers it is indexed" in result.stderr
    assert (figures["questions"], figures["graded"]["all"]["n"]) == (7, 3)
    assert figures["languages"]["other_default"]["n"] == 7
    shown = _run(graded).stdout
    for said in ("vital passages shown", "of the relevance shown (en)", "the other language being"):
        assert said in shown
    for absent in ("hit@1", "the probability", "plain answers"):  # nothing of that kind was asked
        assert absent not in shown


def test_what_is_left_out_is_told_with_its_place(sample: Home, file: Path) -> None:
    result = _run(str(file), "--json")
    assert f"{file} (line 5): not JSON" in result.stderr
    assert "lost (fr): no record that answers it is indexed" in result.stderr
    figures = _json(result)
    assert [bad["line"] for bad in figures["bad_lines"]] == [5]
    assert figures["not_indexed"] == [["lost", "fr"]]


def test_a_person_reads_tables_that_no_narrow_terminal_cuts(
    sample: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    kinds = [f'{{"id": "{n}", "fr": "?!", "kind": "other-kind-{n}"}}' for n in range(8)]
    file.write_text("\n".join([*LINES, *kinds]), "utf-8")
    shown = _run(str(file)).stdout
    for said in ("hit@1", "fr on fr", "1.00 1.00–1.00", "opinion", "calibration error"):
        assert said in shown
    assert "…" not in shown


def test_a_french_operator_reads_french(
    sample: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    result = _run(str(file))
    for english in ("Answerable", "answered", "refused", "median", "believed", "share", "line 5"):
        assert english not in result.stdout
    assert "aire sous la courbe" in result.stdout
    assert "laissé de côté" in result.stderr


@pytest.mark.parametrize(
    ("lines", "arguments", "code", "said"),
    [
        ((), [], 2, "give one FILE"),
        (LINES, ["FILE", "--own-source", "--source", "UK"], 2, "not both"),
        ((), ["FILE"], 1, "no question could be asked"),
        (("broken",), ["FILE"], 1, "not JSON"),
        ((), ["/no/such/file"], 1, "nothing at /no/such/file"),
    ],
)
def test_a_call_that_cannot_be_served_says_why(
    sample: Home, file: Path, lines: tuple[str, ...], arguments: list[str], code: int, said: str
) -> None:
    file.write_text("\n".join(lines), "utf-8")
    result = _run(*(str(file) if argument == "FILE" else argument for argument in arguments))
    assert result.exit_code == code
    assert said in result.stderr


def test_without_an_index_the_exit_code_says_so(file: Path) -> None:
    assert _run(str(file)).exit_code == 3


def test_a_corpus_is_measured_by_its_own_questions(sample: Home) -> None:
    result = _run("--known-items", "--count", "6", "--json")
    figures = _json(result)["known_items"]
    assert figures["all"]["n"] == 6
    assert list(figures) == ["all", "fr"]
    assert figures["all"]["recall@5"]["value"] > 0.5
    assert "recall@5" in _run("--known-items", "--count", "2").stdout


def test_files_and_known_items_are_not_mixed(sample: Home, file: Path) -> None:
    assert _run(str(file), "--known-items").exit_code == 2
