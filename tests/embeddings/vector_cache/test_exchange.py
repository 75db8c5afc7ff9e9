import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.vector_cache import exchange as vector_file
from embeddings.vector_cache.cache import VectorCache, digest
from embeddings.vector_cache.exchange import VectorFileError, read_vectors, write_vectors
from tests.embeddings.fictional_parts import Hashing

TEXTS = [f"le phare numéro {n} brille" for n in range(50)]


def _quiet(done: int, total: int) -> None:
    pass


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A file of the vectors of TEXTS."""
    encoder, path = Hashing(), tmp_path / "vectors.bin"
    with VectorCache(tmp_path / "made.sqlite", encoder.identity) as cache:
        cache.add_missing(TEXTS, encoder, _quiet)
        assert write_vectors(path, cache, _quiet) == len(TEXTS)
    return path


def _received(tmp_path: Path, file: Path, encoder: Hashing) -> list[str]:
    """Import `file` into a new cache and return the texts that it still misses."""
    with VectorCache(tmp_path / f"{os.urandom(4).hex()}.sqlite", encoder.identity) as cache:
        try:
            read_vectors(file, cache, _quiet)
        finally:
            missing = cache.missing(TEXTS)
        held, vectors = cache.held([digest(t) for t in TEXTS], encoder.identity.dimension)
        assert held.all()
        np.testing.assert_array_equal(vectors, encoder.encode_passages(TEXTS))
        return missing


def test_what_one_home_exports_another_need_not_embed(tmp_path: Path, exported: Path) -> None:
    assert _received(tmp_path, exported, Hashing()) == []


def test_only_new_vectors_are_counted_and_none_is_lost(tmp_path: Path, exported: Path) -> None:
    encoder = Hashing()
    with VectorCache(tmp_path / "own.sqlite", encoder.identity) as cache:
        cache.add_missing([*TEXTS[:20], "un autre texte"], encoder, _quiet)
        assert read_vectors(exported, cache, _quiet) == 30
        assert read_vectors(exported, cache, _quiet) == 0
        assert cache.missing([*TEXTS, "un autre texte"]) == []


def test_an_export_holds_one_encoders_vectors_only(tmp_path: Path) -> None:
    one, other = Hashing("one"), Hashing("other")
    with (
        VectorCache(tmp_path / "both.sqlite", one.identity) as first,
        VectorCache(tmp_path / "both.sqlite", other.identity) as second,
    ):
        first.add_missing(TEXTS[:3], one, _quiet)
        second.add_missing(TEXTS[3:], other, _quiet)
        assert write_vectors(tmp_path / "out.bin", first, _quiet) == 3


def test_another_encoders_vectors_are_refused_and_both_are_named(
    tmp_path: Path, exported: Path
) -> None:
    other = replace(Hashing().identity, revision="2")
    with VectorCache(tmp_path / "own.sqlite", other) as cache:
        with pytest.raises(VectorFileError, match=r"hashing \(1,.*hashing \(2,.*--encoder"):
            read_vectors(exported, cache, _quiet)
        assert len(cache.missing(TEXTS)) == len(TEXTS)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_flipped_bit_anywhere_is_noticed_and_nothing_is_taken_in(
    tmp_path: Path, exported: Path, data: st.DataObject
) -> None:
    raw = bytearray(exported.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    _assert_refused(tmp_path, bytes(raw))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_file_cut_short_anywhere_is_noticed(
    tmp_path: Path, exported: Path, data: st.DataObject
) -> None:
    raw = exported.read_bytes()
    _assert_refused(tmp_path, raw[: data.draw(st.integers(0, len(raw) - 1))])


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 7.0])
def test_numbers_that_are_no_unit_vector_are_refused_although_the_checksum_is_right(
    tmp_path: Path, value: float
) -> None:
    encoder, path = Hashing(), tmp_path / "bad.bin"
    with VectorCache(tmp_path / "bad.sqlite", encoder.identity) as cache:
        cache.put([(bytes(32), np.full(8, value, "<f4").tobytes())])
        write_vectors(path, cache, _quiet)
    _assert_refused(tmp_path, path.read_bytes())


@pytest.mark.parametrize(
    "head",
    [
        b"{}",
        b"[]",
        b"not JSON",
        b"\xff",
        b"9" * 20_000,
        b"[" * 9_000,
        json.dumps({"encoder": {"name": "hashing"}, "count": 1}).encode(),
        json.dumps({"encoder": None, "count": 1}).encode(),
    ],
)
def test_a_header_of_any_kind_is_refused_in_one_sentence(tmp_path: Path, head: bytes) -> None:
    _assert_refused(tmp_path, b"parlebot vectors 1\n" + head + b"\n" + bytes(200))


def test_a_pickle_is_no_such_file(tmp_path: Path) -> None:
    _assert_refused(tmp_path, b"\x80\x04cos\nsystem\n(S'true'\ntR.")


def test_an_interrupted_import_keeps_what_it_had_and_goes_on(
    tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_file, "_ROWS", 20)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with VectorCache(tmp_path / "own.sqlite", Hashing().identity) as cache:
        with pytest.raises(KeyboardInterrupt):
            read_vectors(exported, cache, interrupt)
        assert len(cache.missing(TEXTS)) == 30
        assert read_vectors(exported, cache, _quiet) == 30


def test_an_interrupted_export_leaves_no_file(tmp_path: Path) -> None:
    encoder, path = Hashing(), tmp_path / "out" / "vectors.bin"
    path.parent.mkdir()

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with VectorCache(tmp_path / "own.sqlite", encoder.identity) as cache:
        cache.add_missing(TEXTS, encoder, _quiet)
        with pytest.raises(KeyboardInterrupt):
            write_vectors(path, cache, interrupt)
        assert list(path.parent.iterdir()) == []
        path.write_text("mine")
        with pytest.raises(FileExistsError):
            write_vectors(path, cache, _quiet)
        assert path.read_text() == "mine"


def test_without_vectors_there_is_nothing_to_export(tmp_path: Path) -> None:
    with (
        VectorCache(tmp_path / "own.sqlite", Hashing().identity) as cache,
        pytest.raises(VectorFileError, match="parlebot index"),
    ):
        write_vectors(tmp_path / "vectors.bin", cache, _quiet)
    assert not (tmp_path / "vectors.bin").exists()


def _assert_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "offered.bin"
    path.write_bytes(raw)
    with VectorCache(tmp_path / "none.sqlite", Hashing().identity) as cache:
        with pytest.raises(VectorFileError, match=r"offered\.bin"):
            read_vectors(path, cache, _quiet)
        assert cache.all_rows()[0] == 0
