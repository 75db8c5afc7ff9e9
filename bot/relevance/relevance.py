"""Which of the found replies answer? Two calibrated probabilities for each of them, one for all.

`part`: that the reply holds a real part of the answer; `settles`: that it answers by itself. A
cosine alone cannot tell: replies on the same subject that answer another point score high.
`covers`: that the replies found answer the question, which looks at the likeliest three and at the
signals of the first of them. All are logistic models of interpretable signals (signals.py),
with weights for narrow and for broad questions (bot/question/breadth.py), for each encoder its own
(embeddings/encoders/fits.py), from benchmarks/fit_answers.py. What is shown, and whether anything
is, follows from them.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from bot.question.breadth import ByBreadth, regression_at
from bot.question.kinds import QuestionKind
from bot.relevance.signals import Signals, relevance_signals
from embeddings.encoders.fits import Section, fitted
from embeddings.encoders.identity import EncoderIdentity
from embeddings.search.index import Hit

THRESHOLDS = ("shown", "plain")  # of a model, as a file names them
# Relevance of a reply that is worth naming at all. Of training questions that could be answered and
# are not, one in seven has none above; of what is named where nothing answers, 43 % of the
# replies to broad questions and 79 % of those to narrow ones treat the same matter.
_NAMED_FROM = ByBreadth(broad=0.15, narrow=0.1)
_TOGETHER = 3  # likeliest replies that are counted together
_TINY = 1e-6


class Logistic(NamedTuple):
    """Logistic regression over values that have names."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, measured: Mapping[str, float]) -> float:
        """Return the probability for `measured`, 0 to 1. Raises KeyError for a missing value."""
        weighted = sum(weight * measured[name] for name, weight in self.weights.items())
        return 0.5 * (1 + math.tanh((self.intercept + weighted) / 2))  # never too large

    @classmethod
    def of(cls, values: Section, narrowness: float) -> Self:
        """Return the regression of a file of fits for questions of that `narrowness`, 0 to 1."""
        return cls(*regression_at(values, narrowness))


class RelevanceModel(NamedTuple):
    """The three regressions, and the probabilities from which on an answer takes another form.

    `named_from` is of a reply: below it, it is not even near. The others are of all replies.
    """

    part: Logistic
    settles: Logistic
    covers: Logistic
    named_from: float
    shown_from: float  # the question is answered
    plain_from: float  # ... without reserve


_NEVER = Logistic(-math.inf, {})
# For an encoder that no model was fitted on: whatever is found is shown, with reserve, and no
# confidence in it is claimed.
KNOWS_NOTHING = RelevanceModel(
    _NEVER,
    _NEVER,
    _NEVER,
    named_from=0.0,
    shown_from=0.0,
    plain_from=1.0,
)


class JudgedReply(NamedTuple):
    """A found reply, and how likely it is to answer."""

    hit: Hit
    measured: Signals
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
    judged = []
    for hit, row in zip(hits, measured, strict=True):
        named = row.by_name()
        part, settles = model.part.probability(named), model.settles.probability(named)
        judged.append(JudgedReply(hit, row, part, settles))
    return judged


def covered(judged: Sequence[JudgedReply], model: RelevanceModel) -> float:
    """Return the probability that the replies `judged` answer the question; 0 of none."""
    if not judged:
        return 0.0
    return model.covers.probability(
        taken_together([one.part for one in judged], likeliest(judged).measured)
    )


def likeliest(judged: Sequence[JudgedReply]) -> JudgedReply:
    """Return the reply (of at least one) that most likely holds a part of the answer."""
    return max(judged, key=lambda one: one.part)


def taken_together(parts: Sequence[float], signals: Signals) -> dict[str, float]:
    """Return what `covers` looks at, for replies that hold a part with probabilities `parts`.

    Log-odds that any of the likeliest does ("any_reply") and that the likeliest does
    ("best_reply"), and the `signals` of the latter. Several replies that may each hold a part are
    worth more than one that may, and that there are few is held against none.
    """
    odds = {"any_reply": logit(any_holds(parts)), "best_reply": logit(max(parts, default=0.0))}
    return odds | signals.by_name()


def any_holds(parts: Sequence[float]) -> float:
    """Return the probability that any of the likeliest holds a part, were they independent."""
    likeliest = sorted(parts, reverse=True)[:_TOGETHER]
    return 1 - math.prod(1 - part for part in likeliest)


def logit(probability: float) -> float:
    """Return the log-odds of `probability`, within bounds."""
    bounded = min(max(probability, _TINY), 1 - _TINY)
    return math.log(bounded / (1 - bounded))


def relevance_model(encoder: EncoderIdentity, narrowness: float) -> RelevanceModel:
    """Return the model that was fitted with `encoder`, for questions of that `narrowness`, 0 to 1.

    If there is none, one that knows nothing.
    """
    values = fitted("relevance", encoder)
    if values is None:
        return KNOWS_NOTHING
    part, settles, covers = (
        Logistic.of(values[name], narrowness) for name in ("part", "settles", "covers")
    )
    shown_from, plain_from = (
        ByBreadth(**values[f"{name}_from"]).at(narrowness) for name in THRESHOLDS
    )
    return RelevanceModel(part, settles, covers, _NAMED_FROM.at(narrowness), shown_from, plain_from)
