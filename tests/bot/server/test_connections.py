"""Connections that say nothing, or too slowly, neither pile up nor keep others out."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from embeddings.disk.home import Home
from tests.bot.server.attacked import is_well, measured
from tests.bot.server.raw_clients import HOST, Raw
from tests.bot.server.server_process import ServerProcess, server

_OPEN_FILES = 300
_STRANGER = "127.0.0.9"  # another client than the tests' own; all of 127.0.0.0/8 is this machine
_SLOW = "127.0.0.8"
_SECONDS = 90  # generous: they are closed after ten, and a slow machine is no failure


@pytest.fixture(scope="module")
def narrow(sample_home: Home) -> Iterator[ServerProcess]:
    with server(sample_home.folder, "--rate", "0", open_files=_OPEN_FILES) as running:
        running.until_ready()
        yield running


def _open_files(running: ServerProcess) -> int:
    return len(list(Path(f"/proc/{running.process.pid}/fd").iterdir()))


_JSON = b"Content-Type: application/json\r\n"
_BEGUN = {
    "method": b"G",
    "head": b"GET / HTTP/1.1\r\n" + HOST + b"X: ",
    "body": b"POST /api/ask HTTP/1.1\r\n" + HOST + _JSON + b"Content-Length: 5000\r\n\r\n{",
    "page's body": b"POST /chat/ask HTTP/1.1\r\n" + HOST + _JSON + b"Content-Length: 900\r\n\r\n{",
    "chunks": b"POST /chat/ask HTTP/1.1\r\n"
    + HOST + _JSON + b"Transfer-Encoding: chunked\r\n\r\n9000\r\n{",
    "a probe's body": b"GET /health HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\n",
    "what is refused": b"POST /nowhere HTTP/1.1\r\n" + HOST + b"Content-Length: 5000\r\n\r\n{",
}  # fmt: skip


@measured
@pytest.mark.parametrize("begun", ["body", "page's body", "chunks", "a probe's body"])
def test_four_hundred_questions_half_sent_keep_nobody_out(
    narrow: ServerProcess, begun: str
) -> None:
    with ExitStack() as stack:
        for _ in range(400):
            stack.enter_context(Raw(narrow.address, _STRANGER)).send(_BEGUN[begun])
        for _ in range(5):
            assert is_well(narrow)
        assert narrow.ask().status_code == 200


@measured
def test_four_hundred_silent_connections_and_slow_ones_keep_nobody_out_and_are_closed(
    narrow: ServerProcess,
) -> None:
    before, log = _open_files(narrow), len(narrow.written())
    with ExitStack() as stack:
        slow = {name: stack.enter_context(Raw(narrow.address, _SLOW)) for name in sorted(_BEGUN)}
        for name, client in slow.items():
            client.send(_BEGUN[name])
        silent = [stack.enter_context(Raw(narrow.address, _STRANGER)) for _ in range(400)]
        for _ in range(5):
            assert is_well(narrow)
        assert narrow.ask().status_code == 200
        assert _open_files(narrow) < _OPEN_FILES
        assert _still_slow(slow) == []
        assert all(client.is_closed_within(_SECONDS) for client in silent)
    assert is_well(narrow)
    assert _open_files(narrow) < before + 20
    assert len(narrow.written()) - log < 100_000


def _still_slow(slow: dict[str, Raw]) -> list[str]:
    """Send each of them a byte now and then; return who was not hung up on in time."""
    end = time.monotonic() + _SECONDS
    while slow and time.monotonic() < end:
        time.sleep(0.5)
        for name, client in list(slow.items()):
            if client.has_answer() or not client.send(b"y"):
                del slow[name]
    return list(slow)


@measured
def test_who_asks_for_much_and_reads_nothing_is_hung_up_on(narrow: ServerProcess) -> None:
    page = narrow.client.get("/").text
    name = page.split("/assets/")[1].split('"')[0]
    before = _open_files(narrow)
    request = f"GET /assets/{name} HTTP/1.1\r\n".encode() + HOST + b"\r\n"
    with ExitStack() as stack:
        for _ in range(60):
            client = stack.enter_context(Raw(narrow.address, _STRANGER, window=4096))
            client.send(request * 20)
        assert narrow.ask().status_code == 200
        end = time.monotonic() + _SECONDS
        while _open_files(narrow) > before + 10:
            assert time.monotonic() < end, _open_files(narrow)
            time.sleep(0.5)
    assert is_well(narrow)


@measured
def test_a_second_request_behind_a_question_is_hung_up_on(narrow: ServerProcess) -> None:
    body = b'{"question": "Qui paie les fauteuils roulants ?"}'
    head = b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n"
    asked = b"POST /api/ask HTTP/1.1\r\n" + HOST + _JSON + head + body
    with Raw(narrow.address, _STRANGER) as client:
        client.send(asked + asked)
        assert client.is_closed_within(_SECONDS)
        assert b"200 OK" not in client.told()
    assert is_well(narrow)
