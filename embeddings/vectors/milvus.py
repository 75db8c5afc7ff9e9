"""Vectors held by a Milvus server, for corpora too large for one machine.

The file among the others of an index only names the collection, so an index is still swapped and
kept as a whole. The rows that a search allows are sent to the server as a language where possible,
since a search nearly always covers exactly one language; otherwise as row numbers.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np

from embeddings.disk.home import VECTOR_SERVER_VARIABLE, NoGenerationError, VectorServer
from embeddings.encoders.encoder import Vectors
from embeddings.vectors.vector_index import NOTHING, Flags, Languages, Rows, Scores

if TYPE_CHECKING:  # an extra that few need, and slow to import
    from pymilvus import MilvusClient

_LINKS, _BUILD_WIDTH = 32, 200  # of the server's HNSW graph
_SEARCH_WIDTH, _WIDTH_PER_ROW = 400, 4  # ... and of a walk through it
_INSERTED, _FETCHED = 2_000, 2_000  # rows in one message


class VectorServerError(NoGenerationError):
    """The server cannot provide the vectors. The message says what to do."""


class ServedVectors:
    """The vectors of one kind of key, in a collection of a Milvus server."""

    searched = True

    def __init__(self, server: VectorServer | None, collection: str, languages: Languages) -> None:
        self._server, self._name = server, collection
        self._languages = {int(code): languages == code for code in np.unique(languages)}
        self._rows = len(languages)

    @staticmethod
    def write(path: Path, server: VectorServer, vectors: Vectors, languages: Languages) -> None:
        """Store `vectors`, shape (keys, dimension), on the server; the new file `path` says where.

        `languages` are the codes of the keys' languages. Raises VectorServerError.
        """
        name = f"parlebot_{path.stem}_{uuid4().hex}"
        # Before the collection: what a killed build leaves on the server can be found and dropped.
        path.write_text(json.dumps({"collection": name, "rows": len(vectors)}), "utf-8")
        with _asked(server) as client:
            _create(client, name, vectors.shape[1])
            for start in range(0, len(vectors), _INSERTED):
                part = slice(start, start + _INSERTED)
                pairs = zip(languages[part].tolist(), vectors[part].tolist(), strict=True)
                client.insert(
                    name,
                    [
                        {"row": row, "language": code, "vector": vector}
                        for row, (code, vector) in enumerate(pairs, start)
                    ],
                )
            client.flush(name)
            client.load_collection(name)

    @classmethod
    def load(cls, path: Path, server: VectorServer | None, languages: Languages) -> "ServedVectors":
        """Open the collection named by the file at `path`.

        Raises ValueError when the file is damaged, VectorServerError.
        """
        try:
            named = json.loads(path.read_text("utf-8"))
            name, rows = str(named["collection"]), int(named["rows"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name} names no collection") from error
        with _asked(server) as client:
            held = client.has_collection(name) and _count(client, name)
        if held != rows or rows != len(languages):
            raise VectorServerError(
                "the server {server} does not hold the vectors of this index ({name}); "
                "set {variable} to the one that does, or delete the index and run "
                "'parlebot index'",
                server=server and server.address,
                name=name,
                variable=VECTOR_SERVER_VARIABLE,
            )
        return cls(server, name, languages)

    def __len__(self) -> int:
        return self._rows

    def search(self, query: Vectors, count: int, allowed: Flags) -> Scores:
        """Return (nearly always) the best `count` rows among those `allowed` (one flag per row)."""
        rows = np.flatnonzero(allowed)
        count = min(count, len(rows))
        if count == 0:
            return NOTHING
        if len(rows) > _FETCHED:
            found = self._walked(query, count, allowed)
            if len(found.rows) == count:
                return found
        # A walk through the graph may miss what a narrow filter allows.
        return Scores.best(rows, self.score(query, rows), count)

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner product of `query` with each of `rows`, shape (len(rows),)."""
        distinct, places = np.unique(rows, return_inverse=True)
        scores = np.empty(len(distinct), np.float32)
        for start in range(0, len(distinct), _FETCHED):
            wanted = distinct[start : start + _FETCHED].tolist()
            with _asked(self._server) as client:
                got = client.get(self._name, ids=wanted, output_fields=["row", "vector"])
            at = np.searchsorted(distinct, [each["row"] for each in got])
            scores[at] = np.array([each["vector"] for each in got], np.float32) @ query
        return scores[places]

    def _walked(self, query: Vectors, count: int, allowed: Flags) -> Scores:
        width = max(_SEARCH_WIDTH, _WIDTH_PER_ROW * count)
        with _asked(self._server) as client:
            found = client.search(
                self._name,
                data=[query.tolist()],
                limit=count,
                filter=self._condition(allowed),
                output_fields=["row"],
                search_params={"params": {"ef": width}},
            )[0]
        rows = np.fromiter((hit["entity"]["row"] for hit in found), np.int64, len(found))
        return Scores(rows, np.fromiter((hit["distance"] for hit in found), np.float32, len(found)))

    def _condition(self, allowed: Flags) -> str:
        """Return the filter expression for the server, in its syntax; "" for everything."""
        conditions = []
        everything = True
        for code, own in self._languages.items():
            inside, outside = np.flatnonzero(own & allowed), np.flatnonzero(own & ~allowed)
            everything = everything and not len(outside)
            if not len(outside):
                conditions.append(f"language == {code}")
            elif len(outside) < len(inside):
                conditions.append(f"(language == {code} and row not in {outside.tolist()})")
            elif len(inside):
                conditions.append(f"row in {inside.tolist()}")
        return "" if everything else " or ".join(conditions)


def collection_of(path: Path) -> str | None:
    """Return the collection named by the file at `path`; None if it names none."""
    try:
        return str(json.loads(path.read_text("utf-8"))["collection"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def drop(server: VectorServer | None, collections: Iterable[str]) -> None:
    """Delete `collections` from the server. Raises VectorServerError."""
    with _asked(server) as client:
        for name in collections:
            client.drop_collection(name)


def _create(client: "MilvusClient", name: str, dimension: int) -> None:
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("language", DataType.INT64)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    index = client.prepare_index_params()
    graph = {"M": _LINKS, "efConstruction": _BUILD_WIDTH}
    index.add_index(field_name="vector", index_type="HNSW", metric_type="IP", params=graph)
    client.create_collection(name, schema=schema, index_params=index, consistency_level="Strong")


def _count(client: "MilvusClient", name: str) -> int:
    return int(client.get_collection_stats(name)["row_count"])


@cache
def _client(server: VectorServer) -> "MilvusClient":
    from pymilvus import MilvusClient

    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # errors are reported once, by us
    return MilvusClient(server.address, token=server.token)


@contextmanager
def _asked(server: VectorServer | None) -> Iterator["MilvusClient"]:
    """Yield the connection to `server`. Raises VectorServerError for anything that fails there."""
    if server is None:
        raise VectorServerError(
            "the vectors of this index are on a Milvus server: set {variable} to its address",
            variable=VECTOR_SERVER_VARIABLE,
        )
    try:
        from pymilvus.exceptions import MilvusException
    except ImportError as error:
        raise VectorServerError(
            "the vectors of this index are on a Milvus server ({server}), whose client "
            "is not installed; run pip install 'parlebot[milvus]'",
            server=server.address,
        ) from error
    try:
        yield _client(server)
    except MilvusException as error:
        raise VectorServerError(
            "the vector server {server} does not answer as it should ({why}); check that "
            "it runs and that {variable} is its address",
            server=server.address,
            why=error.message,
            variable=VECTOR_SERVER_VARIABLE,
        ) from error
