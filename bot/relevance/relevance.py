"""Which of the found replies answer? Two calibrated probabilities for each of them.

`part`: that the reply holds a real part of the answer; `settles`: that it answers by itself. A
cosine alone cannot tell: replies on the same subject that answer another point score high. Both
are logistic models of interpretable signals (signals.py), for each encoder its own
(embeddings/encoders/fits.py), from benchmarks/fit_answers.py. What is shown, and whether
anything is, follows from them.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from bot.question.kinds import QuestionKind
from bot.relevance.signals import NO_SIGNALS, Signals, relevance_signals
from embeddings.encoders.fits import Section, fitted
from embeddings.encoders.identity import EncoderIdentity
from embeddings.search.index import Hit

THRESHOLDS = ("related", "shown", "sure", "plain", "settled")  # of a model, as a file names them
_TOGETHER = 3  # likeliest replies that are counted together
_TINY = 1e-6


class Logistic(NamedTuple):
    """Logistic regression over `Signals`."""

    intercept: float
    weights: Signals

    def probability(self, measured: Signals) -> float:
        """Return the probability for `measured`, 0 to 1."""
        values = measured.by_name()
        weighted = sum(w * values[name] for name, w in self.weights.by_name().items())
        return 0.5 * (1 + math.tanh((self.intercept + weighted) / 2))  # never too large


class Calibration(NamedTuple):
    """How the log-odds of a bold probability become those of a calibrated one."""

    intercept: float
    slope: float

    def of(self, bold: float) -> float:
        """Return the calibrated probability, 0 to 1."""
        odds = logit(bold)
        return 0.5 * (1 + math.tanh((self.intercept + self.slope * odds) / 2))


class RelevanceModel(NamedTuple):
    """Both regressions, and the probabilities from which on an answer takes another form.

    `covers` makes a probability of how likely the likeliest replies are to hold anything, taken
    together as if each were right or wrong by itself: the probability that the replies answer.
    """

    part: Logistic
    settles: Logistic
    covers: Calibration
    related_from: float  # that they answer: below it, what was found is not even near
    shown_from: float  # ... from it on, a question that says what it wants to know is answered
    sure_from: float  # ... from it on, any question is, a bare topic too
    plain_from: float  # ... from it on, without reserve
    settled_from: float  # of the best `settles`: below it, several replies are wanted


_NEVER = Logistic(-math.inf, NO_SIGNALS)
# For an encoder that no model was fitted on: whatever is found is shown, with reserve, and no
# confidence in it is claimed.
KNOWS_NOTHING = RelevanceModel(
    _NEVER,
    _NEVER,
    Calibration(-math.inf, 0.0),
    related_from=0.0,
    shown_from=0.0,
    sure_from=0.0,
    plain_from=1.0,
    settled_from=0.0,
)


class JudgedReply(NamedTuple):
    """A found reply, and how likely it is to answer."""

    hit: Hit
    part: float
    settles: float


def judge(
    hits: Sequence[Hit],
    question: str,
    rarities: Mapping[str, dict[str, float]],
    kinds: dict[QuestionKind, float],
    language: str,
    model: RelevanceModel,
) -> list[JudgedReply]:
    """Return each of `hits` judged against `question`, asked in `language`, in their order.

    `rarities` weigh the question's terms by the language of a reply; `kinds` are the probabilities
    of its kinds (bot.question.kinds).
    """
    measured = relevance_signals(hits, question, rarities, kinds, language)
    return [
        JudgedReply(hit, model.part.probability(row), model.settles.probability(row))
        for hit, row in zip(hits, measured, strict=True)
    ]


def covered(judged: Sequence[JudgedReply], model: RelevanceModel) -> float:
    """Return the probability that the replies `judged` answer the question, calibrated; 0 of none.

    Three replies that may each hold a part are worth more than one that may.
    """
    return model.covers.of(any_holds([one.part for one in judged])) if judged else 0.0


def any_holds(parts: Sequence[float]) -> float:
    """Return the probability that any of the likeliest holds a part, were they independent."""
    likeliest = sorted(parts, reverse=True)[:_TOGETHER]
    return 1 - math.prod(1 - part for part in likeliest)


def logit(probability: float) -> float:
    """Return the log-odds of `probability`, within bounds."""
    bounded = min(max(probability, _TINY), 1 - _TINY)
    return math.log(bounded / (1 - bounded))


@cache
def relevance_model(encoder: EncoderIdentity) -> RelevanceModel:
    """Return the model that was fitted with `encoder`; if there is none, one that knows nothing."""
    values = fitted("relevance", encoder)
    return KNOWS_NOTHING if values is None else model_of(values)


def model_of(values: Section) -> RelevanceModel:
    """Return the model that the `values` of a file of fits describe."""
    part, settles = (
        Logistic(values[name]["intercept"], Signals.from_names(values[name]["weights"]))
        for name in ("part", "settles")
    )
    thresholds = (values[f"{name}_from"] for name in THRESHOLDS)
    return RelevanceModel(part, settles, Calibration(**values["covers"]), *thresholds)
