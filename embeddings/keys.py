"""The keys of one kind: their vectors, the records they lead to, and the texts they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoder import Vectors
from embeddings.score_statistics import ScoreStatistics
from embeddings.sentences import Span
from embeddings.vector_index import Rows, VectorIndex

_MISSING = 0.0  # deviations counted for a record that has no key of the kind


class KeyPart(NamedTuple):
    """The keys of one segment."""

    dense: VectorIndex
    records: npt.NDArray[np.int32]  # ordinal of the record of each key, ascending
    spans: npt.NDArray[np.int32]  # (keys, 2), offsets in the text


@dataclass(frozen=True, slots=True)
class RecordKeys:
    """The keys of one record: their segment, the row of the first, and the cosine of each."""

    part: int
    start: int
    cosines: Vectors


@dataclass(frozen=True, slots=True)
class KeyScores:
    """How near the keys of one kind are to a question, by candidate record."""

    cosine: Vectors  # of the nearest key, 0 when there is none
    standardised: Vectors  # ... in deviations from the mean score of its language
    keys: list[RecordKeys]


class KeyIndex:
    """All keys of one kind, in the segments of a generation."""

    def __init__(
        self,
        parts: Sequence[KeyPart],
        statistics: ScoreStatistics,
        languages: npt.NDArray[np.uint8],
        alive: npt.NDArray[np.bool_],
    ) -> None:
        """Take the keys with the language code of every record, and whether it is alive."""
        self.parts = parts
        self._statistics = statistics
        self._alive = alive
        self._languages = [languages[part.records] for part in parts]
        self._by_language: dict[int, list[npt.NDArray[np.bool_]]] = {}

    def count_by_language(self, languages: int) -> npt.NDArray[np.int64]:
        """Return how many keys each of the `languages` first language codes has."""
        return np.array(
            [sum(int(flags.sum()) for flags in self._open_keys(code)) for code in range(languages)]
        )

    def nearest(
        self, query: Vectors, allowed: npt.NDArray[np.bool_], languages: int, count: int
    ) -> Rows:
        """Return the records of the `count` nearest keys of each language, as `allowed` has it."""
        found = [np.empty(0, np.int64)]
        permitted = [allowed[p.records] for p in self.parts] if allowed is not self._alive else None
        for code in range(languages):
            scores, records = [], []
            for number, part in enumerate(self.parts):
                flags = self._open_keys(code)[number]
                if permitted:
                    flags = flags & permitted[number]
                best = part.dense.search(query, count, flags)
                scores.append(best.scores)
                records.append(part.records[best.rows].astype(np.int64))
            order = np.argsort(-np.concatenate(scores), kind="stable")[:count]
            found.append(np.concatenate(records)[order])
        return np.concatenate(found)

    def score(self, query: Vectors, ordinals: Rows) -> KeyScores:
        """Score the keys of each record of `ordinals`."""
        cosine = np.zeros(len(ordinals), np.float32)
        standardised = np.full(len(ordinals), _MISSING, np.float32)
        keys = [RecordKeys(0, 0, np.empty(0, np.float32))] * len(ordinals)
        for number, part in enumerate(self.parts):
            starts = np.searchsorted(part.records, ordinals, side="left")
            ends = np.searchsorted(part.records, ordinals, side="right")
            held = np.flatnonzero(ends > starts)
            if not len(held):
                continue
            rows = _ranges(starts[held], ends[held])
            cosines = part.dense.score(query, rows)
            deviations = self._statistics.standardise(query, cosines, self._languages[number][rows])
            bounds = np.concatenate([[0], np.cumsum((ends - starts)[held])])
            cosine[held] = np.maximum.reduceat(cosines, bounds[:-1])
            standardised[held] = np.maximum.reduceat(deviations, bounds[:-1])
            firsts, places = starts[held].tolist(), bounds.tolist()
            for n, i in enumerate(held.tolist()):
                keys[i] = RecordKeys(number, firsts[n], cosines[places[n] : places[n + 1]])
        return KeyScores(cosine, standardised, keys)

    def cosines(
        self, query: Vectors, deviations: Vectors, languages: npt.NDArray[np.uint8]
    ) -> Vectors:
        """Return the cosines that are so many deviations from the mean of their language."""
        return self._statistics.scores(query, deviations, languages)

    def spans(self, keys: RecordKeys) -> list[tuple[Span, float]]:
        """Return the text spans of a record's keys with their cosines, best first."""
        spans = self.parts[keys.part].spans
        return [
            (Span(*(int(x) for x in spans[keys.start + i])), float(keys.cosines[i]))
            for i in np.argsort(-keys.cosines, kind="stable")
        ]

    def _open_keys(self, code: int) -> list[npt.NDArray[np.bool_]]:
        """Return by segment which keys are of a language and of records that are alive."""
        if code not in self._by_language:
            self._by_language[code] = [
                (own == code) & self._alive[part.records]
                for own, part in zip(self._languages, self.parts, strict=True)
            ]
        return self._by_language[code]


def _ranges(starts: Rows, ends: Rows) -> Rows:
    """Return the numbers from each of `starts` up to, not including, its end, in a row."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes  # how many numbers stand before each range
    numbers = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
    return np.asarray(numbers, dtype=np.int64)
