"""Scores of rankings and of probabilities, as pure functions: no index, no encoder.

Every figure that is a mean comes with a percentile bootstrap interval over questions (Efron and
Tibshirani, An Introduction to the Bootstrap, chapter 13). A question that was asked in several
languages is drawn as a whole, since its answers stand or fall together.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

RESAMPLES = 2_000
_SEED = 4  # fixed, so that the same answers give the same interval
_TAILS = (2.5, 97.5)  # percentiles: a 95 % interval
_DEPTH = 10  # places of a ranking that are scored
_BINS = 10

Name = TypeVar("Name", bound=Hashable)
_Floats = npt.NDArray[np.float64]


class RankingScores(NamedTuple):
    """How well one ranking puts the right results first; each score is from 0 to 1."""

    hit_1: float  # 1 when the first is right
    recall_5: float  # 1 when a right one is among the first five
    mrr_10: float  # 1 / place of the first right one, 0 beyond the tenth
    ndcg_10: float  # discounted gain of all right ones over that of the best order


class Bin(NamedTuple):
    """A row of a reliability table: the answers with a probability in [low, high)."""

    low: float
    high: float
    n: int
    mean_probability: float
    share_right: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval, over `n` answers."""

    value: float
    low: float
    high: float
    n: int


def ranking_scores(ranked: Sequence[str], right: AbstractSet[str]) -> RankingScores:
    """Return the scores of `ranked`, best first, where the names in `right` are right.

    Names are uids, or groups where records with an identical reply count as one. A name that
    comes again counts where it came first. The gains of nDCG are 0 and 1. Raises ValueError when
    nothing is right: there is then no score.
    """
    if not right:
        raise ValueError("a ranking without a right answer has no score")
    names = list(dict.fromkeys(ranked))[:_DEPTH]
    places = [place for place, name in enumerate(names, start=1) if name in right]
    first = places[0] if places else math.inf
    return RankingScores(
        hit_1=float(first == 1),
        recall_5=float(first <= 5),
        mrr_10=1 / first,
        ndcg_10=ndcg_10(names, dict.fromkeys(right, 1.0)),
    )


def ndcg_10(ranked: Sequence[Name], gains: Mapping[Name, float]) -> float:
    """Return the discounted gain of the first ten of `ranked` over that of the best order.

    `gains` are those of all names that are worth something, at least one. nDCG is that of Järvelin
    and Kekäläinen (2002).
    """
    best = sorted(gains.values(), reverse=True)[:_DEPTH]
    return _discounted(gains.get(name, 0.0) for name in ranked[:_DEPTH]) / _discounted(best)


def mean_estimate(values: Sequence[float], questions: Sequence[str]) -> Estimate | None:
    """Return the mean of `values` with its interval; `questions` name the question of each.

    None when there is no value: no figure is better than a zero that was never measured.
    """
    if not values:
        return None
    _, codes = np.unique(np.array(questions), return_inverse=True)
    sums = np.bincount(codes, weights=np.array(values, np.float64))
    counts = np.bincount(codes).astype(np.float64)
    drawn = _resamples(len(sums))
    return _estimate(sums.sum() / counts.sum(), (drawn @ sums) / (drawn @ counts), len(values))


def area_estimate(
    positives: Sequence[float],
    negatives: Sequence[float],
    positive_questions: Sequence[str],
    negative_questions: Sequence[str],
) -> Estimate | None:
    """Return the area under the ROC curve: how often a positive's score is above a negative's.

    A tie counts one half (Mann and Whitney). The interval draws positive and negative questions
    apart. `n` counts the negatives. None when either side is empty.
    """
    if not positives or not negatives:
        return None
    above = np.array(positives)[:, np.newaxis] - np.array(negatives)[np.newaxis]
    won = (above > 0) + 0.5 * (above == 0)
    rows, columns = _membership(positive_questions), _membership(negative_questions)
    wins = rows @ won @ columns.T  # (positive questions, negative questions)
    pairs = rows.sum(axis=1, keepdims=True) * columns.sum(axis=1)
    left, right = _resamples(len(rows)), _resamples(len(columns))[::-1]
    areas = ((left @ wins) * right).sum(axis=1) / ((left @ pairs) * right).sum(axis=1)
    return _estimate(float(won.mean()), areas, len(negatives))


def reliability(probabilities: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Return ten bins of equal width that compare predictions with outcomes.

    Empty bins are left out. A probability of 1 belongs to the last bin.
    """
    said, happened = np.array(probabilities, np.float64), np.array(right, np.float64)
    codes = np.clip((said * _BINS).astype(np.int64), 0, _BINS - 1)
    table = []
    for code in np.unique(codes):
        own = codes == code
        means = float(said[own].mean()), float(happened[own].mean())
        table.append(Bin(code / _BINS, (code + 1) / _BINS, int(own.sum()), *means))
    return table


def equal_bins(probabilities: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Return ten bins of as nearly the same count as can be, least probable first.

    The bounds of a bin are those of its own answers. Empty bins are left out.
    """
    said, happened = np.array(probabilities, np.float64), np.array(right, np.float64)
    order = np.argsort(said, kind="stable")
    return [
        Bin(said[own[0]], said[own[-1]], len(own), said[own].mean(), happened[own].mean())
        for own in np.array_split(order, _BINS)
        if len(own)
    ]


def calibration_estimate(
    probabilities: Sequence[float], right: Sequence[bool], questions: Sequence[str]
) -> Estimate | None:
    """Return the expected calibration error over `equal_bins`; `questions` name that of each.

    Chance moves the share right of small bins, so even perfect probabilities have an error above
    zero, and resamples have more of it: the interval reaches further up than down. None when there
    is no probability.
    """
    if not probabilities:
        return None
    _, codes = np.unique(np.array(questions), return_inverse=True)
    said, happened = np.array(probabilities, np.float64), np.array(right, np.bool_)

    def error(times: npt.NDArray[np.int64]) -> float:
        places = np.repeat(np.arange(len(said)), times[codes])
        return calibration_error(equal_bins(said[places].tolist(), happened[places].tolist()))

    drawn = _resamples(int(codes.max()) + 1).astype(np.int64)
    return _estimate(
        error(np.ones_like(drawn[0])), np.array([error(times) for times in drawn]), len(said)
    )


def calibration_error(table: Sequence[Bin]) -> float:
    """Return the expected calibration error of a reliability table (Guo et al., 2017).

    It is the mean distance, over all answers, between the probability and the share right of
    their bin; 0 for an empty table.
    """
    total = sum(line.n for line in table)
    distances = (line.n * abs(line.mean_probability - line.share_right) for line in table)
    return sum(distances) / total if total else 0.0


def threshold_refusing(probabilities: Sequence[float], share: float) -> float:
    """Return the highest threshold under which at most `share` of `probabilities` lie.

    Raises ValueError when there is no probability.
    """
    if not probabilities:
        raise ValueError("there is no probability to set a threshold by")
    ordered = sorted(probabilities)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _discounted(gains: Iterable[float]) -> float:
    """Return the sum of `gains`, each over the logarithm of its place."""
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


def _estimate(value: float, resampled: _Floats, n: int) -> Estimate:
    low, high = np.percentile(resampled, _TAILS)
    return Estimate(float(value), float(low), float(high), n)


@lru_cache(maxsize=16)
def _resamples(questions: int) -> _Floats:
    """Return how often each question is drawn, shape (RESAMPLES, questions)."""
    chances = np.full(questions, 1 / questions)
    drawn = np.random.default_rng(_SEED).multinomial(questions, chances, size=RESAMPLES)
    return np.asarray(drawn, np.float64)


def _membership(questions: Sequence[str]) -> _Floats:
    """Return 1 where an answer belongs to a question, shape (questions, answers)."""
    names, codes = np.unique(np.array(questions), return_inverse=True)
    return np.asarray(np.arange(len(names))[:, np.newaxis] == codes, np.float64)
