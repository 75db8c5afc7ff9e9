"""Which of the found replies answer, and whether they do: their models, learned from pools."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.pools import JUDGED, Breadth, Pool
from benchmarks.regressions import Rows, regression_by_breadth
from bot.relevance.relevance import THRESHOLDS, Logistic, taken_together
from bot.relevance.signals import NO_SIGNALS, Signals, relevance_signals
from embeddings.encoders.fits import Section

# Inverse of the regularisation of the scaled signals, of a reply and of all that were found.
STRENGTH, STRENGTH_OF_ALL = 0.03, 0.1
GOOD, MAIN = 2, 3  # grades: a real part of the answer, the answer
LEFT_OUT = ("corpus_size", "own_language")  # they tell the corpora of the fit apart
NAMES = list(NO_SIGNALS.by_name())
# What the thresholds are chosen for, on the training pools.
UNANSWERED = 0.2  # of the broad questions of which nothing is to be found, answered all the same
REFUSED = 0.12  # of the answerable narrow questions, not answered
PLAIN = 0.95  # of the answers without reserve that hold a part of what was asked
SURE = 0.99  # where no threshold reaches that


class Measured(NamedTuple):
    """A pool with the signals of each of its replies (at least one), and how narrow it asks."""

    pool: Pool
    signals: list[Signals]
    narrowness: float  # 0 to 1


def measured(pools: Sequence[Pool], narrowness: Sequence[float]) -> list[Measured]:
    """Return what is measured of `pools`, in their order; those that found nothing are left out."""
    return [
        Measured(pool, signals_of(pool), narrow)
        for pool, narrow in zip(pools, narrowness, strict=True)
        if pool.hits
    ]


def fit_relevance(found: Sequence[Measured]) -> Section:
    """Return the model, as a file of fits holds it."""
    fits: Section = {}
    for name, least in (("part", GOOD), ("settles", MAIN)):
        judged = replies_judged(found, least)
        fits[name] = regression_by_breadth(*judged, NAMES, STRENGTH, LEFT_OUT)
    looked_at = [all_signals(one, fits) for one in found]
    answerable = np.array([one.pool.answerable for one in found])
    rows = Rows(np.array([list(one.values()) for one in looked_at]), answerable.astype(float))
    narrowness = np.array([one.narrowness for one in found])
    names = list(looked_at[0])
    fits["covers"] = regression_by_breadth(rows, narrowness, names, STRENGTH_OF_ALL, LEFT_OUT)
    return fits | _thresholds(found, confidences(found, fits))


def _thresholds(found: Sequence[Measured], p: np.ndarray) -> Section:
    """Return the probabilities from which on an answer takes another form.

    `p` is the probability of each question to be answered.
    """
    answerable = np.array([one.pool.answerable for one in found])
    values: Section = {f"{name}_from": {} for name in THRESHOLDS}
    for breadth in Breadth:
        own = np.array([one.pool.breadth is breadth for one in found])
        right, wrong = p[own & answerable], p[own & ~answerable]
        shown = (
            np.quantile(right, REFUSED)
            if breadth is Breadth.NARROW
            else np.quantile(wrong, 1 - UNANSWERED)
        )
        rising = (t for t in np.arange(shown, 1, 0.01) if (p[own] >= t).any())
        plain = next((t for t in rising if answerable[own & (p >= t)].mean() >= PLAIN), SURE)
        for name, value in zip(THRESHOLDS, (shown, plain), strict=True):
            values[f"{name}_from"][breadth.value] = round(float(value), 3)
    return values


def signals_of(pool: Pool) -> list[Signals]:
    """Return the signals of each reply found."""
    return relevance_signals(pool.hits, pool.text, pool.rarities, pool.kinds, pool.language)


def all_signals(one: Measured, fits: Section) -> dict[str, float]:
    """Return what `covers` looks at, by the regression "part" of `fits`."""
    part = Logistic.of(fits["part"], one.narrowness)
    parts = [part.probability(row.by_name()) for row in one.signals]
    return taken_together(parts, one.signals[int(np.argmax(parts))])


def replies_judged(found: Sequence[Measured], least: int) -> tuple[Rows, np.ndarray]:
    """Return the replies whose grade is known: whether it is `least` or better.

    With how narrow the question of each of them is.
    """
    x, y, narrowness = [], [], []
    for pool, signals, narrow in found:
        for hit, row in zip(pool.hits[:JUDGED], signals, strict=False):
            grade = pool.grades.get(hit.group)
            right = pool.unknown if grade is None else float(grade >= least)
            if right is not None:
                x.append(list(row.by_name().values()))
                y.append(right)
                narrowness.append(narrow)
    return Rows(np.array(x, float), np.array(y)), np.array(narrowness)


def confidences(found: Sequence[Measured], fits: Section) -> np.ndarray:
    """Return how likely each question is to be answered, by the regressions `fits`."""
    return np.array(
        [
            Logistic.of(fits["covers"], one.narrowness).probability(all_signals(one, fits))
            for one in found
        ]
    )
