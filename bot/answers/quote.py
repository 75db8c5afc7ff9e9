"""Verified quotes: the only way the Government's words reach a reader.

A quote is a span of a record's reply. It is verified when the reply's text at that span is the
quote, character for character, once the typesetter's choices (spaces, curly quotes, dashes) are
undone on both sides. Nothing is ever "almost" a quote.
"""

from dataclasses import dataclass

from corpus.records.record import ReplyRecord
from corpus.text.fold import fold_typography


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a reply and their position in it: ``reply[start:end]``."""

    text: str
    start: int
    end: int


def quote_at(record: ReplyRecord, start: int, end: int) -> Quote:
    """Return the words of `record`'s reply at a span. Raises ValueError if it is out of range."""
    if not 0 <= start < end <= len(record.reply):
        raise ValueError(f"{record.uid} has no reply text at {start}:{end}")
    return Quote(record.reply[start:end], start, end)


def is_verified(quote: Quote, record: ReplyRecord) -> bool:
    """Return whether the reply of `record` contains `quote` at its span."""
    if not record.status.has_reply or not 0 <= quote.start < quote.end <= len(record.reply):
        return False
    words = fold_typography(quote.text)
    return bool(words) and words == fold_typography(record.reply[quote.start : quote.end])
