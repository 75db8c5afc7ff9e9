"""The vector cache: no text is ever embedded twice by the same encoder.

Vectors are keyed by the encoder and the SHA-256 of the embedded text, so a returning record, an
identical title or an interrupted build costs nothing. Stored as float32, little-endian: rounded
to float16, the first ten of a search change their order once in 25 searches, to int8 in half.

The table has row numbers rather than being ordered by key: new vectors are appended and only a
small index is written to at random, which is four times as fast and half as large.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from corpus.records.progress import Progress
from embeddings.encoders.encoder import Encoder, Vectors, encode_stream
from embeddings.encoders.identity import EncoderIdentity

_LOOKUP = 500  # digests in one query, well under SQLite's limit on parameters
_DTYPE = "<f4"


class VectorCache:
    """A SQLite file of vectors for one encoder."""

    def __init__(self, path: Path, identity: EncoderIdentity) -> None:
        self.identity = identity
        self._encoder = encoder_key(identity)
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text_sha256 BLOB, vector BLOB,"
            " UNIQUE (encoder, text_sha256))"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Return the distinct texts that have no vector yet, in order."""
        by_digest = {digest(text): text for text in texts}
        known = self.known(list(by_digest))
        return [
            text for text, is_known in zip(by_digest.values(), known, strict=True) if not is_known
        ]

    def add_missing(self, texts: Iterable[str], encoder: Encoder, progress: Progress) -> int:
        """Embed those of `texts` that are missing and return how many there were.

        Each batch is committed at once: interrupted, the next call goes on where this one stopped.
        """
        missing, done = self.missing(texts), 0
        for places, vectors in encode_stream(encoder, missing):
            keys = (digest(missing[place]) for place in places)
            self.put(zip(keys, map(_bytes, vectors), strict=True))
            done += len(places)
            progress(done, len(missing))
        return len(missing)

    def held(
        self, digests: Sequence[bytes], dimension: int
    ) -> tuple[npt.NDArray[np.bool_], Vectors]:
        """Return which of these digests have a vector, and those vectors."""
        found = self._load(digests)
        flags = np.array([digest in found for digest in digests], np.bool_)
        joined = b"".join(found[digest] for digest in digests if digest in found)
        vectors = np.frombuffer(joined, _DTYPE).reshape(-1, dimension)
        return flags, vectors.astype(np.float32)

    def known(self, digests: Sequence[bytes]) -> npt.NDArray[np.bool_]:
        """Return which of these digests have a vector; reads no vector."""
        found = {key for (key,) in self._rows("text_sha256", digests)}
        return np.array([digest in found for digest in digests], np.bool_)

    def all_rows(self) -> tuple[int, Iterator[tuple[bytes, bytes]]]:
        """Return a snapshot of the vectors: their number, then their digests and bytes.

        In the order in which they were made, which keeps those of a record together.
        """
        self._database.execute("BEGIN")  # the count and the rows are of one moment
        # The plus keeps SQLite from going by the index, from one end of the file to the other.
        chosen = "FROM vectors WHERE +encoder = ?"
        (count,) = self._database.execute(f"SELECT count(*) {chosen}", (self._encoder,)).fetchone()
        rows = self._database.execute(f"SELECT text_sha256, vector {chosen}", (self._encoder,))
        return count, rows

    def put(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep the bytes of vectors by the digests of their texts, all or none."""
        with self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                ((self._encoder, *row) for row in rows),
            )

    def _load(self, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        return dict(self._rows("text_sha256, vector", digests))

    def _rows(self, columns: str, digests: Iterable[bytes]) -> Iterator[Any]:
        wanted = iter(dict.fromkeys(digests))
        while part := list(islice(wanted, _LOOKUP)):
            marks = ",".join("?" * len(part))
            yield from self._database.execute(
                f"SELECT {columns} FROM vectors WHERE encoder = ? AND text_sha256 IN ({marks})",
                (self._encoder, *part),
            )


def _bytes(vector: Vectors) -> bytes:
    return vector.astype(_DTYPE).tobytes()


def encoder_key(identity: EncoderIdentity) -> str:
    """Return the cache's name for an encoder."""
    return hashlib.sha256(json.dumps(asdict(identity)).encode()).hexdigest()[:16]


def digest(text: str) -> bytes:
    """Return the SHA-256 of `text`, by which its vector is found again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
