from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders.encoder import Vectors
from embeddings.texts.passages import KeyKind
from embeddings.vectors.score_statistics import Moments, ScoreStatistics, load_moments, save_moments

DIMENSION = 16


def _unit_vectors(seed: int, count: int) -> Vectors:
    raw = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), np.float32)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), first=st.integers(20, 60), second=st.integers(20, 60))
def test_scores_are_standardised_by_the_mean_and_deviation_of_all_scores_of_their_language(
    seed: int, first: int, second: int
) -> None:
    vectors = _unit_vectors(seed, first + second)
    languages = np.array([0] * first + [1] * second, np.uint8)
    query = _unit_vectors(seed + 1, 1)[0]
    scores = vectors @ query
    measured = ScoreStatistics.of(vectors, languages, 2).standardise(query, scores, languages)
    for language in (0, 1):
        own = scores[languages == language].astype(np.float64)
        expected = (own - own.mean()) / own.std()
        np.testing.assert_allclose(measured[languages == language], expected, atol=2e-3)


def test_a_language_of_one_record_is_measured_by_all_of_them() -> None:
    vectors = _unit_vectors(8, 40)
    languages = np.array([0] * 39 + [1], np.uint8)
    query = _unit_vectors(9, 1)[0]
    scores = vectors @ query
    measured = ScoreStatistics.of(vectors, languages, 2).standardise(query, scores, languages)
    expected = (scores[39] - scores.mean()) / scores.std()
    assert measured[39] == pytest.approx(expected, abs=2e-3)


def test_one_vector_alone_has_a_finite_score() -> None:
    vectors = _unit_vectors(1, 1)
    languages = np.zeros(1, np.uint8)
    statistics = ScoreStatistics.of(vectors, languages, 1)
    assert np.isfinite(statistics.standardise(vectors[0], vectors @ vectors[0], languages)).all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), cuts=st.lists(st.integers(0, 80), max_size=4))
def test_vectors_in_blocks_are_measured_as_at_once(seed: int, cuts: list[int]) -> None:
    vectors = _unit_vectors(seed, 80)
    languages = np.random.default_rng(seed).integers(0, 2, 80).astype(np.uint8)
    moments, edges = Moments.empty(2, DIMENSION), [0, *sorted(cuts), 80]
    for start, end in pairwise(edges):
        moments.add(vectors[start:end], languages[start:end])
    measured, expected = moments.statistics(), ScoreStatistics.of(vectors, languages, 2)
    np.testing.assert_allclose(measured.means, expected.means, atol=1e-6)
    np.testing.assert_allclose(measured.covariances, expected.covariances, atol=1e-6)


def test_statistics_survive_their_file_and_go_on_from_there(tmp_path: Path) -> None:
    vectors = _unit_vectors(5, 60)
    languages = np.array([0, 1, 2] * 20, np.uint8)
    moments = {kind: Moments.empty(3, DIMENSION) for kind in KeyKind}
    for kind, one in moments.items():
        one.add(vectors[: 30 + kind], languages[: 30 + kind])
    save_moments(tmp_path / "statistics.npz", moments, question_means=vectors[:2])
    loaded, others = load_moments(tmp_path / "statistics.npz")
    np.testing.assert_array_equal(others["question_means"], vectors[:2])
    for kind in KeyKind:
        loaded[kind].add(vectors[30 + kind :], languages[30 + kind :])
        measured = loaded[kind].statistics()
        expected = ScoreStatistics.of(vectors, languages, 3)
        np.testing.assert_allclose(measured.means, expected.means, atol=1e-6)
        np.testing.assert_allclose(measured.covariances, expected.covariances, atol=1e-6)
