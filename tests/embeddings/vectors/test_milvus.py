"""An index whose vectors a Milvus server holds; milvus-lite speaks for the server."""

import os
from pathlib import Path

import numpy as np
import pytest

from embeddings.disk.home import NoGenerationError, VectorServer
from embeddings.generation.generations import delete_generation
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index
from embeddings.vectors import index_choice as dense_files
from embeddings.vectors.index_choice import open_vector_index, write_vector_index
from embeddings.vectors.milvus import VectorServerError, collection_of
from embeddings.vectors.vector_index import Languages
from tests.embeddings.fictional_parts import FOUR, KITES, Hashing, build_home

pytest.importorskip("milvus_lite", reason="the extra milvus is not installed")

VECTORS = np.eye(4, 8, dtype=np.float32)
LANGUAGES: Languages = np.array([0, 0, 1, 1], np.uint8)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VectorServer:
    """A server for every index, however small."""
    monkeypatch.setattr(dense_files, "EXACT_UP_TO", 0)
    return VectorServer(str(tmp_path / "server.db"))


def _collections(server: VectorServer) -> set[str]:
    from pymilvus import MilvusClient

    return set(MilvusClient(server.address).list_collections())


def test_a_question_finds_the_same_with_and_without_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for server in (None, VectorServer(str(tmp_path / "server.db"))):
        if server:
            monkeypatch.setattr(dense_files, "EXACT_UP_TO", 0)
        home, _ = build_home(tmp_path / ("server" if server else "here"), FOUR, Hashing(), server)
        index = Index(current_folder(home), server)
        result = index.search(KITES.question, "fr", Hashing())
        found.append([(hit.record.uid, hit.similarity) for hit in result.hits + result.waiting])
        index.close()
    assert [uid for uid, _ in found[0]] == [uid for uid, _ in found[1]]
    for (_, here), (_, served) in zip(*found, strict=True):
        np.testing.assert_allclose(here, served, atol=0.01)


def test_a_deleted_generation_takes_along_what_no_other_has_on_the_server(
    tmp_path: Path, server: VectorServer
) -> None:
    first, second = tmp_path / "generations" / "1", tmp_path / "generations" / "2"
    for folder in (first, second):
        folder.mkdir(parents=True)
    write_vector_index(first / "reply.faiss", VECTORS, LANGUAGES, server)
    write_vector_index(first / "title.faiss", VECTORS, LANGUAGES, server)
    os.link(first / "reply.faiss", second / "reply.faiss")
    kept = collection_of(second / "reply.faiss")
    assert len(_collections(server)) == 2
    delete_generation(first, server)
    assert _collections(server) == {kept}
    assert len(open_vector_index(second / "reply.faiss", LANGUAGES, server)) == len(VECTORS)
    delete_generation(second, server)
    assert _collections(server) == set()
    assert not list((tmp_path / "generations").iterdir())


def test_a_generation_stays_while_its_server_cannot_be_asked(
    tmp_path: Path, server: VectorServer
) -> None:
    folder = tmp_path / "generations" / "1"
    folder.mkdir(parents=True)
    write_vector_index(folder / "reply.faiss", VECTORS, LANGUAGES, server)
    delete_generation(folder, None)
    assert folder.is_dir()
    delete_generation(folder, server)
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
    address: str | None, message: str, tmp_path: Path, server: VectorServer
) -> None:
    write_vector_index(tmp_path / "reply.faiss", VECTORS, LANGUAGES, server)
    asked = None
    if address:
        asked = VectorServer(str(tmp_path / address) if address.endswith(".db") else address)
    with pytest.raises(VectorServerError, match=message) as error:
        open_vector_index(tmp_path / "reply.faiss", LANGUAGES, asked)
    assert isinstance(error.value, NoGenerationError)


def test_a_damaged_file_names_no_collection(tmp_path: Path) -> None:
    path = tmp_path / "reply.faiss"
    for content in (b"{", b"{}", b'{"collection": 5}', b'{"rows": "many", "collection": "x"}'):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"reply\.faiss names no collection"):
            open_vector_index(path, LANGUAGES, None)
