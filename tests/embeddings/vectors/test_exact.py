from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders.encoder import Vectors
from embeddings.vectors.exact import DenseIndex

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
