"""What the client of the chat model sends, what of a response it reads, and what it says of one."""

import gzip
import json
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.language_model.chat_model import Abilities, ChatModel, Written
from bot.language_model.choice import read_choice
from bot.language_model.failures import Failure, explained
from bot.language_model.settings import ChatSettings
from tests.bot.language_model.behaviours import chosen
from tests.bot.language_model.model_server import (
    Behaviour,
    Handler,
    ModelServer,
    Request,
    event,
    model_server,
)

KEY, QUESTION = "k-secret-key", "Combien coûte ma maison bleue ?"
_SENT = {"host", "accept", "accept-encoding", "content-type", "content-length", "authorization"}
_SENT |= {"connection", "x-stainless-raw-response"}
_BOMB = 300 * 1024 * 1024


def _no_schema(handler: Handler, request: Request) -> None:
    if "response_format" in request:
        handler.start(400, "application/json")
        handler.send('{"error": {"message": "unknown field"}}')
    else:
        handler.events(chosen(1, 2))


def _silent_with_schema(handler: Handler, request: Request) -> None:
    handler.events("" if "response_format" in request else chosen(1, 2))


def _no_stream(handler: Handler, request: Request) -> None:
    if request.get("stream"):
        handler.start(400, "application/json")
        handler.send('{"error": {"message": "streaming is not supported"}}')
    else:
        handler.complete(chosen(1, 2))


def _breaks_once(handler: Handler, request: Request) -> None:
    if len([one for one in handler.server.requests if one["model"] == "breaks once"]) == 1:
        handler.start(503)
    else:
        handler.events(chosen(1, 2))


def _pings(handler: Handler, request: Request) -> None:
    handler.start()
    for _ in range(600):
        handler.send(": ping\n\n")
        handler.wait(0.05)


def _cookie(handler: Handler, request: Request) -> None:
    handler.start(Set_Cookie="a=b")
    handler.send(event(chosen(1)))


def _cut(handler: Handler, request: Request) -> None:
    handler.start(Content_Length="9999")
    handler.send(event('{"answers": true, "sentences": [7, 12'))
    handler.cut()


def _stops(handler: Handler, request: Request) -> None:
    handler.start()
    handler.send(event('{"answers": true, "sentences": [7, 12'))
    handler.wait(60)


def _redirect(handler: Handler, request: Request) -> None:
    handler.start(307, Location=f"{handler.server.elsewhere}/chat/completions")


def _packed(handler: Handler, request: Request) -> None:
    handler.start(Content_Encoding="gzip")
    handler.send(gzip.compress(event(chosen(1)).encode()))


def _bomb(handler: Handler, request: Request) -> None:
    handler.start(Content_Encoding="gzip")
    packed = gzip.compress(b" " * 1024 * 1024, 1)
    for _ in range(_BOMB // 1024 // 1024):  # members of one stream
        handler.send(packed)


def _plain_bomb(handler: Handler, request: Request) -> None:
    handler.start()
    for _ in range(_BOMB // 1024 // 1024):
        handler.send(b": " + b" " * 1024 * 1024)


def _status(status: int) -> Behaviour:
    def act(handler: Handler, request: Request) -> None:
        handler.start(status)
        said = f"{handler.headers['Authorization']} asked {request['messages']}"
        handler.send(json.dumps({"error": {"message": said}}))

    return act


_BEHAVIOURS: dict[str, Behaviour] = {
    "honest": lambda handler, request: handler.events(chosen(1, 2)),
    "whole": lambda handler, request: handler.complete(chosen(1, 2)),
    "no schema": _no_schema,
    "silent with schema": _silent_with_schema,
    "no stream": _no_stream,
    "breaks once": _breaks_once,
    "pings": _pings,
    "cookie": _cookie,
    "cut": _cut,
    "stops": _stops,
    "silence": lambda handler, request: handler.wait(60),
    "redirect": _redirect,
    "packed": _packed,
    "flood": lambda handler, request: handler.events("word " * 20_000),
    "bomb": _bomb,
    "plain bomb": _plain_bomb,
    "empty": lambda handler, request: handler.events(""),
    "closes": lambda handler, request: handler.cut(),
    **{str(status): _status(status) for status in (400, 401, 403, 404, 408, 422, 429, 500, 503)},
}


@pytest.fixture(scope="module")
def trap() -> Iterator[ModelServer]:
    """A server that nobody may ask."""
    with model_server() as server:
        yield server


@pytest.fixture
def server(trap: ModelServer) -> Iterator[ModelServer]:
    with model_server(_BEHAVIOURS, trap.url) as server:
        yield server


def _model(name: str, url: str, timeout: float = 30.0) -> ChatModel:
    return ChatModel(ChatSettings(name, url, KEY, timeout))


def _write(chat: ChatModel) -> Written:
    return chat.write("Choose.", {"question": QUESTION}, {"type": "object"})


def test_nothing_of_the_environment_is_sent_to_a_configured_address(
    server: ModelServer, trap: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        *("OPENAI_ORG_ID", "OPENAI_ORGANIZATION", "OPENAI_PROJECT_ID", "OPENAI_API_KEY"),
        *("OPENAI_ADMIN_KEY", "OPENAI_WEBHOOK_SECRET", "LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"),
        *("LANGSMITH_PROJECT", "LANGCHAIN_PROJECT"),
    ):
        monkeypatch.setenv(name, "of-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Custom: of-the-environment\nCookie: a=b")
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
        monkeypatch.setenv(name, trap.url)
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    for name in ("honest", "no stream"):
        assert not _write(_model(name, server.url)).failure
    for headers, request in zip(server.headers, server.requests, strict=True):
        assert {name.lower() for name in headers} <= _SENT
        assert headers["Authorization"] == f"Bearer {KEY}"
        assert headers["Accept-Encoding"] == "identity"
        assert "of-the-environment" not in f"{headers} {request}"
        assert set(request) <= {"model", "messages", "stream", "temperature", "response_format"}
    assert trap.connections == 0


def test_without_a_key_none_is_taken_from_the_environment(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of-the-environment")
    assert not _write(ChatModel(ChatSettings("honest", server.url))).failure
    assert "of-the-environment" not in str(server.headers[0])


def test_a_cookie_is_not_sent_back(server: ModelServer) -> None:
    chat = _model("cookie", server.url)
    assert not _write(chat).failure
    assert not _write(chat).failure
    assert "Cookie" not in server.headers[1]


@pytest.mark.parametrize(
    ("name", "able", "asked"),
    [
        ("honest", Abilities(), 1),
        ("no schema", Abilities(schema=False), 2),
        ("silent with schema", Abilities(schema=False), 3),
        ("no stream", Abilities(schema=False, streams=False), 3),
        ("whole", Abilities(streams=False), 2),
    ],
)
def test_what_a_server_is_not_able_to_is_learned_once(
    server: ModelServer, name: str, able: Abilities, asked: int
) -> None:
    chat = _model(name, server.url)
    assert chat.abilities == Abilities()
    for _ in range(2):
        one_question = chat.for_question(lambda: None)
        assert _write(one_question) == Written(chosen(1, 2))
    assert chat.abilities == able
    assert len(server.requests) == asked + 1


def test_an_error_of_the_servers_own_teaches_nothing(server: ModelServer) -> None:
    chat = _model("breaks once", server.url)
    assert _write(chat) == Written(chosen(1, 2))
    assert chat.abilities == Abilities()


def test_signs_of_life_alone_do_not_hold_a_place_for_ever(server: ModelServer) -> None:
    chat = _model("pings", server.url, timeout=0.5)
    for _ in range(9):  # one more than may be asked at once
        assert _write(chat).failure in (Failure.TIMED_OUT, Failure.BUSY)
    until = time.monotonic() + 60
    while (failure := _write(chat).failure) is Failure.BUSY and time.monotonic() < until:
        time.sleep(0.1)
    assert failure is Failure.TIMED_OUT


def test_a_server_that_is_down_is_left_alone_for_a_while() -> None:
    chat = _model("x", "http://127.0.0.1:9/v1")
    assert _write(chat.for_question(lambda: None)).failure is Failure.UNREACHABLE
    with model_server({"x": lambda handler, request: handler.events(chosen(1, 2))}) as back:
        chat._model = _model("x", back.url)._model
        assert _write(chat.for_question(lambda: None)).failure is Failure.UNREACHABLE
        assert back.requests == []


def test_a_server_that_refuses_everything_is_thought_able_to_all(server: ModelServer) -> None:
    chat = _model("400", server.url)
    assert _write(chat).failure is Failure.REFUSED
    assert chat.abilities == Abilities()


@pytest.mark.parametrize(("name", "failure"), [("cut", Failure.CUT), ("stops", Failure.TIMED_OUT)])
def test_what_was_chosen_before_the_end_stands_without_the_last_number(
    server: ModelServer, name: str, failure: Failure
) -> None:
    written = _write(_model(name, server.url, timeout=1.0))
    assert written.failure is failure
    # The last may be the first digits of a longer one.
    assert read_choice(written.text, 200, written.failure).numbers == (7,)


def _free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("400", Failure.REFUSED),
        ("401", Failure.WRONG_KEY),
        ("403", Failure.WRONG_KEY),
        ("404", Failure.NOT_FOUND),
        ("408", Failure.TIMED_OUT),
        ("422", Failure.REFUSED),
        ("429", Failure.TOO_MANY),
        ("500", Failure.BROKEN),
        ("503", Failure.BROKEN),
        ("redirect", Failure.REDIRECTED),
        ("packed", Failure.COMPRESSED),
        ("flood", Failure.TOO_LONG),
        ("empty", Failure.SILENT),
        ("closes", Failure.CUT),
        ("cut", Failure.CUT),
        ("silence", Failure.TIMED_OUT),
        ("nobody", Failure.UNREACHABLE),
    ],
)
def test_each_failure_is_logged_once_and_without_key_and_question(
    server: ModelServer,
    trap: ModelServer,
    caplog: pytest.LogCaptureFixture,
    name: str,
    failure: Failure,
) -> None:
    url = _free_address() if name == "nobody" else server.url
    chat = _model(name, url, timeout=1.0 if failure is Failure.TIMED_OUT else 30.0)
    with caplog.at_level(logging.WARNING):
        assert _write(chat).failure is failure
    (logged,) = caplog.records
    assert logged.getMessage() == explained(failure, chat.settings)
    assert KEY not in caplog.text
    assert QUESTION not in caplog.text
    assert trap.connections == 0


def test_each_failure_has_a_sentence_of_its_own() -> None:
    settings = ChatSettings("m", "http://127.0.0.1/v1", KEY)
    assert len({explained(failure, settings) for failure in Failure}) == len(Failure)


_MEASURED = """
import resource, sys
from bot.language_model.chat_model import ChatModel
from bot.language_model.settings import ChatSettings

def write(name):
    chat = ChatModel(ChatSettings(name, sys.argv[1], timeout=60))
    return chat.write("", {}, {}).failure

write("honest")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(write("bomb"), write("plain bomb"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_300_megabytes_sent_packed_or_plain_cost_little_memory(server: ModelServer) -> None:
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", _MEASURED, server.url]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    failures, kilobytes = done.stdout.splitlines()
    assert failures == f"{Failure.COMPRESSED} {Failure.TOO_LONG}"
    assert int(kilobytes) < 50_000
