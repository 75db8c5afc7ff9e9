"""Whether a chat model's statement may be shown: each check can only remove it.

A statement passes if its quotes are in the passage that it names, they contain every figure, date
and name in it, it does not contradict them, and the encoder finds it close to them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
from embeddings.texts.sentence_splitter import split_sentences

# Cosines of the bundled encoder between a statement and its quotes, by whether both are in one
# language; and by how much they pass those of the reply's other sentences, at the mean and at the
# nearest. Of 100 honest statements (honest_statements.json of the tests) the lowest are 0.87 and
# 0.82, 0.014 (the next 0.029) and -0.013; of statements on another reply, 95 in 100 stay under 0.88
# and 0.84, 0.04 and 0.012. Each alone lets much through; together they catch what is beside the
# point.
# Figures, names and negations have their own checks.
CLOSE_ENOUGH = {True: 0.86, False: 0.81}
_ABOVE_MEAN = 0.025
_BELOW_NEAREST = 0.02
_OTHERS = 12  # sentences of the reply that are compared: encoding them takes time
_FEW = 4  # fewer sentences have no mean to speak of
_SHARED_WORDS = 0.33  # share of the content words that a statement in the quotes' language keeps
_SHARED_WEIGHT = 0.1  # of the share of word beginnings, beside the cosine, to match clauses
_STEM = 5  # characters by which words of French and English are compared


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
        if reason := unsupported_fact(facts, quoted) or misplaced(facts, quoted, self._scores):
            return reason
        if unknown_names(text, self._language, joined):
            return "name"
        passages = [(quote, spoken) for quote in said]
        if reason := contradiction((text, self._language), passages, self._nearest):
            return reason
        return "" if self._is_close(text, source, quotes) else "meaning"

    def _is_close(self, text: str, source: Source, quotes: Sequence[Quote]) -> bool:
        """Return whether `text` is about what its quotes say, more than about the rest."""
        reply, joined = source.record.reply, " \n".join(quote.text for quote in quotes)
        same = source.record.language == self._language
        if same and _shared(text, joined) < _SHARED_WORDS:
            return False
        own = [joined, *(joined[start:end] for start, end in split_sentences(joined))]
        nearness = max(self._cosines(text, own))
        if nearness < CLOSE_ENOUGH[same]:
            return False
        others = [
            reply[start:end]
            for start, end in split_sentences(reply)
            if all(end <= quote.start or quote.end <= start for quote in quotes)
        ]
        others = others[:: -(-len(others) // _OTHERS)] if others else []
        cosines = self._cosines(text, others)
        if cosines and nearness < max(cosines) - _BELOW_NEAREST:
            return False
        return len(cosines) < _FEW or nearness >= sum(cosines) / len(cosines) + _ABOVE_MEAN

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
