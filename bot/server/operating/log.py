"""The log: one line per request, as text or JSON, on standard error.

No line contains anything that a client wrote: no question, no query, no address except our own.
What libraries log goes the same way, on one line, without the messages of exceptions, which may
quote a client.
"""

import contextlib
import json
import logging
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from bot.server.clients.client_address import ClientAddress
from corpus.text.terminal import printable

_BURST = 10  # lines a second about refusals, probes and from libraries; more are only counted
_MOST_WAITING = 10_000  # lines that nobody has read yet, some 2 MB
_LAST_SECONDS = 2.0  # for what waits at the end
_LONGEST = 500  # characters of a library's message
_DEEPEST = 4  # places of ours at which an error is told to have happened


class Log:
    """Writes lines in its own thread, so that a slow reader of the log delays no answer.

    Safe for several threads. Lines that find no room, or no reader, are left out and counted.
    """

    def __init__(
        self,
        form: str = "text",
        clients: str = "none",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Write lines in the `form` "text" or "json", or none ("off").

        Of a client they say nothing ("none"), its `network` or its whole address ("full").
        """
        self._form = form
        self._clients = clients
        self._stream = stream or sys.stderr
        self._clock = clock
        self._second, self._lines, self._left_out = 0, 0, 0
        self._waiting: queue.Queue[str | None] = queue.Queue(_MOST_WAITING)
        self._writer = threading.Thread(target=self._write_all, name="log", daemon=True)
        self._writer.start()

    def close(self) -> None:
        """Write what is pending, if that takes no more than a moment, and stop."""
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(None)
            self._writer.join(_LAST_SECONDS)

    def request(self, client: ClientAddress, facts: Mapping[str, Any], *, few: bool) -> None:
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
        if self._left_out:
            entry["left_out"] = self._left_out  # lines, since the last one was written
            self._left_out = 0
        if self._form == "json":
            line = json.dumps(entry)
        else:
            line = " ".join(f"{name}={_quoted(value)}" for name, value in entry.items())
        try:
            self._waiting.put_nowait(line + "\n")
        except queue.Full:
            self._left_out += 1 + entry.get("left_out", 0)

    def _write_all(self) -> None:
        while (line := self._waiting.get()) is not None:
            with contextlib.suppress(OSError, ValueError):  # nobody reads any more: closed
                self._stream.write(line)
                self._stream.flush()
            self._waiting.task_done()

    def _may_write(self) -> bool:
        second = int(self._clock())
        if second != self._second:
            self._second, self._lines = second, 0
        self._lines += 1
        if self._lines > _BURST:
            self._left_out += 1
        return self._lines <= _BURST


class LibraryLines(logging.Handler):
    """Forwards what libraries log, one line per record."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write `record`. An exception is logged with its type and place, not its message."""
        facts = {"level": record.levelname.lower(), "logger": record.name}
        if record.exc_info and record.exc_info[1]:
            self._log.event("an exception", **facts, error=where(record.exc_info[1]))
        else:
            self._log.event(record.getMessage(), **facts)


def where(error: BaseException) -> str:
    """Return the type of `error` and where in the code it happened, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    places = (f"{'/'.join(f.filename.split('/')[-2:])}:{f.lineno} {f.name}" for f in frames)
    return f"{type(error).__name__} at {' > '.join(places)}"


def _quoted(value: object) -> str:
    text = printable(str(value))
    return text if text and not set(text) & set(' "=') else json.dumps(text, ensure_ascii=False)
