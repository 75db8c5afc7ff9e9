"""Whether a chat model's statement may be shown: each check can only remove it.

A statement passes if its quotes are in the passage that it names, they contain every figure, date
and name in it, it does not contradict them, and the encoder finds it close to them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from bot.answers.answer import Source, Statement
from bot.answers.quote import Quote
from bot.entailment.figure_check import unsupported_fact
from bot.entailment.figure_place import misplaced
from bot.entailment.figures import read_facts
from bot.entailment.find_quote import find_quote, stands_in
from bot.entailment.name_check import unknown_names
from bot.entailment.sense import contradiction
from bot.language_model.output import Claim
from bot.language_model.statement_form import form_reason
from corpus.text.fold import fold_all
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.fits import fitted, fitted_by_default
from embeddings.encoders.identity import EncoderIdentity
from embeddings.texts.sentence_splitter import split_sentences

_OTHERS = 12  # sentences of the reply that are compared: encoding them takes time
FEW = 4  # fewer sentences have no mean to speak of
_SHARED_WORDS = 0.33  # share of the content words that a statement in the quotes' language keeps
_SHARED_WEIGHT = 0.1  # of the share of word beginnings, beside the cosine, to match clauses
_STEM = 5  # characters by which words of French and English are compared


class Closeness(NamedTuple):
    """How close a statement must be to its quotes, as cosines; for each encoder its own.

    Each alone lets much through; together they catch what is beside the point. Figures, names and
    negations have their own checks.
    """

    same_language: float  # the least cosine of a statement and its quotes
    other_language: float
    above_mean: float  # by which it must pass the mean of the reply's other sentences
    below_nearest: float  # by which it may stay below the nearest of them
    figure_margin: float  # by which the words of another figure must be nearer (figure_place.py)

    @classmethod
    def for_encoder(cls, encoder: EncoderIdentity) -> Self:
        """Return what was fitted with `encoder`, or else with the default one."""
        values = fitted("statements", encoder) or fitted_by_default("statements")
        return cls(**values["thresholds"])


class Measured(NamedTuple):
    """The cosines of a statement."""

    nearness: float  # to its quotes, or the nearest sentence of them
    others: Sequence[float]  # to the reply's other sentences


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome for a claim: a statement, or the reason why there is none."""

    statement: Statement | None
    reason: str = ""


class StatementChecker:
    """Checks the claims of one answer against its sources."""

    def __init__(
        self, question: str, language: str, sources: Sequence[Source], encoder: Encoder
    ) -> None:
        self._question = question
        self._language = language
        self._sources = {source.n: source for source in sources}
        self._encoder = encoder
        self.closeness = Closeness.for_encoder(encoder.identity)
        self._vectors: dict[str, Vectors] = {}

    def check(self, claim: Claim) -> Checked:
        """Return the statement that `claim` makes, or why it may not be shown."""
        source = self._sources.get(claim.passage)
        if source is None:
            return Checked(None, "passage_unknown")
        text = _without_marker(claim)
        found = [find_quote(words, source.record) for words in claim.quotes]
        quotes = tuple(sorted({q for q in found if q}, key=lambda quote: quote.start))
        if not all(found):
            return Checked(None, self._why_not_found(claim, source))
        reason = self._reason(text, source, quotes)
        if reason:
            return Checked(None, reason)
        return Checked(Statement(_ended(text), (source.n,), quotes))

    def _reason(self, text: str, source: Source, quotes: Sequence[Quote]) -> str:
        spoken, said = source.record.language, [quote.text for quote in quotes]
        joined = " \n".join(said)
        if reason := form_reason(text, self._language, joined):
            return reason
        facts = read_facts(text, self._language)
        quoted = [read_facts(quote, spoken) for quote in said]
        if reason := unsupported_fact(facts, quoted):
            return reason
        if reason := misplaced(facts, quoted, self._scores, self.closeness.figure_margin):
            return reason
        if unknown_names(text, self._language, joined):
            return "name"
        passages = [(quote, spoken) for quote in said]
        if reason := contradiction((text, self._language), passages, self._nearest):
            return reason
        return "" if self.is_close(text, source, quotes) else "meaning"

    def is_close(self, text: str, source: Source, quotes: Sequence[Quote]) -> bool:
        """Return whether `text` is about what its quotes say, more than about the rest."""
        same, close = source.record.language == self._language, self.closeness
        if same and _shared(text, _joined(quotes)) < _SHARED_WORDS:
            return False
        nearness, others = self.measured(text, source, quotes)
        if nearness < (close.same_language if same else close.other_language):
            return False
        if others and nearness < max(others) - close.below_nearest:
            return False
        return len(others) < FEW or nearness >= sum(others) / len(others) + close.above_mean

    def measured(self, text: str, source: Source, quotes: Sequence[Quote]) -> Measured:
        """Return how close `text` is to its quotes and to what else their reply says."""
        reply, joined = source.record.reply, _joined(quotes)
        own = [joined, *(joined[start:end] for start, end in split_sentences(joined))]
        others = [
            reply[start:end]
            for start, end in split_sentences(reply)
            if all(end <= quote.start or quote.end <= start for quote in quotes)
        ]
        others = others[:: -(-len(others) // _OTHERS)] if others else []
        return Measured(max(self._cosines(text, own)), self._cosines(text, others))

    def _nearest(self, clause: str, clauses: Sequence[str]) -> list[int]:
        """Return the indices of `clauses`, the one most similar to `clause` first."""
        if len(clauses) == 1:
            return [0]
        scores = self._scores(clause, clauses)
        return sorted(range(len(clauses)), key=lambda place: -scores[place])

    def _scores(self, text: str, others: Sequence[str]) -> list[float]:
        """Return how similar `text` is to each of `others`: cosine and shared words."""
        cosines = self._cosines(text, others)
        return [
            cosine + _SHARED_WEIGHT * _shared(text, other)
            for cosine, other in zip(cosines, others, strict=True)
        ]

    def _cosines(self, text: str, others: Sequence[str]) -> list[float]:
        missing = [t for t in dict.fromkeys([text, *others]) if t not in self._vectors]
        if missing:
            vectors = self._encoder.encode_passages(missing)
            self._vectors |= dict(zip(missing, vectors, strict=True))
        return [float(np.dot(self._vectors[text], self._vectors[other])) for other in others]

    def _why_not_found(self, claim: Claim, source: Source) -> str:
        others = [s.record.reply for s in self._sources.values() if s.n != source.n]
        for words in claim.quotes:
            if find_quote(words, source.record) is None:
                asked = (self._question, *(s.record.question for s in self._sources.values()))
                if any(stands_in(words, text) for text in asked):
                    return "quote_from_question"
                if any(stands_in(words, reply) for reply in others):
                    return "quote_elsewhere"
        return "quote_not_found"


def _joined(quotes: Sequence[Quote]) -> str:
    return " \n".join(quote.text for quote in quotes)


def _without_marker(claim: Claim) -> str:
    """Return the text without its passage's number, which models like to add."""
    text = re.sub(rf"\s*\[{claim.passage}\](?=\s*\.?\s*$)", "", claim.text)
    return " ".join(text.split(" ")).strip()


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _shared(text: str, other: str) -> float:
    """Return the share of the longer words of `text` whose beginning occurs in `other`."""
    mine, theirs = _stems(text), _stems(other)
    return len(mine & theirs) / len(mine) if mine else 0.0


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", fold_all(text))
    return {word[:_STEM] for word in words if len(word) >= 4}
