"""Exact search by meaning: every vector is compared.

Scores are inner products of unit vectors (cosines).
"""

from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np

from embeddings.encoders.encoder import Vectors
from embeddings.vectors.vector_index import NOTHING, Flags, Rows, Scores

_BLOCK = 16_384  # rows in memory at once, beside the index


class DenseIndex:
    """The vectors of one kind of key, uncompressed."""

    MARK = b"IxFI"  # the first bytes of a file
    searched = True

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Return an index of `vectors`, shape (keys, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        for start in range(0, len(vectors), _BLOCK):
            index.add(np.ascontiguousarray(vectors[start : start + _BLOCK]))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Map the index at `path` into memory. Raises RuntimeError when it is damaged."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, count: int, allowed: Flags) -> Scores:
        """Return the best `count` rows among those `allowed` (one flag per row)."""
        count = min(count, int(allowed.sum()))
        if count == 0:
            return NOTHING
        bitmap = np.packbits(allowed, bitorder="little")
        # The stubs of faiss describe the C++ constructors, not the Python ones.
        selector: Any = faiss.IDSelectorBitmap  # takes one array of bytes
        parameters = cast(Any, faiss.SearchParameters)(sel=selector(bitmap))
        scores, rows = self._index.search(query[np.newaxis], count, params=parameters)
        found = rows[0] >= 0
        return Scores(rows[0][found], scores[0][found])

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner product of `query` with each of `rows`, shape (len(rows),)."""
        if not len(rows):
            return np.empty(0, np.float32)
        return np.asarray(self._index.reconstruct_batch(rows) @ query, dtype=np.float32)
