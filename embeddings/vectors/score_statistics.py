"""Mean and deviation of a language's scores for any question, without computing every score.

Scores are inner products of unit vectors (cosines). They cannot be compared directly between
languages or kinds of key: the encoder prefers the asker's language. So each language and kind
keeps the mean and covariance of its vectors, from which the mean and deviation of all its scores
for a question follow: for unit q, mean q·mu and variance q'Sq. They are sums, so blocks of vectors
and later delta segments can be added without the earlier vectors.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.disk.array_file import read_arrays
from embeddings.encoders.encoder import Vectors
from embeddings.texts.passages import KeyKind

_Floats = npt.NDArray[np.float64]
_MIN_DEVIATION = 1e-4  # of a language with one record, whose scores do not vary
_MIN_SAMPLE = 20  # keys from which a language's own mean and deviation mean something


class Moments:
    """Sums over vectors by language, from which means and covariances follow."""

    def __init__(self, counts: _Floats, sums: _Floats, products: _Floats) -> None:
        self.counts = counts  # (languages,)
        self.sums = sums  # (languages, dimension)
        self.products = products  # (languages, dimension, dimension)

    @classmethod
    def empty(cls, languages: int, dimension: int) -> Self:
        """Return the sums over no vectors."""
        shape = (languages, dimension)
        return cls(np.zeros(languages), np.zeros(shape), np.zeros((*shape, dimension)))

    def widened(self, languages: int) -> Self:
        """Return the same sums with room for `languages` languages."""
        more = languages - len(self.counts)
        return type(self)(
            *(
                np.concatenate([values, np.zeros((more, *values.shape[1:]))])
                for values in (self.counts, self.sums, self.products)
            )
        )

    def add(self, vectors: Vectors, languages: npt.NDArray[np.uint8]) -> None:
        """Add `vectors`, shape (keys, dimension), of the given language codes."""
        for code in np.unique(languages):
            own = vectors[languages == code]
            self.counts[code] += len(own)
            self.sums[code] += own.sum(axis=0, dtype=np.float64)
            self.products[code] += own.T @ own

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.counts + other.counts, self.sums + other.sums, self.products + other.products
        )

    def statistics(self) -> "ScoreStatistics":
        """Return the means and covariances; a language with too few vectors uses those of all."""
        few = self.counts < _MIN_SAMPLE
        counts = np.where(few, self.counts.sum(), self.counts)
        counts = np.maximum(counts, 1)[:, np.newaxis]
        means = np.where(few[:, np.newaxis], self.sums.sum(axis=0), self.sums) / counts
        products = np.where(few[:, None, None], self.products.sum(axis=0), self.products)
        covariances = products / counts[:, np.newaxis] - means[:, :, None] * means[:, None, :]
        return ScoreStatistics(means.astype(np.float32), covariances.astype(np.float32))


class ScoreStatistics:
    """Mean and covariance of the vectors of each language, for one kind of key."""

    def __init__(self, means: Vectors, covariances: Vectors) -> None:
        self.means = means  # (languages, dimension)
        self.covariances = covariances  # (languages, dimension, dimension)

    @classmethod
    def of(cls, vectors: Vectors, languages: npt.NDArray[np.uint8], count: int) -> Self:
        """Compute the statistics of `vectors` by language code; there are `count` codes."""
        moments = Moments.empty(count, vectors.shape[1])
        moments.add(vectors, languages)
        measured = moments.statistics()
        return cls(measured.means, measured.covariances)

    def standardise(
        self, query: Vectors, scores: Vectors, languages: npt.NDArray[np.uint8]
    ) -> Vectors:
        """Return `scores` as deviations from the mean score of their key's language."""
        means, deviations = self._of_scores(query)
        return np.asarray((scores - means[languages]) / deviations[languages], dtype=np.float32)

    def scores(
        self, query: Vectors, deviations: Vectors, languages: npt.NDArray[np.uint8]
    ) -> Vectors:
        """Return the scores for which `standardise` gives these `deviations`."""
        means, unit = self._of_scores(query)
        return np.asarray(means[languages] + deviations * unit[languages], dtype=np.float32)

    def _of_scores(self, query: Vectors) -> tuple[Vectors, Vectors]:
        """Return mean and deviation of all scores by language."""
        variances = (self.covariances @ query) @ query
        return self.means @ query, np.maximum(np.sqrt(np.maximum(variances, 0)), _MIN_DEVIATION)


def save_moments(path: Path, moments: Mapping[KeyKind, Moments], **others: Vectors) -> None:
    """Write the sums of all kinds of key, along with named arrays, to one file."""
    arrays: dict[str, npt.NDArray[np.float32] | _Floats] = dict(others)
    for kind, one in moments.items():
        counts = np.maximum(one.counts, 1)[:, np.newaxis]
        # As means: these keep their digits in 32 bits however many vectors there are.
        arrays[f"count_{kind}"] = one.counts
        arrays[f"mean_{kind}"] = (one.sums / counts).astype(np.float32)
        arrays[f"product_{kind}"] = (one.products / counts[:, np.newaxis]).astype(np.float32)
    np.savez(path, **arrays)  # type: ignore[arg-type]


def load_moments(path: Path) -> tuple[dict[KeyKind, Moments], dict[str, Vectors]]:
    """Read what `save_moments` wrote. Raises OSError, ValueError, KeyError, BadZipFile."""
    arrays = read_arrays(path)
    moments = {}
    for kind in KeyKind:
        counts = arrays[f"count_{kind}"]
        moments[kind] = Moments(
            counts,
            arrays[f"mean_{kind}"] * counts[:, np.newaxis],
            arrays[f"product_{kind}"] * counts[:, np.newaxis, np.newaxis],
        )
    names = ("count_", "mean_", "product_")
    return moments, {name: arrays[name] for name in arrays if not name.startswith(names)}
