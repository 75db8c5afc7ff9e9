"""An index whose vectors a Milvus server holds; milvus-lite speaks for the server."""

import os
from pathlib import Path

import numpy as np
import pytest

from embeddings.generation.generation import NoGenerationError, current_folder
from embeddings.search.index import Index
from embeddings.vectors import files as dense_files
from embeddings.vectors.files import delete_generation, open_vectors, write_vectors
from embeddings.vectors.milvus import VectorServerError, collection_of
from embeddings.vectors.vector_index import Languages
from tests.embeddings.fictional_parts import FOUR, KITES, Hashing, build_home

pytest.importorskip("milvus_lite", reason="the extra milvus is not installed")

VECTORS = np.eye(4, 8, dtype=np.float32)
LANGUAGES: Languages = np.array([0, 0, 1, 1], np.uint8)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server for every index, however small."""
    monkeypatch.setenv("PARLEBOT_VECTORS", str(tmp_path / "server.db"))
    monkeypatch.setattr(dense_files, "EXACT_UP_TO", 0)
    return tmp_path / "server.db"


def _collections(server: Path) -> set[str]:
    from pymilvus import MilvusClient

    return set(MilvusClient(str(server)).list_collections())


def test_a_question_finds_the_same_with_and_without_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for name in ("here", "server"):
        if name == "server":
            monkeypatch.setenv("PARLEBOT_VECTORS", str(tmp_path / "server.db"))
            monkeypatch.setattr(dense_files, "EXACT_UP_TO", 0)
        home, _ = build_home(tmp_path / name, FOUR, Hashing())
        index = Index(current_folder(home))
        result = index.search(KITES.question, "fr", Hashing())
        found.append([(hit.record.uid, hit.similarity) for hit in result.hits + result.waiting])
        index.close()
    assert [uid for uid, _ in found[0]] == [uid for uid, _ in found[1]]
    for (_, here), (_, served) in zip(*found, strict=True):
        np.testing.assert_allclose(here, served, atol=0.01)


def test_a_deleted_generation_takes_along_what_no_other_has_on_the_server(
    tmp_path: Path, server: Path
) -> None:
    first, second = tmp_path / "generations" / "1", tmp_path / "generations" / "2"
    for folder in (first, second):
        folder.mkdir(parents=True)
    write_vectors(first / "reply.faiss", VECTORS, LANGUAGES)
    write_vectors(first / "title.faiss", VECTORS, LANGUAGES)
    os.link(first / "reply.faiss", second / "reply.faiss")
    kept = collection_of(second / "reply.faiss")
    assert len(_collections(server)) == 2
    delete_generation(first)
    assert _collections(server) == {kept}
    assert len(open_vectors(second / "reply.faiss", LANGUAGES)) == len(VECTORS)
    delete_generation(second)
    assert _collections(server) == set()
    assert not list((tmp_path / "generations").iterdir())


def test_a_generation_stays_while_its_server_cannot_be_asked(
    tmp_path: Path, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "generations" / "1"
    folder.mkdir(parents=True)
    write_vectors(folder / "reply.faiss", VECTORS, LANGUAGES)
    monkeypatch.delenv("PARLEBOT_VECTORS")
    delete_generation(folder)
    assert folder.is_dir()
    monkeypatch.setenv("PARLEBOT_VECTORS", str(server))
    delete_generation(folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (None, "are on a Milvus server: set PARLEBOT_VECTORS to its address"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1 does not answer as it should"),
        ("other.db", "does not hold the vectors of this index"),
    ],
)
def test_a_server_that_is_not_there_is_an_error_that_says_what_to_do(
    address: str | None,
    message: str,
    tmp_path: Path,
    server: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_vectors(tmp_path / "reply.faiss", VECTORS, LANGUAGES)
    if address is None:
        monkeypatch.delenv("PARLEBOT_VECTORS")
    else:
        named = str(tmp_path / address) if address.endswith(".db") else address
        monkeypatch.setenv("PARLEBOT_VECTORS", named)
    with pytest.raises(VectorServerError, match=message) as error:
        open_vectors(tmp_path / "reply.faiss", LANGUAGES)
    assert isinstance(error.value, NoGenerationError)


def test_a_damaged_file_names_no_collection(tmp_path: Path) -> None:
    path = tmp_path / "reply.faiss"
    for content in (b"{", b"{}", b'{"collection": 5}', b'{"rows": "many", "collection": "x"}'):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"reply\.faiss names no collection"):
            open_vectors(path, LANGUAGES)
