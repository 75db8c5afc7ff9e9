"""Replies that are near each other: they make each other's hard negatives.

A batch is made of families: a pair with its nearest others, by the words of their replies (BM25,
Robertson and Zaragoza 2009) and by what the untuned encoder makes of their questions. Replies that
are nearly the same text are no negatives: each would also answer the other's question.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from embeddings.encoders.encoder import Vectors

_WORD = re.compile(r"\w{3,}")
_K1, _B = 1.2, 0.75  # BM25's usual values
_NEAR = 8  # neighbours of each kind that are kept
_ROWS = 512  # computed at once
_COMMON = 0.02  # share of the texts above which a word is left out: it finds nothing, and is slow
_SAME = 0.6  # cosine of two replies' words, from which on they say nearly the same

Neighbours = npt.NDArray[np.int64]


class Words:
    """The words of texts, weighted by rarity."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(word.casefold() for word in _WORD.findall(text)) for text in texts]
        spread = Counter(word for count in counts for word in count)
        most = max(_COMMON * len(texts), _NEAR)
        counts = [
            Counter({word: n for word, n in count.items() if spread[word] <= most})
            for count in counts
        ]
        self._number = {word: place for place, word in enumerate(spread)}
        self.rarity = {
            word: float(np.log(1 + (len(texts) - n + 0.5) / (n + 0.5)))
            for word, n in spread.items()
        }
        lengths = np.array([sum(count.values()) for count in counts], np.float32)
        starts = np.cumsum([0, *map(len, counts)])
        columns = np.array([self._number[word] for count in counts for word in count], np.int64)
        times = np.array([n for count in counts for n in count.values()], np.float32)
        rarity = np.array([self.rarity[word] for count in counts for word in count], np.float32)
        long = np.repeat(1 - _B + _B * lengths / max(lengths.mean(), 1), np.diff(starts))
        weights = rarity * times * (_K1 + 1) / (times + _K1 * long)
        shape = (len(texts), len(self._number))
        self._bm25 = sparse.csr_matrix((weights, columns, starts), shape)
        self._present = sparse.csr_matrix((np.ones_like(weights), columns, starts), shape)
        self._unit = _unit(sparse.csr_matrix((rarity * np.sqrt(times), columns, starts), shape))

    def same(self, rows: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Return which of the texts at `rows` are nearly the same, shape (rows, rows)."""
        few = self._unit[np.asarray(rows)]
        return np.asarray((few @ few.T).toarray() >= _SAME)

    def nearest(self) -> Neighbours:
        """Return the texts that BM25 finds for each text, best first, shape (texts, _NEAR)."""
        found = []
        for start in range(0, self._bm25.shape[0], _ROWS):
            scores = (self._present[start : start + _ROWS] @ self._bm25.T).toarray()
            found.append(_best(scores, start))
        return np.concatenate(found)


def nearest_vectors(vectors: Vectors) -> Neighbours:
    """Return the nearest others of each of `vectors`, best first, shape (len(vectors), _NEAR)."""
    return np.concatenate(
        [
            _best(vectors[start : start + _ROWS] @ vectors.T, start)
            for start in range(0, len(vectors), _ROWS)
        ]
    )


def _best(scores: Vectors, start: int) -> Neighbours:
    own = np.arange(len(scores))
    scores[own, own + start] = -np.inf
    near = min(_NEAR, scores.shape[1] - 1)
    few = np.argpartition(-scores, near - 1, axis=1)[:, :near]
    order = np.argsort(-np.take_along_axis(scores, few, 1), axis=1, kind="stable")
    return np.take_along_axis(few, order, 1)


def _unit(matrix: Any) -> Any:  # noqa: ANN401 (scipy's sparse arrays have no types)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ matrix
