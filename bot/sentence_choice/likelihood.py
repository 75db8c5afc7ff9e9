"""How likely each sentence of a reply is to say a real part of the answer.

A logistic model for each encoder (embeddings/encoders/fits.py), with weights for narrow and for
broad questions (bot/question/breadth.py): interpretable signals of the sentence beside the
question, and a direction in the encoder's space along which sentences lie that say what is done,
decided, paid or planned rather than thank, praise or introduce. Learned by
`python -m benchmarks.fit_answers` from what readers chose to show of found replies.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

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
from bot.question.breadth import ByBreadth, regression_at
from bot.sentence_choice.forms import Reply, is_heading, is_row
from bot.sentence_choice.inseparable import Ties
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import Section, fitted, fitted_by_default
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.bm25 import analyse
from embeddings.search.index import Hit, Index
from embeddings.texts.sentence_splitter import Span, split_sentences

# What a question asks for, and what a sentence that gives it has.
_ANSWERS = (
    (ASKS_NUMBER, NUMBER),
    (ASKS_DATE, DATE),
    (ASKS_WHY, REASON),
    (YES_OR_NO, DENIAL),
)
_FRAGMENT_WORDS = 5


class SentenceSignals(NamedTuple):
    """What the model looks at, for one sentence of a reply and a question."""

    cosine: float  # to the question
    cosine_abroad: float  # the same when question and reply differ in language, else 0
    behind: float  # of the highest cosine in the reply, 0 or less
    rank: float  # logarithm of the place by cosine within the reply, 0 for the first
    before: float  # cosine of the sentence before, 0 at the start
    after: float  # ... and of the one after, 0 at the end
    passage: float  # highest cosine of a passage that the sentence stands in
    shared: float  # share of the question's words in the sentence, by rarity, in one language
    first: float  # 1 for the first sentence
    place: float  # in the reply, from 0 up to 1
    only: float  # 1 when the reply has no other
    many: float  # logarithm of the reply's sentences
    length: float  # logarithm of its words
    fragment: float  # 1 for a heading or a sentence of a few words
    row: float  # 1 for a table row
    leans: float  # 1 when it cannot be read without another
    asks: float  # 1 when it is a question itself
    number: float  # 1 when it has a number
    number_asked: float  # 1 when it has the number that the question asks for
    date_asked: float  # ... the date
    reason_asked: float  # ... the reason
    denial: float  # 1 when it denies, and the question is one of yes or no


class SentenceModel(NamedTuple):
    """Logistic regression over the signals of a sentence and its vector."""

    intercept: float
    weights: SentenceSignals
    direction: Vectors  # shape (dimension,)

    @classmethod
    def of(cls, values: Section, narrowness: float) -> Self:
        """Return the model of a file of fits for questions of that `narrowness`, 0 to 1."""
        intercept, weights = regression_at(values, narrowness)
        ends = [np.array(values[end]["direction"], np.float32) for end in ByBreadth._fields]
        direction = np.average(ends, axis=0, weights=[1 - narrowness, narrowness])
        return cls(intercept, SentenceSignals(**weights), direction.astype(np.float32))


@dataclass(frozen=True, slots=True)
class ReadReply:
    """A found reply, cut into sentences, with the probability of each to say part of the answer.

    The probabilities hold if the reply answers at all: that is for relevance/ to say.
    """

    hit: Hit
    reply: Reply
    ties: Ties
    chances: tuple[float, ...]


def read_replies(
    index: Index,
    hits: Sequence[Hit],
    question: str,
    rarities: Mapping[str, dict[str, float]],
    model: SentenceModel,
) -> list[ReadReply]:
    """Return the sentences of each of `hits`, with their probability to answer `question`.

    `rarities` weigh the question's terms by the language of a reply.
    """
    read = []
    for hit, along in zip(hits, index.along(model.direction, hits), strict=True):
        reply, ties = reply_of(hit)
        rarity = rarities.get(hit.record.language, {})
        measured = sentence_signals(reply, ties, hit, question, rarity)
        lengths = [along.get(span, 0.0) for span in reply.sentences]
        read.append(ReadReply(hit, reply, ties, chances(measured, lengths, model)))
    return read


def reply_of(hit: Hit) -> tuple[Reply, Ties]:
    """Return the reply of `hit`, cut into sentences, and which of them belong together."""
    reply = Reply(hit.record.reply, split_sentences(hit.record.reply))
    return reply, Ties(reply)


def sentence_signals(
    reply: Reply, ties: Ties, hit: Hit, question: str, rarity: dict[str, float]
) -> list[SentenceSignals]:
    """Measure each sentence of the `reply` of `hit` against `question`.

    `rarity` weighs the question's terms (none across languages).
    """
    language = hit.record.language
    cosines = {span.start: cosine for span, cosine in hit.sentences}
    near = [cosines.get(span.start, 0.0) for span in reply.sentences]
    ranks = {n: rank for rank, n in enumerate(sorted(range(len(near)), key=lambda n: -near[n]))}
    total, count = sum(rarity.values()), len(near)
    wants = [bool(asks.search(question)) for asks, _ in _ANSWERS]
    measured = []
    for number, span in enumerate(reply.sentences):
        text = reply.words(number)
        words = text.split()
        terms = analyse(text, language) if total else []
        answers = [
            want and bool(a.search(text)) for want, (_, a) in zip(wants, _ANSWERS, strict=True)
        ]
        measured.append(
            SentenceSignals(
                cosine=near[number],
                cosine_abroad=0.0 if rarity else near[number],
                behind=near[number] - max(near),
                rank=math.log1p(ranks[number]),
                before=near[number - 1] if number else 0.0,
                after=near[number + 1] if number + 1 < count else 0.0,
                passage=_of_passage(span, hit),
                shared=sum(rarity.get(t, 0.0) for t in terms) / total if total else 0.0,
                first=number == 0,
                place=number / max(count, 2),
                only=count == 1,
                many=math.log1p(count),
                length=math.log1p(len(words)),
                fragment=len(words) < _FRAGMENT_WORDS or is_heading(reply, number),
                row=is_row(text),
                leans=len(ties.needed(number)) > 1,
                asks=text.rstrip().endswith("?"),
                number=bool(NUMBER.search(text)),
                number_asked=answers[0],
                date_asked=answers[1],
                reason_asked=answers[2],
                denial=answers[3],
            )
        )
    return measured


def chances(
    measured: Sequence[SentenceSignals], lengths: Sequence[float], model: SentenceModel
) -> tuple[float, ...]:
    """Return the probability of each sentence to say a real part of the answer.

    `lengths` are how far its vector lies along the direction of `model`.
    """
    found = []
    for row, length in zip(measured, lengths, strict=True):
        score = model.intercept + length + sum(map(float.__mul__, model.weights, map(float, row)))
        found.append(0.5 * (1 + math.tanh(score / 2)))  # never too large
    return tuple(found)


def shares(scores: Sequence[float]) -> list[float]:
    """Return the share of exp(score) of each score; they sum to 1."""
    powers = [math.exp(score - max(scores)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def sentence_model(encoder: EncoderIdentity, narrowness: float) -> SentenceModel:
    """Return the model that was fitted with `encoder`, or else the default encoder's.

    It is that for questions of that `narrowness`, 0 to 1 (bot.question.breadth).

    The latter without its direction, which says nothing in another space. It only chooses among
    the sentences of found replies, each quoted word for word.
    """
    if values := fitted("sentences", encoder):
        return SentenceModel.of(values, narrowness)
    model = SentenceModel.of(fitted_by_default("sentences"), narrowness)
    return model._replace(direction=np.zeros(encoder.dimension, np.float32))


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
