"""Search by meaning among many keys: in clusters, by codes of a bit for each number of a vector.

A question goes through the clusters nearest to it until it has seen enough of the rows that its
filter allows: a narrow filter, or one whose rows lie far from the question, makes it go further, up
to all of them. The best by their codes are then scored by a byte for each number. How much is
enough was measured (docs/scale.md).
"""

from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoder import Vectors
from embeddings.vector_index import NOTHING, Flags, Rows, Scores

_CLUSTERS_PER_ROOT = 2  # clusters for each square root of the number of rows
_SAMPLE_PER_CLUSTER = 40  # rows that a cluster's centre is learnt from
_ROUNDS = 10  # of learning the centres
_NUMBERS_PER_PART = 3  # of a vector, which share four bits
_SEEN_SHARE, _SEEN_LEAST = 0.3, 20_000  # rows among those allowed that are enough to have seen
_RESCORED = 10  # rows that are scored anew for each that is asked for
_STEP = 32  # clusters that are looked through at first to count the rows allowed
_BLOCK = 16_384  # rows in memory at once, beside the sample
_SEED = 20_250_520  # the same vectors give the same index


class ClusteredIndex:
    """Vectors in clusters. Cosines are within about 0.001 of the exact ones."""

    MARK = b"IxRF"  # the first bytes of a file

    def __init__(self, index: faiss.IndexRefine) -> None:
        self._index = index
        self._clusters = cast(faiss.IndexIVF, faiss.downcast_index(index.base_index))
        lists = cast(faiss.InvertedLists, self._clusters.invlists)
        rows = [
            faiss.rev_swig_ptr(lists.get_ids(each), lists.list_size(each)).astype(np.int32)
            for each in range(lists.nlist)
        ]
        self._rows = np.concatenate(rows)  # by cluster
        self._starts = np.cumsum([0, *(len(each) for each in rows)])

    @classmethod
    def build(cls, vectors: Vectors) -> "ClusteredIndex":
        """Return an index of `vectors`, shape (keys, dimension); a memory map will do."""
        dimension, clusters = vectors.shape[1], int(_CLUSTERS_PER_ROOT * len(vectors) ** 0.5)
        whole = dimension % _NUMBERS_PER_PART == 0
        parts = dimension // _NUMBERS_PER_PART if whole else dimension
        key = f"IVF{clusters},PQ{parts}x4fs,Refine(SQfp16)"
        made = faiss.index_factory(dimension, key, faiss.METRIC_INNER_PRODUCT)
        index = cast(faiss.IndexRefine, made)
        learning = faiss.extract_index_ivf(index.base_index).cp
        learning.niter, learning.seed = _ROUNDS, _SEED
        learning.max_points_per_centroid = _SAMPLE_PER_CLUSTER
        sample = min(clusters * _SAMPLE_PER_CLUSTER, len(vectors))
        index.train(vectors[np.linspace(0, len(vectors) - 1, sample).astype(np.int64)])
        for start in range(0, len(vectors), _BLOCK):
            index.add(np.ascontiguousarray(vectors[start : start + _BLOCK]))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "ClusteredIndex":
        """Map the index at `path` into memory. Raises RuntimeError when it is damaged."""
        return cls(cast(faiss.IndexRefine, faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, count: int, allowed: Flags) -> Scores:
        """Return nearly always the best `count` rows among those `allowed` (one flag a row)."""
        permitted = int(np.count_nonzero(allowed))
        count = min(count, permitted)
        if count == 0:
            return NOTHING
        asked = np.ascontiguousarray(query[np.newaxis], np.float32)
        # The stubs of faiss describe the C++ constructors, not the Python ones.
        selector: Any = faiss.IDSelectorBitmap
        within = cast(Any, faiss.SearchParametersIVF)(
            sel=selector(np.packbits(allowed, bitorder="little")),
            nprobe=self._probes(asked, allowed, permitted),
        )
        parameters = cast(Any, faiss.IndexRefineSearchParameters)(
            k_factor=_RESCORED, base_index_params=within
        )
        scores, rows = self._index.search(asked, count, params=parameters)
        found = rows[0] >= 0
        return Scores(rows[0][found], scores[0][found])

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner product of `query` with each of `rows`, shape (len(rows),)."""
        if not len(rows):
            return np.empty(0, np.float32)
        vectors = self._index.refine_index.reconstruct_batch(rows)
        return np.asarray(vectors @ query, dtype=np.float32)

    def _probes(self, asked: Vectors, allowed: Flags, permitted: int) -> int:
        """Return how many of the nearest clusters hold enough rows that are `allowed`."""
        clusters = len(self._starts) - 1
        enough = max(_SEEN_LEAST, int(_SEEN_SHARE * permitted))
        if permitted <= enough:
            return clusters
        nearest: npt.NDArray[np.int64] = self._clusters.quantizer.search(asked, clusters)[1][0]
        seen, first, step = 0, 0, _STEP
        while seen < enough and first < clusters:
            parts = [
                self._rows[self._starts[each] : self._starts[each + 1]]
                for each in nearest[first : first + step]
            ]
            seen += int(np.count_nonzero(allowed[np.concatenate(parts)]))
            first, step = first + step, step * 2
        return min(first, clusters)
