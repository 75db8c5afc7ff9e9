"""The log has a short line for each request, and no word of a client in it."""

import re
import time

import pytest

from tests.bot.server.attacked import Attacked, log_faults
from tests.bot.server.raw_clients import HOST, Raw

_WORD = "zanzibarphare"
_INJECTED = f"{_WORD}\nINFO: login accepted\u001b[31m\r\u2028{_WORD}"
_MOST = 400  # bytes of a line
_PATIENCE = 120  # seconds for a line to stand there


@pytest.mark.parametrize(
    "address",
    ["/gradio_api/call/ask/x", "/gradio_api/call/x/x", "/gradio_api/run/x", "/nowhere"],
)
def test_what_is_not_there_costs_a_line_each_time(victim: Attacked, address: str) -> None:
    start = len(victim.running.written())
    with victim.keeps_still():
        for _ in range(30):
            assert victim.client.get(address).status_code == 404
    written = victim.written_since(start)
    assert len(written) < 32 * _MOST
    assert log_faults(written) == []


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/gradio_api/call/ask", {"data": [_INJECTED]}),
        ("/gradio_api/run/record", {"data": [_INJECTED]}),
        ("/gradio_api/run/frame", {"data": [_INJECTED, _INJECTED]}),
        ("/gradio_api/call/" + _WORD, {"data": []}),
        ("/chat/ask", {"question": _INJECTED, "history": [_INJECTED], "language": _INJECTED}),
        ("/chat/ask", {"question": _INJECTED, "history": [_INJECTED], "id": _INJECTED}),
        ("/api/ask", {"question": _INJECTED, "ministry": _INJECTED, "deputy": _INJECTED}),
        ("/api/ask", {"question": _INJECTED, "since": _INJECTED}),
        ("/api/ask", {_INJECTED: _INJECTED}),
        ("/api/ask", [_INJECTED]),
        ("/api/feedback", {"useful": False, "comment": _INJECTED, "reasons": [_INJECTED]}),
        ("/api/feedback", {"useful": False, "comment": _INJECTED, "uids": [_INJECTED]}),
    ],
)
def test_nothing_of_a_body_stands_in_the_log(victim: Attacked, address: str, body: object) -> None:
    start = len(victim.running.written())
    with victim.keeps_still():
        victim.client.post(address, json=body)
    assert log_faults(victim.written_since(start), (_WORD, "login accepted")) == []


def test_nothing_of_a_form_stands_in_the_log(victim: Attacked) -> None:
    start = len(victim.running.written())
    with victim.keeps_still():
        for form in ({"question": _INJECTED}, {"question": _INJECTED, "since": _INJECTED}):
            victim.client.post("/ask", data=form)
    assert log_faults(victim.written_since(start), (_WORD, "login accepted")) == []


@pytest.mark.parametrize(
    "head",
    [
        f"GET /{_WORD}%0aINFO:%20login%20accepted%1b[31m HTTP/1.1\r\n",
        f"GET /?q={_WORD}%0d%0aINFO HTTP/1.1\r\n",
        f"GET /chat/record?uid={_WORD}%0a&language={_WORD} HTTP/1.1\r\n",
        f"GET /chat/frame?language={_WORD}%0a HTTP/1.1\r\n",
        f"{_WORD.upper()} / HTTP/1.1\r\n",
        f"GET / HTTP/1.1\r\nX-Request-Id: {_WORD}\r\n",
        f"GET / HTTP/1.1\r\nX-Forwarded-For: {_WORD}\r\n",
        f"GET / HTTP/1.1\r\nX-Forwarded-For: 198.51.100.1, {_WORD}\r\n",
        f"GET / HTTP/1.1\r\nX-Forwarded-Proto: {_WORD}\r\n",
        f"GET / HTTP/1.1\r\nUser-Agent: {_WORD}\x1b[31m\r\nReferer: {_WORD}\r\n",
        f"GET / HTTP/1.1\r\nAuthorization: {_WORD}\r\nCookie: {_WORD}\r\n",
        f"GET / HTTP/9.9 {_WORD}\r\n",
        f"{_WORD}\r\n",
        f"POST /api/ask HTTP/1.1\r\nContent-Length: {_WORD}\r\n",
        f"POST /api/ask HTTP/1.1\r\nTransfer-Encoding: {_WORD}\r\n",
        f"POST /api/ask HTTP/1.1\r\nExpect: {_WORD}\r\nContent-Length: 0\r\n",
    ],
)
def test_nothing_of_an_address_or_of_a_header_stands_in_the_log(
    victim: Attacked, head: str
) -> None:
    start = len(victim.running.written())
    with victim.keeps_still(), Raw(victim.running.address) as client:
        client.send(head.encode("latin-1") + HOST + b"Connection: close\r\n\r\n")
        told = client.told()
    assert b" 500 " not in told.split(b"\r\n")[0]
    assert _WORD.encode() not in told.split(b"\r\n\r\n")[0].lower()  # no header repeats it
    written = victim.written_since(start)
    assert log_faults(written, (_WORD, _WORD.upper(), "login accepted")) == []
    assert len(written) < 3 * _MOST


def test_who_asks_whether_it_lives_all_day_fills_no_disk(victim: Attacked) -> None:
    begun, start = time.monotonic(), len(victim.running.written())
    with victim.keeps_still():
        for _ in range(1_000):
            assert victim.client.get("/health").status_code == 200
    lines = victim.written_since(start).count(b"\n")
    assert lines < 100 + 20 * (time.monotonic() - begun)


def test_each_request_that_is_served_is_one_line_with_its_id(victim: Attacked) -> None:
    start = len(victim.running.written())
    addresses = ("/", "/chat/record?uid=x&language=fr", "/chat/frame?language=en", "/page.js")
    ids = [victim.client.get(address).headers["x-request-id"] for address in addresses * 4]
    ids.append(victim.running.ask().headers["x-request-id"])
    end = time.monotonic() + _PATIENCE
    while len(lines := victim.running.written()[start:].splitlines()) < len(ids):
        assert time.monotonic() < end, lines
    assert [sum(name.encode() in line for line in lines) for name in ids] == [1] * len(ids)
    assert max(map(len, lines)) < _MOST


def test_each_request_is_one_line_or_counted_as_left_out(victim: Attacked) -> None:
    victim.written_since(0)  # its last line counts what was left out before
    start = len(victim.running.written())
    for address in ("/", "/health", "/nowhere", "/chat/record?uid=x&language=fr", "/page.js"):
        for _ in range(4):
            assert victim.client.get(address).headers["x-request-id"].isalnum()
    for body in ({"question": ""}, {"question": 5}, []):
        victim.client.post("/api/ask", json=body)
        victim.client.post("/chat/ask", json=body)
    victim.client.get("/page.js")
    end = time.monotonic() + _PATIENCE
    while _told(lines := victim.running.written()[start:].splitlines()) < 27:
        assert time.monotonic() < end, lines
    assert _told(lines) == 27
    assert max(map(len, lines)) < _MOST


def _told(lines: list[bytes]) -> int:
    """Return how many requests lines are about, with those that are only counted."""
    left_out = re.findall(rb" left_out=(\d+)", b"\n".join(lines))
    return len(lines) + sum(map(int, left_out))
