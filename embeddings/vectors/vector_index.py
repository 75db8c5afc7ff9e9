"""The interface of every index over the vectors of one kind of key, wherever they are stored."""

from typing import NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

from embeddings.encoders.encoder import Vectors

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Languages = npt.NDArray[np.uint8]  # codes, by row


class Scores(NamedTuple):
    """Rows of an index, best first, with the inner product of each."""

    rows: Rows
    scores: Vectors

    @classmethod
    def best(cls, rows: Rows, scores: Vectors, count: int) -> Self:
        """Return the best `count` of `rows`, which have these `scores`."""
        order = np.argsort(-scores, kind="stable")[:count]
        return cls(rows[order], scores[order])


NOTHING = Scores(np.empty(0, np.int64), np.empty(0, np.float32))


class VectorIndex(Protocol):
    """The vectors of one kind of key, by row. Safe for several threads; never changes."""

    searched: bool  # else they are only scored: nothing is found among them

    def __len__(self) -> int:
        """Return how many rows there are."""

    def search(self, query: Vectors, count: int, allowed: Flags) -> Scores:
        """Return the nearest `count` rows to the unit vector `query` among those `allowed`.

        `allowed` has one flag a row and is applied inside the search: as many rows as it leaves,
        up to `count`, are found.
        """

    def score(self, query: Vectors, rows: Rows) -> Vectors:
        """Return the inner product of `query` with each of `rows`, shape (len(rows),)."""
