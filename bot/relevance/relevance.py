"""Does the best reply answer the question? Two calibrated probabilities from interpretable signals.

A cosine alone cannot tell: replies on the same subject that answer another point score high. One
logistic model says whether any reply answers the question, a second one whether, if so, the found
one is right; their product is the answer's confidence. Each encoder has coefficients of its own
(embeddings/encoders/fits.py), from benchmarks/fit_relevance.py.
"""

import math
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, Self

from bot.question.asked_for import ASKS_DATE, ASKS_NUMBER, ASKS_WHO_OR_WHERE, DATE, NUMBER
from bot.question.kinds import QuestionKind, log_odds
from bot.relevance.foreign_places import names_place_elsewhere
from bot.sentence_choice.likelihood import shares
from embeddings.encoders.fits import Section, fitted
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.bm25 import analyse
from embeddings.search.features import Features
from embeddings.search.index import Hit

_MARGIN_RANK = 4  # the fifth hit: how far the best stands out from the merely related
_NEAR_SENTENCES = 3  # of the reply, where what the question asks for is looked for
_KINDS = tuple(kind.value for kind in QuestionKind if kind != QuestionKind.POLICY)


class Signals(NamedTuple):
    """What the model looks at, for the best hit of a search."""

    features: Features  # what the fusion looks at
    score: float  # of the fusion
    lead: float  # of that score over the second hit's
    margin: float  # ... and over the fifth hit's
    doubt: float  # entropy of the hits' shares: how undecided the fusion is between them
    passage_share: float  # of the question's words, by rarity, in the best passage
    lacks_rarest: float  # 1 when the question's rarest word is not in the record
    missing: float  # summed rarity of the question's words that the record lacks
    held: float  # ... that it has
    asks_number: float  # 1 when the question asks how many or how much
    no_number: float  # 1 when it does and the nearest sentences hold no number
    asks_date: float
    no_date: float
    asks_who_or_where: float
    place_elsewhere: float  # 1 when the question names a foreign country that the record does not
    personal: float  # log-odds of this kind of question against one of policy, -6 to 3
    opinion: float
    danger: float
    other: float
    elsewhere: float

    @classmethod
    def from_names(cls, values: Mapping[str, float]) -> Self:
        """Return the signals from their values by name. Raises TypeError for other names."""
        features = {name: value for name, value in values.items() if name in Features._fields}
        own = {name: value for name, value in values.items() if name not in features}
        return cls(Features(**features), **own)

    def by_name(self) -> dict[str, float]:
        """Return the value of each signal, the features of the fusion among them."""
        own = self._asdict()
        features: Features = own.pop("features")
        return features._asdict() | own


class Logistic(NamedTuple):
    """Logistic regression over `Signals`."""

    intercept: float
    weights: Signals

    def probability(self, measured: Signals) -> float:
        """Return the probability for `measured`, 0 to 1."""
        values = measured.by_name()
        weighted = sum(w * values[name] for name, w in self.weights.by_name().items())
        return 0.5 * (1 + math.tanh((self.intercept + weighted) / 2))  # never too large


class RelevanceModel(NamedTuple):
    """Both regressions, and the probability thresholds between the forms of an answer."""

    covers: Logistic  # some reply answers the question
    right: Logistic  # ... and the best one, or a second one shown beside it, does
    related_from: float  # of `covers`: below it, what was found is not even related
    covered_from: float  # of `covers`: below it, nothing is quoted
    plain_from: float  # of the confidence: below it, the answer is given with reserve


class Judgement(NamedTuple):
    """The model's verdict on a search, as probabilities."""

    covers: float  # that some reply answers the question
    confidence: float  # that the best one, or a second one shown beside it, is right


NOTHING_FOUND = Judgement(0.0, 0.0)
_NONE = Signals(Features(*[0.0] * len(Features._fields)), *[0.0] * (len(Signals._fields) - 1))
_NEVER = Logistic(-math.inf, _NONE)
# For an encoder that no model was fitted on: whatever is found is shown, with reserve, and no
# confidence in it is claimed.
KNOWS_NOTHING = RelevanceModel(_NEVER, _NEVER, related_from=0.0, covered_from=0.0, plain_from=1.0)


def judge_relevance(measured: Signals, model: RelevanceModel) -> Judgement:
    """Return the judgement of `model` on the signals `measured` for the best hit."""
    covers = model.covers.probability(measured)
    return Judgement(covers, covers * model.right.probability(measured))


def relevance_signals(
    hits: list[Hit], question: str, rarity: dict[str, float], kinds: dict[QuestionKind, float]
) -> Signals:
    """Measure the best of `hits` (at least one) against `question`.

    `rarity` weighs the question's terms as a reply in the best hit's language has them; `kinds`
    are the probabilities of its kinds (bot.question.kinds).
    """
    best, record = hits[0], hits[0].record
    start, end = best.passages[0] if best.passages else (0, 0)
    present = set(analyse(record.reply[start:end], record.language))
    total = sum(rarity.values())
    nearest = " ".join(record.reply[s.start : s.end] for s, _ in best.sentences[:_NEAR_SENTENCES])
    asks_number, asks_date = bool(ASKS_NUMBER.search(question)), bool(ASKS_DATE.search(question))
    return Signals(
        best.features,
        score=best.score,
        lead=best.score - hits[min(1, len(hits) - 1)].score,
        margin=best.score - hits[min(_MARGIN_RANK, len(hits) - 1)].score,
        doubt=-sum(s * math.log(s) for s in shares([h.score for h in hits]) if s > 0),
        passage_share=sum(w for t, w in rarity.items() if t in present) / total if total else 0.0,
        lacks_rarest=best.overlap.lacks_rarest,
        missing=best.overlap.missing,
        held=best.overlap.held,
        asks_number=asks_number,
        no_number=asks_number and not NUMBER.search(nearest),
        asks_date=asks_date,
        no_date=asks_date and not DATE.search(nearest),
        asks_who_or_where=bool(ASKS_WHO_OR_WHERE.search(question)),
        place_elsewhere=names_place_elsewhere(question, record),
        **dict(zip(_KINDS, log_odds(kinds), strict=True)),
    )


@cache
def relevance_model(encoder: EncoderIdentity) -> RelevanceModel:
    """Return the model that was fitted with `encoder`; if there is none, one that knows nothing."""
    values = fitted("relevance", encoder)
    return KNOWS_NOTHING if values is None else model_of(values)


def model_of(values: Section) -> RelevanceModel:
    """Return the model that the `values` of a file of fits describe."""
    covers, right = (
        Logistic(values[name]["intercept"], Signals.from_names(values[name]["weights"]))
        for name in ("covers", "right")
    )
    thresholds = (values[f"{name}_from"] for name in ("related", "covered", "plain"))
    return RelevanceModel(covers, right, *thresholds)
