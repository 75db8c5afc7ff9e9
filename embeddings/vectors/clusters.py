"""Search by meaning among many keys: in clusters, by codes of one bit per vector component.

A search visits the clusters nearest to the question until it has seen enough of the rows that the
filter allows: with a narrow filter, or one whose rows are far from the question, it goes on, up to
all clusters. The best rows by code are then scored in half precision, and so is every row if few
are allowed. How much is enough was measured (docs/scale.md).

A search is in one language, so each cluster is too: to find its nearest cluster, a vector is
prefixed with components that mark its language. They are left out when vectors are compared.
"""

from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np

from embeddings.encoders.encoder import Vectors
from embeddings.vectors.vector_index import NOTHING, Flags, Languages, Rows, Scores

_CLUSTERS_PER_ROOT = 2  # clusters for each square root of the number of rows
_SAMPLE_PER_CLUSTER = 40  # rows that a cluster's centre is learnt from
_ROUNDS = 10  # of learning the centres
_NUMBERS_PER_PART = 3  # of a vector, which share four bits
_SEEN_SHARE, _SEEN_LEAST = 0.55, 5_000  # rows among those allowed that are enough to see
_RESCORED = 10  # rows that are scored anew for each that is asked for
_SAMPLED = 16  # one row in so many is looked at to count how many of a cluster are allowed
_BLOCK = 16_384  # rows in memory at once, beside the sample
_MARKS = 3  # numbers that tell a language; a fourth language shares clusters with the first
_APART = 1.5  # its square is more than the difference of any two cosines
_SEED = 20_250_520  # the same vectors give the same index


class ClusteredIndex:
    """Vectors in clusters. Cosines are within about 0.001 of the exact ones."""

    MARK = b"IxRF"  # the first bytes of a file
    searched = True

    def __init__(self, index: faiss.IndexRefine) -> None:
        self._index = index
        self._clusters = cast(faiss.IndexIVF, faiss.downcast_index(index.base_index))
        lists = cast(faiss.InvertedLists, self._clusters.invlists)
        sizes = [lists.list_size(each) for each in range(lists.nlist)]
        rows = [faiss.rev_swig_ptr(lists.get_ids(n), size) for n, size in enumerate(sizes) if size]
        self._sample = np.concatenate(rows)[::_SAMPLED].copy()
        self._cluster = np.repeat(np.arange(len(sizes)), sizes)[::_SAMPLED].copy()  # of these rows
        centres = self._clusters.quantizer.reconstruct_n(0, lists.nlist)
        self._spoken, self._centres = centres[:, :_MARKS].argmax(axis=1), centres[:, _MARKS:]
        halves = cast(faiss.IndexScalarQuantizer, faiss.downcast_index(index.refine_index))
        codes = faiss.rev_swig_ptr(halves.codes.data(), index.ntotal * halves.code_size)
        self._vectors = codes.view(np.float16).reshape(index.ntotal, -1)[:, _MARKS:]

    @classmethod
    def build(cls, vectors: Vectors, languages: Languages) -> "ClusteredIndex":
        """Return an index of `vectors`, shape (keys, dimension); a memory map will do.

        `languages` are the codes of the keys' languages.
        """
        centres = np.concatenate(
            [_centres(vectors, np.flatnonzero(languages == n), n) for n in np.unique(languages)]
        )
        dimension = centres.shape[1]
        key = f"IVF{len(centres)},PQ{dimension // _NUMBERS_PER_PART}x4fs,Refine(SQfp16)"
        made = faiss.index_factory(dimension, key, faiss.METRIC_INNER_PRODUCT)
        index = cast(faiss.IndexRefine, made)
        faiss.extract_index_ivf(index.base_index).quantizer.add(centres)
        sample = min(len(centres) * _SAMPLE_PER_CLUSTER, len(vectors))
        places = np.linspace(0, len(vectors) - 1, sample).astype(np.int64)
        index.train(_marked(vectors[places], languages[places]))
        for start in range(0, len(vectors), _BLOCK):
            part = slice(start, start + _BLOCK)
            index.add(_marked(vectors[part], languages[part]))
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
        """Return (nearly always) the best `count` rows among those `allowed` (one flag per row)."""
        permitted = int(np.count_nonzero(allowed))
        count = min(count, permitted)
        if count == 0:
            return NOTHING
        rows = np.empty(0, np.int64)
        if permitted > _SEEN_LEAST:
            rows = self._coded(query, min(count * _RESCORED, permitted), allowed, permitted)
        if len(rows) < count:
            rows = np.flatnonzero(allowed)
        return Scores.best(rows, self.score(query, rows), count)

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner product of `query` with each of `rows`, shape (len(rows),)."""
        if not len(rows):
            return np.empty(0, np.float32)
        vectors = self._vectors[rows, : len(query)]
        return np.asarray(vectors.astype(np.float32) @ query)

    def _coded(self, query: Vectors, count: int, allowed: Flags, permitted: int) -> Rows:
        """Return the best `count` rows by their codes, or fewer if not as many are found."""
        clusters = self._nearest(query, allowed, permitted)
        asked = _widened(query[np.newaxis])
        # The stubs of faiss describe the C++ constructors, not the Python ones.
        selector = cast(Any, faiss.IDSelectorBitmap)(np.packbits(allowed, bitorder="little"))
        parameters = cast(Any, faiss.SearchParametersIVF)(sel=selector, nprobe=len(clusters))
        rows, scores = np.empty(count, np.int64), np.empty(count, np.float32)
        unused = np.zeros(len(clusters), np.float32)  # the codes are of vectors, not of differences
        arrays = (faiss.swig_ptr(each) for each in (clusters, unused, scores, rows))
        # What faiss offers under this name without "_c" takes no parameters.
        self._clusters.search_preassigned_c(  # type: ignore[attr-defined]
            1, faiss.swig_ptr(asked), count, *arrays, False, parameters
        )
        return rows[rows >= 0]

    def _nearest(self, query: Vectors, allowed: Flags, permitted: int) -> Rows:
        """Return the nearest clusters that hold enough of the `permitted` rows."""
        inside = allowed[self._sample]
        held = np.bincount(self._cluster[inside], minlength=len(self._centres))
        spoken = np.isin(self._spoken, np.unique(self._spoken[held > 0]))
        order = np.argsort(-(self._centres[:, : len(query)] @ query))
        order = order[spoken[order]]
        enough = max(_SEEN_LEAST, int(_SEEN_SHARE * permitted))
        seen = np.cumsum(held[order]) * _SAMPLED
        return order[: int(np.searchsorted(seen, enough)) + 1]


def _centres(vectors: Vectors, rows: Rows, language: int) -> Vectors:
    """Return the marked cluster centres of a language, whose vectors are in `rows`."""
    clusters = int(_CLUSTERS_PER_ROOT * len(rows) ** 0.5)
    clusters = max(min(clusters, len(rows) // _SAMPLE_PER_CLUSTER), 1)
    sample = rows[np.linspace(0, len(rows) - 1, clusters * _SAMPLE_PER_CLUSTER).astype(np.int64)]
    learning = faiss.Kmeans(
        vectors.shape[1], clusters, niter=_ROUNDS, seed=_SEED, spherical=True,
        max_points_per_centroid=_SAMPLE_PER_CLUSTER, min_points_per_centroid=1,
    )  # fmt: skip
    learning.train(np.ascontiguousarray(vectors[sample], np.float32))
    return _marked(cast(Vectors, learning.centroids), np.full(clusters, language))


def _marked(vectors: Vectors, languages: Languages) -> Vectors:
    """Return `vectors`, each prefixed with the components that mark its language."""
    wide = _widened(vectors)
    wide[np.arange(len(wide)), languages % _MARKS] = _APART
    return wide


def _widened(vectors: Vectors) -> Vectors:
    """Return `vectors` padded in front for the marks, and at the end to whole parts.

    Shape (len(vectors), a multiple of _NUMBERS_PER_PART).
    """
    after = -(_MARKS + vectors.shape[1]) % _NUMBERS_PER_PART
    return np.pad(vectors, ((0, 0), (_MARKS, after))).astype(np.float32)
