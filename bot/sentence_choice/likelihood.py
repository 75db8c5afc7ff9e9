"""How likely each sentence of a reply is to be the one that answers.

A small model weighs interpretable signals of each sentence. Its weights, for each encoder its own
(embeddings/encoders/fits.py), are learned by `python -m benchmarks.fit_sentences` from citizens'
questions whose answering words are marked, so that the marked sentence gets the highest share of
exp(score) within its reply (a linear ListNet, Cao et al. 2007).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from bot.question.asked_for import (
    ASKS_DATE,
    ASKS_NUMBER,
    ASKS_WHY,
    DATE,
    DENIAL,
    NUMBER,
    REASON,
    YES_OR_NO,
)
from bot.sentence_choice.forms import Reply, is_heading, is_row
from embeddings.encoders.fits import fitted, fitted_by_default
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.bm25 import analyse
from embeddings.search.index import Hit
from embeddings.texts.sentence_splitter import Span

# What a question asks for, and what a sentence that gives it has.
_ANSWERS = (
    (ASKS_NUMBER, NUMBER),
    (ASKS_DATE, DATE),
    (ASKS_WHY, REASON),
    (YES_OR_NO, DENIAL),
)


class SentenceSignals(NamedTuple):
    """What the model looks at, for one sentence of a reply and a question."""

    cosine: float  # to the question
    cosine_abroad: float  # the same when question and reply differ in language, else 0
    before: float  # cosine of the sentence before, 0 at the start
    passage: float  # highest cosine of a passage that the sentence stands in
    shared: float  # share of the question's words in the sentence, by rarity, in one language
    first: float  # 1 for the first sentence
    length: float  # logarithm of its words
    fragment: float  # 1 for a heading or a sentence of a few words
    row: float  # 1 for a table row
    number: float  # 1 when it has a number
    number_asked: float  # 1 when it has the number that the question asks for
    date_asked: float  # ... the date
    reason_asked: float  # ... the reason
    denial: float  # 1 when it denies, and the question is one of yes or no


_FRAGMENT_WORDS = 5


def sentence_signals(
    reply: Reply, hit: Hit, question: str, rarity: dict[str, float]
) -> list[SentenceSignals]:
    """Measure each sentence of the `reply` of `hit` against `question`.

    `rarity` weighs the question's terms (none across languages).
    """
    language = hit.record.language
    cosines = {span.start: cosine for span, cosine in hit.sentences}
    near = [cosines.get(span.start, 0.0) for span in reply.sentences]
    total = sum(rarity.values())
    wants = [bool(asks.search(question)) for asks, _ in _ANSWERS]
    measured = []
    for number, span in enumerate(reply.sentences):
        text = reply.words(number)
        terms = analyse(text, language) if total else []
        answers = [
            want and bool(a.search(text)) for want, (_, a) in zip(wants, _ANSWERS, strict=True)
        ]
        measured.append(
            SentenceSignals(
                near[number],
                0.0 if rarity else near[number],
                near[number - 1] if number else 0.0,
                _of_passage(span, hit),
                sum(rarity.get(term, 0.0) for term in terms) / total if total else 0.0,
                number == 0,
                math.log(1 + len(text.split())),
                len(text.split()) < _FRAGMENT_WORDS or is_heading(reply, number),
                is_row(text),
                bool(NUMBER.search(text)),
                *answers,
            )
        )
    return measured


def chances(measured: Sequence[SentenceSignals], weights: SentenceSignals) -> list[float]:
    """Return the probability that each sentence is the one that answers; they sum to 1."""
    scores = [sum(w * s for w, s in zip(weights, row, strict=True)) for row in measured]
    return shares(scores)


def shares(scores: Sequence[float]) -> list[float]:
    """Return the share of exp(score) of each score; they sum to 1."""
    powers = [math.exp(score - max(scores)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def sentence_weights(encoder: EncoderIdentity) -> SentenceSignals:
    """Return the weights that were learned with `encoder`, or else with the default one.

    They only choose among the sentences of one reply, each quoted word for word.
    """
    values = fitted("sentences", encoder) or fitted_by_default("sentences")
    return SentenceSignals(**values["weights"])


def _of_passage(span: Span, hit: Hit) -> float:
    """Return the highest cosine among the passages that overlap `span`."""
    return max(
        (
            cosine
            for passage, cosine in zip(hit.passages, hit.passage_cosines, strict=True)
            if passage.start < span.end and span.start < passage.end
        ),
        default=0.0,
    )
