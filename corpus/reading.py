"""What readers of every format give back: records, and what had to be left out and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.record import ReplyRecord


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record, or a whole file, that could not be read: where it is, why, and what to do."""

    place: str  # record uid, line, or member of an archive; "" for the whole file
    reason: str


Reading = Iterator[ReplyRecord | Skipped]


class UnreadableError(Exception):
    """The file as a whole cannot be read. The message is one sentence for people."""
