"""Logistic regression on examples that may be partly right, as the fits of answers need it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.question.breadth import ByBreadth
from embeddings.encoders.fits import Section

DIGITS = 4
HARDLY_HELD = 10.0  # a value so large that its weight is hardly regularised


class Rows(NamedTuple):
    """Examples: what is measured, shape (examples, values), and how right each is, 0 to 1."""

    x: np.ndarray
    y: np.ndarray


def regression(rows: Rows, strength: float) -> tuple[float, np.ndarray]:
    """Return intercept and weights of a logistic regression.

    An example that is partly right counts as both, each as much as it is right or wrong.
    `strength` is the inverse of the regularisation.
    """
    both = np.concatenate([rows.x, rows.x])
    right = np.repeat([1, 0], len(rows.y))
    weights = np.concatenate([rows.y, 1 - rows.y])
    found = LogisticRegression(C=strength, max_iter=3000).fit(both, right, sample_weight=weights)
    return float(found.intercept_[0]), found.coef_[0]


def regression_by_breadth(
    rows: Rows,
    narrowness: np.ndarray,
    names: Sequence[str],
    strength: float,
    left_out: Sequence[str],
) -> Section:
    """Return a regression by the `names` of its values, as a file of fits holds it.

    Its weights lie between those for broad and those for narrow questions, as far as the question
    of each example is narrow: `narrowness`, 0 to 1. Each value is scaled by its deviation; those
    `left_out` get no weight.
    """
    scale = deviations(rows.x)
    used = np.array([name not in left_out for name in names])
    own_intercept = np.full((len(rows.x), 1), HARDLY_HELD)
    scaled = np.concatenate([rows.x / scale * used, own_intercept], axis=1)
    narrow = narrowness[:, None]
    both = np.concatenate([scaled * (1 - narrow), scaled * narrow], axis=1)
    intercept, found = regression(Rows(both, rows.y), strength)
    return {
        breadth: {
            "intercept": round(intercept + HARDLY_HELD * float(weights[-1]), DIGITS),
            "weights": dict(
                zip(names, np.round(weights[:-1] / scale * used, DIGITS).tolist(), strict=True)
            ),
        }
        for breadth, weights in zip(ByBreadth._fields, np.split(found, 2), strict=True)
    }


def deviations(x: np.ndarray) -> np.ndarray:
    """Return the standard deviation of each column, never 0."""
    return np.maximum(x.std(axis=0), 1e-9)
