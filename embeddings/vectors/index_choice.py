"""The vector file of one kind of key: chooses the form that suits their number, and opens it.

Up to `EXACT_UP_TO` vectors are all compared. More are clustered, or given to the home's Milvus
server if it has one; more sentences than that are only scored (codes.py). The first bytes of a file
say which form it has.
"""

from pathlib import Path

from embeddings.disk.home import VectorServer
from embeddings.encoders.encoder import Vectors
from embeddings.vectors.clusters import ClusteredIndex
from embeddings.vectors.codes import CodedVectors
from embeddings.vectors.exact import DenseIndex
from embeddings.vectors.milvus import ServedVectors
from embeddings.vectors.vector_index import Languages, VectorIndex

EXACT_UP_TO = 50_000  # vectors; looking at all of them takes about 5 ms


def write_vector_index(
    path: Path,
    vectors: Vectors,
    languages: Languages,
    server: VectorServer | None = None,
    *,
    searched: bool = True,
) -> None:
    """Write `vectors`, shape (keys, dimension), which may be a memory map, to the new `path`.

    `languages` are the codes of the keys' languages. Without `searched`, the keys lead to no record
    by themselves: only their scores are asked for. Raises VectorServerError.
    """
    if len(vectors) <= EXACT_UP_TO:
        DenseIndex.build(vectors).save(path)
    elif not searched:
        CodedVectors.write(path, vectors)
    elif server:
        ServedVectors.write(path, server, vectors, languages)
    else:
        ClusteredIndex.build(vectors, languages).save(path)


def open_vector_index(
    path: Path, languages: Languages, server: VectorServer | None = None
) -> VectorIndex:
    """Map the vectors at `path` into memory, or connect to the `server` that holds them.

    Raises RuntimeError or ValueError when the file is damaged, VectorServerError.
    """
    with path.open("rb") as file:
        form = file.read(4)
    if form == DenseIndex.MARK:
        return DenseIndex.load(path)
    if form == ClusteredIndex.MARK:
        return ClusteredIndex.load(path)
    if form == CodedVectors.MARK:
        return CodedVectors.load(path)
    if form.startswith(b"{"):
        return ServedVectors.load(path, server, languages)
    raise ValueError(f"{path.name} is no index of vectors")
