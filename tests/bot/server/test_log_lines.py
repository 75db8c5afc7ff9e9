"""The log: one line each, nothing of a client's in it, few lines however many refusals."""

import io
import json
import logging
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.server.clients.client_address import Client
from bot.server.operating.log import LibraryLines, Log, where
from corpus.text.terminal import printable

_CLIENT = Client("203.0.113.77")
_FACTS = {"id": "ab12", "route": "/api/ask", "status": 200, "ms": 12.5, "outcome": "answered"}


def _lines(log: Log, stream: io.StringIO, *, refused: bool = False, count: int = 1) -> list[str]:
    for _ in range(count):
        log.request(_CLIENT, _FACTS, few=refused)
    log._waiting.join()  # written in another thread
    return stream.getvalue().splitlines()


def test_a_line_of_json_says_when_which_what_and_how_long() -> None:
    stream = io.StringIO()
    (line,) = _lines(Log("json", "none", stream), stream)
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == _FACTS


@pytest.mark.parametrize(
    ("allowed", "shown"), [("none", ""), ("network", "203.0.113.0/24"), ("full", "203.0.113.77")]
)
def test_a_line_says_as_much_of_the_client_as_the_operator_allows(allowed: str, shown: str) -> None:
    stream = io.StringIO()
    (line,) = _lines(Log("json", allowed, stream), stream)
    assert json.loads(line).get("client", "") == shown


def test_off_writes_nothing() -> None:
    stream = io.StringIO()
    assert _lines(Log("off", "full", stream), stream) == []


def test_a_flood_of_refusals_is_a_few_lines_that_say_how_many_were_left_out() -> None:
    now, stream = [0.0], io.StringIO()
    log = Log("json", "none", stream, clock=lambda: now[0])
    assert len(_lines(log, stream, refused=True, count=10_000)) == 10
    now[0] = 1.0
    last = _lines(log, stream, refused=True)[-1]
    assert json.loads(last)["left_out"] == 9_990
    assert len(_lines(log, stream, count=500)) == 511  # answers are never left out


def test_what_a_library_logs_is_one_line_without_the_message_of_its_exception() -> None:
    stream = io.StringIO()
    logger = logging.Logger("library")
    log = Log("text", "none", stream)
    logger.addHandler(LibraryLines(log))
    try:
        raise ValueError("x\nINFO: login accepted\x1b[31m zanzibarphare")
    except ValueError:
        logger.exception("it broke\nINFO: all is well \x1b[31m")
    logger.warning("a %s", "warning\nof two lines\x1b[0m")
    log.close()
    first, second = stream.getvalue().splitlines()
    assert "ValueError at" in first
    assert "zanzibarphare" not in first
    assert "warning\\nof two lines\\x1b" in second.replace("\\\\", "\\")
    assert "\x1b" not in stream.getvalue()


def test_an_error_is_told_by_its_type_and_place() -> None:
    try:
        int("zanzibarphare")
    except ValueError as error:
        told = where(error)
    assert told.startswith("ValueError at server/test_log_lines.py:")
    assert "zanzibarphare" not in told


@settings(deadline=None)
@given(st.text())
def test_what_is_printed_moves_no_cursor_and_starts_no_line(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert not any(c in shown for c in "\x1b\x07\x9b\u202e\u2066\u2028\n\r")
    assert printable(shown) == shown


class _Stalled(io.StringIO):
    """What nobody reads: a write does not come back."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def write(self, text: str) -> int:
        self.released.wait()
        return super().write(text)


def test_a_reader_of_the_log_who_stops_holds_up_no_answer() -> None:
    stream = _Stalled()
    log = Log("json", "none", stream)
    for _ in range(30_000):
        log.request(_CLIENT, _FACTS, few=False)
    stream.released.set()
    log._waiting.join()
    log.request(_CLIENT, _FACTS, few=False)
    log.close()
    *kept, last = stream.getvalue().splitlines()
    assert 10_000 <= len(kept) <= 10_001
    assert json.loads(last)["left_out"] == 30_000 - len(kept)


def test_a_log_that_is_closed_ends_no_answer() -> None:
    stream = io.StringIO()
    log = Log("json", "none", stream)
    stream.close()
    log.request(_CLIENT, _FACTS, few=False)
    log._waiting.join()
