"""The sentences that the model is asked about are fictional."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import app
from bot.doctor.chat_check import chat_check
from bot.doctor.check_result import Level
from tests.bot.language_model.model_server import (
    Behaviour,
    Handler,
    ModelServer,
    Request,
    model_server,
)


def choosing(*numbers: int) -> str:
    return json.dumps({"answers": bool(numbers), "sentences": numbers})


def refuses(status: int) -> Behaviour:
    return lambda handler, request: handler.start(status)


def right(handler: Handler, request: Request) -> None:
    handler.events(choosing(2))


def wrong(handler: Handler, request: Request) -> None:
    handler.events(choosing(1))


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    behaviours: dict[str, Behaviour] = {"right": right, "wrong": wrong}
    behaviours |= {str(status): refuses(status) for status in (401, 404, 429, 500)}
    with model_server(behaviours) as running:
        yield running


@pytest.mark.parametrize(
    ("model", "level", "said"),
    [
        ("right", Level.OK, "chooses as it is asked to"),
        ("wrong", Level.WARN, "take a larger one"),
        ("401", Level.FAIL, "refuses the key"),
        ("404", Level.FAIL, "there is no chat model '404'"),
        ("429", Level.FAIL, "no more requests"),
        ("500", Level.FAIL, "reports an error"),
    ],
)
def test_the_doctor_asks_the_model_and_says_what_is_wrong(
    server: ModelServer, tmp_path: Path, model: str, level: Level, said: str
) -> None:
    environment = {"PARLEBOT_CHAT_MODEL": model, "PARLEBOT_CHAT_URL": server.url}
    check = chat_check(tmp_path, environment, asks=True)
    assert check.level == level
    assert said in check.sentence


def test_the_model_is_asked_only_when_the_doctor_is_told_to(
    server: ModelServer, tmp_path: Path
) -> None:
    before = len(server.requests)
    environment = {"PARLEBOT_CHAT_MODEL": "right", "PARLEBOT_CHAT_URL": server.url}
    check = chat_check(tmp_path, environment, asks=False)
    assert (check.level, check.remedy) == (Level.OK, "parlebot doctor --chat")
    assert len(server.requests) == before


def test_settings_that_cannot_be_used_and_a_model_that_is_not_set_are_told(tmp_path: Path) -> None:
    assert chat_check(tmp_path, {}, asks=False).level == Level.OK
    assert chat_check(tmp_path, {}, asks=True).level == Level.FAIL
    (tmp_path / "parlebot.toml").write_text("model = 'x'\n", "utf-8")
    check = chat_check(tmp_path, {}, asks=False)
    assert check.level == Level.FAIL
    assert "parlebot.toml" in check.sentence


def test_the_command_asks_with_its_option(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEBOT_CHAT_MODEL", "404")
    monkeypatch.setenv("PARLEBOT_CHAT_URL", server.url)
    told = json.loads(CliRunner().invoke(app, ["doctor", "--chat", "--json"]).stdout)
    assert told["checks"][-1]["name"] == "chat"
    assert told["checks"][-1]["level"] == "fail"
