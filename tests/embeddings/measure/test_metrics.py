import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.measure.metrics import (
    area_estimate,
    calibration_error,
    calibration_estimate,
    equal_bins,
    mean_estimate,
    ranking_scores,
    reliability,
    threshold_refusing,
)

NAMES = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=16)
RIGHT = st.frozensets(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=12)
SHARES = st.floats(0, 1)


def test_the_scores_of_a_ranking_are_those_worked_out_by_hand() -> None:
    scores = ranking_scores(["x", "a", "y", "b"], {"a", "b"})
    assert scores.hit_1 == 0
    assert scores.recall_5 == 1
    assert scores.mrr_10 == 1 / 2
    gain, best = 1 / math.log2(3) + 1 / math.log2(5), 1 + 1 / math.log2(3)
    assert scores.ndcg_10 == pytest.approx(gain / best)


@given(NAMES, RIGHT)
def test_no_score_leaves_its_bounds_and_the_first_place_settles_all(
    ranked: list[str], right: frozenset[str]
) -> None:
    scores = ranking_scores(ranked, right)
    assert all(0 <= score <= 1 + 1e-12 for score in scores)
    assert scores.hit_1 <= scores.mrr_10
    assert scores.hit_1 <= scores.recall_5
    assert (scores.mrr_10 >= 1 / 5) == (scores.recall_5 == 1)
    assert (scores.mrr_10 == 0) == (scores.ndcg_10 == 0)


@given(RIGHT, NAMES)
def test_a_ranking_with_everything_right_first_scores_one(
    right: frozenset[str], others: list[str]
) -> None:
    ranked = [*sorted(right), *(name for name in others if name not in right)]
    assert ranking_scores(ranked, right) == pytest.approx((1, 1, 1, 1))


@given(NAMES, RIGHT)
def test_a_name_that_comes_again_counts_where_it_came_first(
    ranked: list[str], right: frozenset[str]
) -> None:
    once = list(dict.fromkeys(ranked))
    assert ranking_scores(ranked, right) == ranking_scores(once, right)


def test_what_stands_behind_the_tenth_place_is_not_counted() -> None:
    assert ranking_scores([*"abcdefghij", "x"], {"x"}) == (0, 0, 0, 0)
    assert ranking_scores([*"abcdefghi", "x"], {"x"}).mrr_10 == 1 / 10


def test_a_ranking_without_a_right_answer_has_no_score() -> None:
    with pytest.raises(ValueError, match="no score"):
        ranking_scores(["a"], set())


@settings(max_examples=40, deadline=None)
@given(st.lists(SHARES, min_size=1, max_size=30))
def test_the_interval_holds_the_mean_and_stays_among_the_values(values: list[float]) -> None:
    found = mean_estimate(values, [str(n) for n in range(len(values))])
    assert found is not None
    assert found.value == pytest.approx(np.mean(values))
    assert min(values) - 1e-9 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= max(values) + 1e-9
    assert found.n == len(values)


def test_the_interval_is_the_same_each_time_and_near_that_of_theory() -> None:
    values, names = [1.0] * 80 + [0.0] * 20, [str(n) for n in range(100)]
    found = mean_estimate(values, names)
    assert found == mean_estimate(values, names)
    assert found is not None
    half = 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert found.low == pytest.approx(0.8 - half, abs=0.015)
    assert found.high == pytest.approx(0.8 + half, abs=0.015)


def test_a_question_asked_in_two_languages_is_drawn_as_one() -> None:
    names = [str(n) for n in range(50)]
    values = [float(n % 2) for n in range(50)]
    one, twice = mean_estimate(values, names), mean_estimate(values * 2, names * 2)
    assert one is not None
    assert twice is not None
    assert (one.low, one.high) == (twice.low, twice.high)


def test_nothing_measured_is_no_figure() -> None:
    assert mean_estimate([], []) is None
    assert area_estimate([], [0.5], [], ["a"]) is None
    assert area_estimate([0.5], [], ["a"], []) is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
    st.lists(st.integers(0, 5), min_size=1, max_size=20),
)
def test_the_area_is_the_share_of_pairs_in_order_with_ties_as_halves(
    positives: list[int], negatives: list[int]
) -> None:
    found = area_estimate(
        positives, negatives, [str(n) for n in positives], [str(n) for n in negatives]
    )
    pairs = [(p > n) + 0.5 * (p == n) for p in positives for n in negatives]
    assert found is not None
    assert found.value == pytest.approx(sum(pairs) / len(pairs))
    assert found.low - 1e-9 <= found.high
    turned = area_estimate(
        negatives, positives, [str(n) for n in negatives], [str(n) for n in positives]
    )
    assert turned is not None
    assert turned.value == pytest.approx(1 - found.value)


def test_the_area_of_a_perfect_separation_is_sure() -> None:
    found = area_estimate([0.9, 0.8], [0.1, 0.2, 0.3], ["a", "b"], ["c", "d", "e"])
    assert found is not None
    assert (found.value, found.low, found.high, found.n) == (1, 1, 1, 3)


def test_a_probability_that_comes_true_has_no_calibration_error() -> None:
    table = reliability([0.25] * 4 + [1.0] * 2, [True, False, False, False, True, True])
    assert [(line.low, line.n, line.share_right) for line in table] == [(0.2, 4, 0.25), (0.9, 2, 1)]
    assert calibration_error(table) == 0


def test_the_calibration_error_is_the_mean_distance_over_answers() -> None:
    table = reliability([0.95] * 3 + [0.05], [False, False, False, False])
    assert calibration_error(table) == pytest.approx((3 * 0.95 + 0.05) / 4)
    assert calibration_error([]) == 0


@given(st.lists(SHARES, min_size=1, max_size=50), st.data())
def test_every_answer_is_in_one_bin_and_the_error_is_a_share(
    probabilities: list[float], data: st.DataObject
) -> None:
    right = [data.draw(st.booleans()) for _ in probabilities]
    table = reliability(probabilities, right)
    assert sum(line.n for line in table) == len(probabilities)
    for line in table:
        assert line.low - 1e-9 <= line.mean_probability <= line.high + 1e-9
    assert 0 <= calibration_error(table) <= 1


def test_bins_of_equal_count_hold_the_answers_in_the_order_of_their_probability() -> None:
    probabilities = [(n * 7 % 20) / 20 for n in range(20)]  # 0 to .95, shuffled
    table = equal_bins(probabilities, [p >= 0.5 for p in probabilities])
    assert [line.n for line in table] == [2] * 10
    assert [line.low for line in table] == pytest.approx([n / 10 for n in range(10)])
    assert [line.high for line in table] == pytest.approx([n / 10 + 0.05 for n in range(10)])
    assert [line.share_right for line in table] == [0] * 5 + [1] * 5
    assert equal_bins([], []) == []
    assert len(equal_bins([0.5] * 3, [True] * 3)) == 3


def test_the_calibration_estimate_is_the_error_over_equal_bins_with_its_interval() -> None:
    probabilities, right = [0.2] * 50 + [0.9] * 50, [n % 5 == 0 for n in range(50)] + [False] * 50
    questions = [str(n) for n in range(100)]
    estimate = calibration_estimate(probabilities, right, questions)
    assert estimate is not None
    assert estimate.value == calibration_error(equal_bins(probabilities, right))
    assert estimate.value == pytest.approx(0.45)
    assert (estimate.n, estimate.low < 0.45 < estimate.high) == (100, True)
    assert calibration_estimate([], [], []) is None


def test_the_answers_of_one_question_are_drawn_together() -> None:
    probabilities, right = [0.5] * 40, [True] * 20 + [False] * 20
    alone = calibration_estimate(probabilities, right, [str(n) for n in range(40)])
    together = calibration_estimate(probabilities, right, ["a"] * 40)
    assert alone is not None
    assert together is not None
    assert together.low == together.high == together.value
    assert alone.low < alone.high


@given(st.lists(SHARES, min_size=1, max_size=50), SHARES)
def test_a_threshold_refuses_no_more_than_the_share_and_any_higher_one_would(
    probabilities: list[float], share: float
) -> None:
    threshold = threshold_refusing(probabilities, share)
    refused = sum(p < threshold for p in probabilities)
    assert refused <= share * len(probabilities)
    beyond = sum(p <= threshold for p in probabilities)  # refused by the least higher threshold
    assert beyond > share * len(probabilities) or beyond == len(probabilities)


def test_there_is_no_threshold_without_probabilities() -> None:
    with pytest.raises(ValueError, match="no probability"):
        threshold_refusing([], 0.05)
