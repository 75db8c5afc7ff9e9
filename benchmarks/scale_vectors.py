"""Vectors in any number, drawn around the real ones of a home.

Encoding a million records would take days here. Each drawn vector is a real one of its language,
moved by the difference of two other real ones that are near each other: it lies where texts lie,
and its neighbours are as hard to tell apart as those of real texts, a little harder
(docs/scale.md compares them).
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.store.store import Store
from embeddings.disk.home import Home
from embeddings.encoders.centring import QUESTION_LANGUAGES, centre_keys
from embeddings.encoders.encoder import Vectors
from embeddings.texts.passages import keys_of
from embeddings.vector_cache.cache import digest

BLOCK = 16_384  # rows that are drawn at once
_NEAR, _MOVED = 32, 0.7  # one of so many nearest is taken; so much of the difference is added
_ANCHORS = 5_000  # real vectors of a language between which differences are taken


@dataclass(frozen=True, slots=True)
class Real:
    """The real vectors of one language, half their mean taken off, and where differences begin."""

    vectors: Vectors
    anchors: Vectors
    near: npt.NDArray[np.int64]  # (anchors, _NEAR): which anchors are near

    @classmethod
    def of(cls, vectors: Vectors, seed: int = 0) -> "Real":
        """Take the centred `vectors` of one language."""
        chosen = np.random.default_rng(seed).permutation(len(vectors))[:_ANCHORS]
        return cls(vectors, vectors[chosen], _nearest(vectors[chosen]))

    def drawn(self, random: np.random.Generator, size: int) -> Vectors:
        """Return `size` unit vectors."""
        first = random.integers(len(self.anchors), size=size)
        second = self.near[first, random.integers(self.near.shape[1], size=size)]
        moved = self.vectors[random.integers(len(self.vectors), size=size)]
        moved = moved + _MOVED * (self.anchors[first] - self.anchors[second])
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


class DrawnVectors:
    """The vectors of keys whose languages are given: an array that is drawn where it is read."""

    def __init__(self, real: dict[int, Real], languages: npt.NDArray[np.uint8], seed: int) -> None:
        self._real, self._languages, self._seed = real, languages, seed
        self.shape = (len(languages), next(iter(real.values())).vectors.shape[1])

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, part: slice) -> Vectors:
        """Return the rows of `part`, which begins where a block of `BLOCK` begins."""
        start, end, _ = part.indices(len(self))
        return np.concatenate(
            [np.empty((0, self.shape[1]), np.float32)]
            + [self._block(at)[: end - at] for at in range(start, end, BLOCK)]
        )

    def on_disk(self, path: Path) -> Vectors:
        """Return all rows, written to the new file `path` and mapped into memory."""
        array = np.lib.format.open_memmap(path, "w+", np.float32, self.shape)
        for start in range(0, len(self), BLOCK):
            array[start : start + BLOCK] = self._block(start)
        array.flush()
        return array

    def _block(self, start: int) -> Vectors:
        random = np.random.default_rng((self._seed, start))
        languages = self._languages[start : start + BLOCK]
        block = np.empty((len(languages), self.shape[1]), np.float32)
        for code, real in self._real.items():
            own = languages == code
            block[own] = real.drawn(random, int(own.sum()))
        return block


def real_vectors(home: Home) -> dict[int, Real]:
    """Return the real vectors that `home` has so far, by the place of their language."""
    database = sqlite3.connect(f"{home.vectors.absolute().as_uri()}?mode=ro", uri=True)
    held: dict[bytes, bytes] = dict(database.execute("SELECT text_sha256, vector FROM vectors"))
    database.close()
    found: dict[str, list[Vectors]] = {language: [] for language in QUESTION_LANGUAGES}
    with Store(home.store) as store:
        for record in store.records():
            for key in keys_of(record):
                vector = held.pop(digest(key.text), None)
                if vector:
                    found[record.language].append(np.frombuffer(vector, "<f4"))
    real = {}
    for code, language in enumerate(QUESTION_LANGUAGES):
        vectors = np.stack(found[language]).astype(np.float32)
        means = vectors.mean(axis=0, keepdims=True)
        real[code] = Real.of(centre_keys(vectors, np.zeros(len(vectors), np.uint8), means))
    return real


def _nearest(vectors: Vectors) -> npt.NDArray[np.int64]:
    """Return which others are near to each of `vectors`."""
    near = []
    count = min(_NEAR, len(vectors) - 1)
    for start in range(0, len(vectors), 1000):
        scores = vectors[start : start + 1000] @ vectors.T
        scores[np.arange(len(scores)), np.arange(start, start + len(scores))] = -2
        near.append(np.argpartition(-scores, count, axis=1)[:, :count])
    return np.concatenate(near)
