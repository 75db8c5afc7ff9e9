"""The log: one line a request, as text or as JSON, on standard error.

No line holds anything that a client wrote: no question, no query, no address that is not one of
ours. What libraries log goes the same way, on one line, without the messages of exceptions, which
may quote a client.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from bot.console import printable
from bot.server.gate.client_address import Client

FORMS = ("text", "json", "off")
CLIENTS = ("none", "network", "full")  # what a line says of the client
_BURST = 10  # lines a second about refusals, probes and from libraries; more are only counted
_LONGEST = 500  # characters of a library's message
_DEEPEST = 4  # places of ours at which an error is told to have happened


class Log:
    """Writes lines. Safe for several threads, as `write` of a stream is called once a line."""

    def __init__(
        self,
        form: str = "text",
        clients: str = "none",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Write lines of the `form` (of `FORMS`) that say of a client what `clients` allows."""
        self._form = form
        self._clients = clients
        self._stream = stream or sys.stderr
        self._clock = clock
        self._second, self._lines, self._left_out = 0, 0, 0

    def request(self, client: Client, facts: Mapping[str, Any], *, few: bool) -> None:
        """Write a line about a request; with `few`, only if there were few such lines lately."""
        shown = {"full": client.address, "network": client.logged_network}.get(self._clients, "")
        self._write(dict(facts) | ({"client": shown} if shown else {}), few=few)

    def event(self, message: str, **facts: str) -> None:
        """Write a line about the server itself, or from a library."""
        self._write({"message": message[:_LONGEST]} | facts, few=True)

    def _write(self, facts: dict[str, Any], *, few: bool) -> None:
        if self._form == "off" or (few and not self._may_write()):
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        entry = {"time": now} | facts
        if self._left_out and few:
            entry["left_out"] = self._left_out  # lines, since the last one of this kind
            self._left_out = 0
        if self._form == "json":
            line = json.dumps(entry)
        else:
            line = " ".join(f"{name}={_quoted(value)}" for name, value in entry.items())
        self._stream.write(line + "\n")
        self._stream.flush()

    def _may_write(self) -> bool:
        second = int(self._clock())
        if second != self._second:
            self._second, self._lines = second, 0
        self._lines += 1
        if self._lines > _BURST:
            self._left_out += 1
        return self._lines <= _BURST


class LibraryLines(logging.Handler):
    """Takes what libraries log into the log, a line each."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write `record`. Of an exception its type and place are told, not its message."""
        facts = {"level": record.levelname.lower(), "logger": record.name}
        if record.exc_info and record.exc_info[1]:
            self._log.event("an exception", **facts, error=where(record.exc_info[1]))
        else:
            self._log.event(record.getMessage(), **facts)


def where(error: BaseException) -> str:
    """Return the type of `error` and the places in the code where it happened, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    places = (f"{'/'.join(f.filename.split('/')[-2:])}:{f.lineno} {f.name}" for f in frames)
    return f"{type(error).__name__} at {' > '.join(places)}"


def _quoted(value: object) -> str:
    text = printable(str(value))
    return text if text and not set(text) & set(' "=') else json.dumps(text, ensure_ascii=False)
