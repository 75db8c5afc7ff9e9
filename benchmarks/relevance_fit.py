"""Which of the found replies answer, and whether they do: their models, learned from pools."""

from collections.abc import Sequence

import numpy as np

from benchmarks.pools import JUDGED, Pool
from benchmarks.regressions import Rows, named_regression
from bot.question.breadth import Breadth
from bot.relevance.relevance import THRESHOLDS, Logistic, RelevanceModel, taken_together
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


def fit_relevance(pools: Sequence[Pool], breadth: Breadth) -> Section:
    """Return the model for questions of one `breadth`, as a file of fits holds it.

    Learned from all `pools` if none is of that breadth.
    """
    found = [pool for pool in pools if pool.hits]
    own = [pool for pool in found if pool.breadth == breadth] or found
    measured = [(pool, signals_of(pool)) for pool in own]
    fits = {
        name: named_regression(replies_judged(measured, least), NAMES, STRENGTH, LEFT_OUT)
        for name, least in (("part", GOOD), ("settles", MAIN))
    }
    part = Logistic.of(fits["part"])
    looked_at = [all_signals(signals, part) for _, signals in measured]
    answerable = np.array([pool.answerable for pool in own])
    rows = Rows(np.array([list(one.values()) for one in looked_at]), answerable.astype(float))
    fits["covers"] = named_regression(rows, list(looked_at[0]), STRENGTH_OF_ALL, LEFT_OUT)
    covers = Logistic.of(fits["covers"])
    p = np.array([covers.probability(one) for one in looked_at])
    return fits | _thresholds(p, answerable, breadth)


def _thresholds(p: np.ndarray, answerable: np.ndarray, breadth: Breadth) -> Section:
    """Return the probabilities from which on an answer takes another form.

    Of each question are given the probability that it is answered, and whether any reply does.
    """
    narrow = breadth is Breadth.NARROW
    shown = (
        np.quantile(p[answerable], REFUSED)
        if narrow
        else (np.quantile(p[~answerable], 1 - UNANSWERED))
    )
    rising = (t for t in np.arange(shown, 1, 0.01) if (p >= t).any())
    plain = next((t for t in rising if answerable[p >= t].mean() >= PLAIN), SURE)
    values = dict(zip(THRESHOLDS, (shown, plain), strict=True))
    return {f"{name}_from": round(float(value), 3) for name, value in values.items()}


def signals_of(pool: Pool) -> list[Signals]:
    """Return the signals of each reply found."""
    return relevance_signals(pool.hits, pool.text, pool.rarities, pool.kinds, pool.language)


def all_signals(signals: Sequence[Signals], part: Logistic) -> dict[str, float]:
    """Return what `covers` looks at, for replies (at least one) that have these `signals`."""
    parts = [part.probability(row.by_name()) for row in signals]
    return taken_together(parts, signals[int(np.argmax(parts))])


def replies_judged(measured: Sequence[tuple[Pool, list[Signals]]], least: int) -> Rows:
    """Return the replies whose grade is known: whether it is `least` or better."""
    x, y = [], []
    for pool, signals in measured:
        for hit, row in zip(pool.hits[:JUDGED], signals, strict=False):
            grade = pool.grades.get(hit.group)
            right = pool.unknown if grade is None else float(grade >= least)
            if right is not None:
                x.append(list(row.by_name().values()))
                y.append(right)
    return Rows(np.array(x, float), np.array(y))


def confidences(measured: Sequence[list[Signals]], model: RelevanceModel) -> list[float]:
    """Return how likely each question is to be answered, by the signals of its replies."""
    return [model.covers.probability(all_signals(signals, model.part)) for signals in measured]
