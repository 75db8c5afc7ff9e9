"""Vectors that are only ever scored, never searched: one byte per dimension, on disk.

A large corpus has six times as many sentences as reply passages. Candidate replies are found by
their other keys; their sentences are then read here, one after the other.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.disk.array_file import map_array
from embeddings.encoders.encoder import Vectors
from embeddings.vectors.vector_index import NOTHING, Flags, Rows, Scores

_BLOCK = 16_384  # rows in memory at once
_STEPS = 127  # of a signed byte on either side of zero


class CodedVectors:
    """The vectors of one kind of key, mapped into memory. Cosines are within 0.003."""

    MARK = b"\x93NUM"  # the first bytes of a file
    searched = False

    def __init__(self, table: npt.NDArray[np.void]) -> None:
        self._table = table

    @staticmethod
    def write(path: Path, vectors: Vectors) -> None:
        """Write `vectors`, shape (keys, dimension), to the new file `path`."""
        kind = np.dtype([("scale", "<f4"), ("codes", "i1", (vectors.shape[1],))])
        with path.open("wb") as file:
            np.lib.format.write_array_header_1_0(
                file, {"descr": kind.descr, "fortran_order": False, "shape": (len(vectors),)}
            )
            for start in range(0, len(vectors), _BLOCK):
                block = vectors[start : start + _BLOCK]
                rows = np.empty(len(block), kind)
                rows["scale"] = np.abs(block).max(axis=1) / _STEPS
                scale = np.maximum(rows["scale"], np.finfo(np.float32).tiny)
                rows["codes"] = np.rint(block / scale[:, np.newaxis])
                file.write(rows.tobytes())

    @classmethod
    def load(cls, path: Path) -> "CodedVectors":
        """Map the file at `path` into memory. Raises ValueError when it is damaged."""
        table = map_array(path)
        if table.dtype.names != ("scale", "codes"):
            raise ValueError(f"{path.name} does not hold coded vectors")
        return cls(table)

    def __len__(self) -> int:
        return len(self._table)

    def search(self, query: Vectors, count: int, allowed: Flags) -> Scores:
        """Return nothing: these keys lead to no record by themselves."""
        del query, count, allowed
        return NOTHING

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner product of `query` with each of `rows`, shape (len(rows),)."""
        own = self._table[rows]
        return np.asarray((own["codes"].astype(np.float32) @ query) * own["scale"], np.float32)
