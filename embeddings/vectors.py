"""The vector cache: no text is ever embedded twice by the same encoder.

Vectors are keyed by the encoder and the SHA-256 of the embedded text, so a record that comes back,
an identical title or an interrupted build cost nothing. Stored as float32, little-endian.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from embeddings.encoder import Encoder, EncoderIdentity, Vectors

_BATCH = 32  # texts embedded between two commits: what an interruption can cost
_LOOKUP = 500  # digests in one query, well under SQLite's limit on parameters
_DTYPE = "<f4"

Progress = Callable[[int, int], None]  # texts embedded, texts to embed


class VectorCache:
    """A SQLite file of vectors for one encoder."""

    def __init__(self, path: Path, identity: EncoderIdentity) -> None:
        self._encoder = hashlib.sha256(json.dumps(asdict(identity)).encode()).hexdigest()[:16]
        self._database = sqlite3.connect(path)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, text_sha256 BLOB, vector BLOB,"
            " PRIMARY KEY (encoder, text_sha256)) WITHOUT ROWID"
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
        """Return the distinct texts that have no vector yet, shortest first."""
        by_digest = {digest(text): text for text in texts}
        present = self._load(by_digest)
        return sorted((t for d, t in by_digest.items() if d not in present), key=len)

    def add_missing(self, texts: Iterable[str], encoder: Encoder, progress: Progress) -> int:
        """Embed what is missing of `texts` and return how many that were.

        Each batch is committed at once: interrupted, the next call goes on where this one stopped.
        """
        missing = self.missing(texts)
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = encoder.encode_passages(batch)
            rows = [
                (self._encoder, digest(text), vector.astype(_DTYPE).tobytes())
                for text, vector in zip(batch, vectors, strict=True)
            ]
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            progress(start + len(batch), len(missing))
        return len(missing)

    def get(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of `texts`, shape (len(texts), dimension), in their order.

        Raises KeyError for a text that was never embedded.
        """
        digests = [digest(text) for text in texts]
        found = self._load(digests)
        if not digests:
            return np.empty((0, 0), dtype=np.float32)
        return np.stack([np.frombuffer(found[d], dtype=_DTYPE) for d in digests]).astype(np.float32)

    def _load(self, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        wanted = list(dict.fromkeys(digests))
        found: dict[bytes, bytes] = {}
        for start in range(0, len(wanted), _LOOKUP):
            part = wanted[start : start + _LOOKUP]
            marks = ",".join("?" * len(part))
            found.update(
                self._database.execute(
                    "SELECT text_sha256, vector FROM vectors WHERE encoder = ?"
                    f" AND text_sha256 IN ({marks})",
                    (self._encoder, *part),
                )
            )
        return found


def digest(text: str) -> bytes:
    """Return the SHA-256 of `text`, by which its vector is found again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
