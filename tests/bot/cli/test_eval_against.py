"""`parlebot eval --against`: two encoders on one corpus."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import app
from bot.evaluation import costs
from bot.jobs import second_index as second_indexes
from bot.pipeline import opened_home
from embeddings.disk.home import Home
from embeddings.encoders import load
from embeddings.encoders.encoder import Encoder
from tests.embeddings.fictional_parts import Hashing, WordBag, build_home, record
from tests.embeddings.tiny_models import save_tiny_model

# Each question shares rare words with its reply alone: who reads words finds it, who does not, not.
RECORDS = [
    record(
        f"s-{number:02}",
        f"Port {number}",
        f"M. Paul Brise interroge M. le ministre de la mer sur brumaille{number} corne{number}.",
        f"La brumaille{number} a une corne{number}. Elle est en service.",
    )
    for number in range(30)
]
FIGURES = {"hit@1", "recall@5", "mrr@10", "ndcg@10"}

pytestmark = pytest.mark.usefixtures("speaks_english")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose encoder finds by chance alone, beside one that finds by words."""
    known: dict[str, Encoder] = {"hashing": Hashing(), "words": WordBag()}

    def opened(name: str) -> Encoder:
        return known.get(name) or load.open_encoder(name)

    for module in (opened_home, second_indexes):
        monkeypatch.setattr(module, "open_encoder", opened)
    monkeypatch.setattr(costs, "seconds_to_open", lambda name: 0.25)
    home, _ = build_home(tmp_path / "own", RECORDS, known["hashing"])
    monkeypatch.setenv("PARLEBOT_HOME", str(home.folder))
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    questions = [
        {
            "id": each.uid,
            "fr": f"Que fait-on de {each.reply.split()[1]} et sa {each.reply.split()[4]} ?",
            "gold": [each.uid],
            "key": "Elle est en service",
        }
        for each in RECORDS[:25]
    ]
    questions.append({"id": "lost", "fr": "Et la mer ?", "gold": ["s-99"], "key": "la mer"})
    questions.append({"id": "near", "fr": "Et le ciel ?", "kind": "near"})
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, questions)), "utf-8")
    return path


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["eval", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _json(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def test_a_planted_difference_is_found(home: Home) -> None:
    figures = _json(_run("--known-items", "--against", "words", "--json"))
    assert [figures["encoders"][side]["name"] for side in ("own", "against")] == [
        "hashing",
        "words",
    ]
    assert (figures["questions"], figures["better"]) == (30, "against")
    assert list(figures["ranking"]) == ["all", "fr"]
    assert set(figures["ranking"]["all"]) == {"n", *FIGURES}
    hit = figures["ranking"]["all"]["hit@1"]
    assert hit["against"]["value"] > 0.5 > 0.3 > hit["own"]["value"]
    assert hit["difference"]["low"] > 0.2
    for side in ("own", "against"):
        measured = figures["costs"][side]
        assert measured["seconds_to_open"] == 0.25
        for name in ("milliseconds_a_question", "characters_a_second", "bytes_of_vectors"):
            assert measured[name] > 0


def test_the_index_s_own_figures_are_those_of_an_evaluation_by_itself(
    home: Home, file: Path
) -> None:
    alone = _json(_run("--known-items", "--json"))["known_items"]
    beside = _json(_run("--known-items", "--against", "words", "--json"))["ranking"]
    for figure in FIGURES:
        assert beside["all"][figure]["own"] == alone["all"][figure]
    of_file = _json(_run(str(file), "--json"))["answerable"]
    compared = _json(_run(str(file), "--against", "words", "--json"))["ranking"]
    assert list(compared) == list(of_file) == ["all", "fr on fr"]
    for figure in FIGURES:
        assert compared["fr on fr"][figure]["own"] == of_file["fr on fr"][figure]


def test_what_is_left_out_of_the_files_is_told(home: Home, file: Path) -> None:
    result = _run(str(file), "--against", "words", "--json")
    assert _json(result)["questions"] == 25  # nor is the question that nothing answers
    assert "lost (fr): no record that answers it is indexed" in result.stderr


def test_a_person_reads_both_encoders_their_difference_and_what_it_means(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = _run("--known-items", "--against", "words").stdout
    assert "A  hashing (1, 8 dimensions, float32)" in shown
    for said in ("B − A", "fr  recall@5", "[+", "seconds to open", ".25", "bytes of vectors"):
        assert said in shown
    assert "…" not in shown
    assert shown.splitlines()[-1].startswith("B (words) ranks better: ndcg@10 is higher by 0.")


def test_a_french_operator_reads_french(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    shown = _run("--known-items", "--against", "words").stdout
    assert shown.splitlines()[-1].startswith("B (words) classe mieux\xa0: ndcg@10 y gagne 0.")
    for english in ("all  ", "seconds to", "median", "bytes"):
        assert english not in shown


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--against", "words"], 2, "give one FILE"),
        (["--known-items", "--against", "hashing"], 1, "made with hashing"),
        (["--known-items", "--source", "UK", "--against", "words"], 1, "no question could"),
        (
            ["--known-items", "--against", "./no/such/model"],
            1,
            "'./no/such/model' cannot be loaded",
        ),
        (["/no/such/file", "--against", "words"], 1, "nothing at /no/such/file"),
    ],
)
def test_a_call_that_cannot_be_served_says_why(
    home: Home, arguments: list[str], code: int, said: str
) -> None:
    result = _run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr


def test_without_an_index_the_exit_code_says_so() -> None:
    result = _run("--known-items", "--against", "words")
    assert result.exit_code == 3
    assert "nothing is indexed" in result.stderr


def test_the_bundled_encoder_is_compared_with_a_real_model(
    sample_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "_SAMPLED", 1_000)
    home = Home(tmp_path / "sample")
    shutil.copytree(sample_home.folder, home.folder)  # the other's vectors stay in its cache
    monkeypatch.setenv("PARLEBOT_HOME", str(home.folder))
    model = save_tiny_model(tmp_path, "tiny", 1, {})
    figures = _json(_run("--known-items", "--against", str(model), "--json"))
    assert figures["encoders"]["against"]["name"] == str(model)
    assert figures["better"] == "own"  # the other is untrained
    own, against = (figures["costs"][side] for side in ("own", "against"))
    assert own["seconds_to_open"] < against["seconds_to_open"]  # which loads torch
    assert own["bytes_of_vectors"] > against["bytes_of_vectors"]  # of 384 and of 32 dimensions
    assert home.pointer.read_text("utf-8") == sample_home.pointer.read_text("utf-8")
    left, before = ({p.name for p in each.generations.iterdir()} for each in (home, sample_home))
    assert left == before
