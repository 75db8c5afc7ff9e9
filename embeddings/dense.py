"""Search by meaning: one exact FAISS index for each kind of key.

Scores are inner products of unit vectors (cosines). They cannot be compared between languages or
kinds as they stand: the encoder prefers the asker's language. So each language and kind keeps the
mean and covariance of its vectors, from which the mean and deviation of all its scores for a
question follow without looking at them: for unit q, mean q·mu and variance q'Sq.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.encoder import Vectors
from embeddings.passages import KeyKind

Rows = npt.NDArray[np.int64]
_MIN_DEVIATION = 1e-4  # of a language with one record, whose scores do not vary
_MIN_SAMPLE = 20  # keys from which a language's own mean and deviation mean something


class Scores(NamedTuple):
    """Rows of an index, best first, with the inner product of each."""

    rows: Rows
    scores: Vectors


class DenseIndex:
    """The vectors of one kind of key."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Return an index of `vectors`, shape (keys, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Map the index at `path` into memory. Raises RuntimeError when it is damaged."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, count: int, allowed: npt.NDArray[np.bool_]) -> Scores:
        """Return the best `count` rows among those `allowed` (one flag a row)."""
        count = min(count, int(allowed.sum()))
        if count == 0:
            return Scores(np.empty(0, np.int64), np.empty(0, np.float32))
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


class ScoreStatistics:
    """Mean and covariance of the vectors of each language, for one kind of key."""

    def __init__(self, means: Vectors, covariances: Vectors) -> None:
        self.means = means  # (languages, dimension)
        self.covariances = covariances  # (languages, dimension, dimension)

    @classmethod
    def of(
        cls, vectors: Vectors, languages: npt.NDArray[np.uint8], count: int
    ) -> "ScoreStatistics":
        """Measure `vectors` by language code; too small a language takes the measure of all."""
        dimension = vectors.shape[1]
        means = np.zeros((count, dimension), np.float32)
        covariances = np.zeros((count, dimension, dimension), np.float32)
        for language in range(count):
            own = vectors[languages == language]
            sample = own if len(own) >= _MIN_SAMPLE else vectors
            if len(sample):
                means[language] = sample.mean(axis=0)
                centred = sample - means[language]
                covariances[language] = centred.T @ centred / len(sample)
        return cls(means, covariances)

    def standardise(
        self, query: Vectors, scores: Vectors, languages: npt.NDArray[np.uint8]
    ) -> Vectors:
        """Return `scores` as deviations from the mean score of their key's language."""
        means = self.means @ query
        deviations = np.sqrt(np.maximum(np.einsum("i,lij,j->l", query, self.covariances, query), 0))
        deviations = np.maximum(deviations, _MIN_DEVIATION)
        return np.asarray((scores - means[languages]) / deviations[languages], dtype=np.float32)


def save_statistics(
    path: Path, statistics: Sequence[ScoreStatistics], question_means: Vectors
) -> None:
    """Write the statistics of all kinds of key, and the typical questions' means, to one file."""
    arrays = {"question_means": question_means}
    for kind, one in zip(KeyKind, statistics, strict=True):
        arrays[f"mean_{kind}"] = one.means
        arrays[f"covariance_{kind}"] = one.covariances
    np.savez(path, **arrays)  # type: ignore[arg-type]


def load_statistics(path: Path) -> tuple[list[ScoreStatistics], Vectors]:
    """Read what `save_statistics` wrote: statistics by kind of key, and question means."""
    with np.load(path, allow_pickle=False) as arrays:
        statistics = [
            ScoreStatistics(arrays[f"mean_{kind}"], arrays[f"covariance_{kind}"])
            for kind in KeyKind
        ]
        return statistics, arrays["question_means"]
