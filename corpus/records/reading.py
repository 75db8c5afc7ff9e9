"""What readers of every format give back: records, and what had to be left out and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.records.record import ReplyRecord
from corpus.text.clean import one_line
from corpus.text.message import Message, MessageError

READERS_VERSION = 3  # raise it when a reader's output changes: files are then read again
_SHORT = 200  # characters


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record or a whole file that could not be read: where it is, why, and what to do."""

    place: str  # record uid, line, or member of an archive; "" for the whole file
    reason: str


Reading = Iterator[ReplyRecord | Skipped]


@dataclass(slots=True)
class ReadFile:
    """The result of reading a file: its records, what was left out, and remarks on the reading."""

    records: Iterable[ReplyRecord]
    skipped: list[Skipped]
    remarks: list[str]
    broken: bool = False  # a document or the whole file ended before its end

    def leave_out(self, place: str, reason: str) -> None:
        """Record what was left out, on one line; both arguments may quote a document."""
        said = reason.map(one_line) if isinstance(reason, Message) else one_line(reason)
        self.skipped.append(
            Skipped(one_line(place)[:300], said if len(said) <= 500 else said[:500])
        )


class UnreadableError(MessageError):
    """The file as a whole cannot be read. The message is one sentence for people."""


def in_short(text: object) -> str:
    """Return `text` (a library's error, a hostile name) on one line, fit for a message."""
    line = " ".join(str(text).split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
