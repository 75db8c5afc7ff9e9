"""`parlebot eval --chat`: the fictional sample with a chat model and without."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import app
from embeddings.disk.home import Home
from tests.bot.language_model.model_server import (
    Handler,
    ModelServer,
    Request,
    model_server,
    sentences_of,
)

KEY = "dans la limite de 520 euros par an pour un fauteuil manuel"


def knows(handler: Handler, request: Request) -> None:
    """Choose the sentences that hold the key."""
    found = [number for number, text in sentences_of(request).items() if KEY in text]
    handler.events(json.dumps({"answers": bool(found), "sentences": found}))


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server({"knows": knows}) as running:
        yield running


@pytest.fixture
def run(
    sample_home: Home, server: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[list[str]]:
    monkeypatch.setenv("PARLEBOT_HOME", str(sample_home.folder))
    monkeypatch.setenv("PARLEBOT_CHAT_MODEL", "knows")
    monkeypatch.setenv("PARLEBOT_CHAT_URL", server.url)
    file = tmp_path / "questions.jsonl"
    question = {"id": "q", "fr": "Les fauteuils roulants loués ?", "gold": ["QANR5L99QE147"]}
    file.write_text(json.dumps(question | {"key": KEY}), "utf-8")
    yield ["eval", str(file), "--chat"]


def asked(arguments: list[str]) -> Result:
    return CliRunner(env={"LANG": "en_GB.UTF-8"}).invoke(app, arguments)


def test_the_same_questions_are_measured_without_the_model_and_with_it(run: list[str]) -> None:
    told = json.loads(asked([*run, "--json"]).stdout)
    assert told["model"] == "knows"
    assert told["with"]["answerable"]["all"]["quote_hit"]["value"] == 1.0
    assert told["with"]["model_failed"]["value"] == 0.0
    assert told["without"]["answerable"]["all"]["n"] == told["with"]["answerable"]["all"]["n"] == 1


def test_both_are_printed_side_by_side(run: list[str]) -> None:
    shown = asked(run).stdout
    assert "with knows" in shown
    assert "quote holds the answer" in shown
    assert "the model failed" in shown


def test_a_server_that_is_down_is_measured_as_failing(
    run: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEBOT_CHAT_URL", "http://127.0.0.1:9/v1")
    result = asked([*run, "--json"])
    assert json.loads(result.stdout)["with"]["model_failed"]["value"] == 1.0
    assert "no connection to the chat model" in result.stderr


def test_without_a_model_it_says_what_to_set(
    run: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARLEBOT_CHAT_MODEL")
    result = asked(run)
    assert result.exit_code == 1
    assert "PARLEBOT_CHAT_MODEL" in result.stderr
    assert asked([*run, "--against", "x"]).exit_code == 2
