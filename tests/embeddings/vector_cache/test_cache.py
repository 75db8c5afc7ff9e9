import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders.encoder import Vectors
from embeddings.vector_cache.cache import VectorCache, digest
from tests.embeddings.fictional_parts import Hashing

TEXTS = [f"le phare numéro {n} " + "brille " * (n % 7) for n in range(100)]


def _vectors(cache: VectorCache, texts: Sequence[str]) -> Vectors:
    """Return the vectors of `texts`, all of which are there."""
    held, vectors = cache.held([digest(text) for text in texts], cache.identity.dimension)
    assert held.all()
    return vectors


def _quiet(done: int, total: int) -> None:
    pass


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "vectors.sqlite"


def test_no_text_is_embedded_twice(path: Path) -> None:
    encoder = Hashing()
    with VectorCache(path, encoder.identity) as cache:
        assert cache.add_missing([*TEXTS, *TEXTS], encoder, _quiet) == 100
        assert cache.add_missing(TEXTS, encoder, _quiet) == 0
    with VectorCache(path, encoder.identity) as cache:
        assert cache.add_missing([*TEXTS, "un nouveau texte"], encoder, _quiet) == 1
    assert len(encoder.asked) == len(set(encoder.asked)) == 101


def test_vectors_come_back_in_the_order_of_the_texts(path: Path) -> None:
    encoder = Hashing()
    asked = [TEXTS[7], TEXTS[3], TEXTS[7], TEXTS[99]]
    with VectorCache(path, encoder.identity) as cache:
        cache.add_missing(TEXTS, encoder, _quiet)
        np.testing.assert_array_equal(_vectors(cache, asked), encoder.encode_passages(asked))


def test_an_interruption_costs_only_the_batch_it_happened_in(path: Path) -> None:
    breaking, healthy = Hashing(fail_at_batch=3), Hashing()
    with VectorCache(path, breaking.identity) as cache:
        with pytest.raises(RuntimeError, match="broke"):
            cache.add_missing(TEXTS, breaking, _quiet)
        assert 0 < len(breaking.asked) < 100
    with VectorCache(path, healthy.identity) as cache:
        assert sorted(cache.missing(TEXTS)) == sorted(set(TEXTS) - set(breaking.asked))
        cache.add_missing(TEXTS, healthy, _quiet)
        assert sorted(healthy.asked + breaking.asked) == sorted(TEXTS)
        np.testing.assert_array_equal(_vectors(cache, TEXTS), healthy.encode_passages(TEXTS))


def test_two_encoders_do_not_see_each_others_vectors(path: Path) -> None:
    one, other = Hashing("one"), Hashing("other")
    with VectorCache(path, one.identity) as first, VectorCache(path, other.identity) as second:
        first.add_missing(TEXTS[:2], one, _quiet)
        assert second.missing(TEXTS[:2]) == TEXTS[:2]
        held, vectors = second.held([digest(TEXTS[0])], other.identity.dimension)
        assert not held.any()
        assert len(vectors) == 0
        second.add_missing(TEXTS[:2], other, _quiet)
        assert not np.array_equal(_vectors(first, TEXTS[:2]), _vectors(second, TEXTS[:2]))


def test_the_file_holds_little_endian_float32(path: Path) -> None:
    encoder = Hashing()
    with VectorCache(path, encoder.identity) as cache:
        cache.add_missing(TEXTS[:1], encoder, _quiet)
    database = sqlite3.connect(path)
    ((key, blob),) = database.execute("SELECT text_sha256, vector FROM vectors").fetchall()
    database.close()
    assert key == digest(TEXTS[0])
    assert len(blob) == 4 * encoder.identity.dimension
    np.testing.assert_array_equal(np.frombuffer(blob, "<f4"), encoder.encode_query(TEXTS[0]))


def test_progress_counts_up_to_all_that_was_missing(path: Path) -> None:
    told: list[tuple[int, int]] = []
    encoder = Hashing()
    with VectorCache(path, encoder.identity) as cache:
        cache.add_missing(TEXTS, encoder, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (100, 100)
    assert {total for _, total in told} == {100}


def test_asking_for_nothing_gives_nothing(path: Path) -> None:
    with VectorCache(path, Hashing().identity) as cache:
        assert len(_vectors(cache, [])) == 0
        assert cache.add_missing([], Hashing(), _quiet) == 0


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters()), st.text(st.characters()))
def test_different_texts_have_different_digests(one: str, other: str) -> None:
    assert (digest(one) == digest(other)) == (one == other)
