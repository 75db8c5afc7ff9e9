import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.dense import DenseIndex, ScoreStatistics, load_statistics, save_statistics
from embeddings.encoder import Vectors
from embeddings.passages import KeyKind

DIMENSION = 16


def _unit_vectors(seed: int, count: int) -> Vectors:
    raw = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), np.float32)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    keys=st.integers(1, 90),
    count=st.integers(1, 100),
    share=st.floats(0, 1),
)
def test_search_is_a_brute_force_search_over_what_is_allowed(
    seed: int, keys: int, count: int, share: float
) -> None:
    vectors = _unit_vectors(seed, keys)
    query = _unit_vectors(seed + 1, 1)[0]
    allowed = np.random.default_rng(seed).random(keys) < share
    found = DenseIndex.build(vectors).search(query, count, allowed)
    scores = vectors @ query
    best = sorted(np.flatnonzero(allowed).tolist(), key=lambda row: -scores[row])[:count]
    assert len(found.rows) == len(best)
    assert set(found.rows.tolist()) <= set(np.flatnonzero(allowed).tolist())
    np.testing.assert_allclose(found.scores, scores[best], atol=1e-5)
    np.testing.assert_allclose(scores[found.rows], found.scores, atol=1e-5)


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    vectors = _unit_vectors(3, 50)
    index = DenseIndex.build(vectors)
    index.save(tmp_path / "keys.faiss")
    loaded = DenseIndex.load(tmp_path / "keys.faiss")
    everything = np.ones(50, np.bool_)
    assert len(loaded) == 50
    np.testing.assert_array_equal(
        loaded.search(vectors[7], 10, everything).rows,
        index.search(vectors[7], 10, everything).rows,
    )
    assert loaded.search(vectors[7], 1, everything).rows.tolist() == [7]


def test_the_scores_of_chosen_rows_are_their_inner_products() -> None:
    vectors = _unit_vectors(4, 30)
    rows = np.array([5, 5, 0, 29], np.int64)
    index = DenseIndex.build(vectors)
    np.testing.assert_allclose(index.score(vectors[1], rows), vectors[rows] @ vectors[1], atol=1e-6)
    assert len(index.score(vectors[1], np.empty(0, np.int64))) == 0


@pytest.mark.parametrize("content", [b"", b"not an index", b"IxFI" + b"\xff" * 60])
def test_a_damaged_file_is_an_error_and_no_crash(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.faiss"
    path.write_bytes(content)
    with pytest.raises(RuntimeError):
        DenseIndex.load(path)


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


def test_statistics_survive_their_file() -> None:
    vectors = _unit_vectors(5, 60)
    languages = np.array([0, 1, 2] * 20, np.uint8)
    statistics = [ScoreStatistics.of(vectors * (kind + 1), languages, 3) for kind in KeyKind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statistics.npz"
        save_statistics(path, statistics, vectors[:2])
        loaded, means = load_statistics(path)
    np.testing.assert_array_equal(means, vectors[:2])
    for one, other in zip(statistics, loaded, strict=True):
        np.testing.assert_array_equal(one.means, other.means)
        np.testing.assert_array_equal(one.covariances, other.covariances)
