"""Finds where in a reply the words are that a model says it copied."""

import re

from bot.answers.quote import Quote, is_verified, quote_at
from corpus.records.record import ReplyRecord
from corpus.text.fold import fold_typography
from embeddings.texts.sentence_splitter import split_sentences

_MIN_WORDS = 3  # fewer words stand in too many places to prove anything
_MAX_CHARACTERS = 1_200
_VARIANTS = {
    "'": "['’‘ʼ]",
    '"': r"\s?[\"“”«»]\s?",
    "-": r"\s?[-–—‑‐−]\s?",
    " ": r"\s+",
    "oe": "(?:oe|œ)",
    "fi": "(?:fi|ﬁ)",
    "fl": "(?:fl|ﬂ)",
    "...": r"(?:\.{3}|…)",
}
_LEANS = re.compile(
    r"(?:il|elle|ils|elles|ce|cet|cette|ces|celui-ci|celle-ci|cela|son|sa|ses|it|its|they|their|"
    r"this|these|those|he|she)\b",
    re.IGNORECASE,
)
# French sets a space before these, English none; models set either.
_LOOSE_BEFORE = re.compile(r" ?([%;:!?€])")


def find_quote(words: str, record: ReplyRecord) -> Quote | None:
    """Return the whole clauses of `record`'s reply that contain `words`, or None.

    The words must stand there one after the other, as a typesetter might set them. What comes
    back is the reply's own text, widened to sentence ends and semicolons: a piece cut out of
    "aucune aide n'est prévue" cannot say that aid is coming.
    """
    span = _span(words, record.reply)
    if span is None:
        return None
    start, end = _widened(record.reply, *span)
    quote = quote_at(record, start, end)
    return quote if is_verified(quote, record) else None


def stands_in(words: str, text: str) -> bool:
    """Return whether another `text` contains `words`: used to explain why a quote was refused."""
    return _span(words, text) is not None


def _span(words: str, text: str) -> tuple[int, int] | None:
    folded = fold_typography(words[:_MAX_CHARACTERS]).strip(" .,;:\"'-")
    if len(re.findall(r"\w+", folded)) < _MIN_WORDS or len(words) > _MAX_CHARACTERS:
        return None
    folded = _LOOSE_BEFORE.sub(r"\1", folded)
    pattern = "".join(_one(piece) for piece in re.findall(r"oe|fi|fl|\.{3}|.", folded, re.I))
    match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return match.span() if match else None


def _one(piece: str) -> str:
    if piece in "%;:!?€":
        return r"\s?" + re.escape(piece)
    return _VARIANTS.get(piece.lower()) or re.escape(piece)


def _widened(reply: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole clauses that contain `start` and `end`.

    A sentence that opens with a pronoun brings the one before, which says what it is about.
    """
    sentences = split_sentences(reply)
    for place, sentence in enumerate(sentences):
        if sentence.start <= start < sentence.end:
            left = reply.rfind(";", sentence.start, start) + 1 or sentence.start
            start = left + len(reply[left:]) - len(reply[left:].lstrip())
            if start == sentence.start and place and _LEANS.match(reply, start):
                start = sentences[place - 1].start
        if sentence.start < end <= sentence.end:
            right = reply.find(";", end, sentence.end)
            end = len(reply[:right].rstrip()) if right >= 0 else sentence.end
            break
    return start, end
