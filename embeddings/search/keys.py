"""The keys of one kind: their vectors, the records they lead to, and the texts they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from embeddings.disk.array_file import ranges
from embeddings.encoders.encoder import Vectors
from embeddings.texts.sentence_splitter import Span
from embeddings.vectors.score_statistics import ScoreStatistics
from embeddings.vectors.vector_index import Rows, VectorIndex

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
    counts: Rows  # keys of each candidate
    _parts: Rows  # their segment
    _rows: Rows  # the row of the first
    _places: Rows  # ... and its place among `_cosines`
    _cosines: Vectors  # of all keys of all candidates

    @classmethod
    def none(cls, candidates: int) -> Self:
        """Return the scores of `candidates` that have no key."""
        zeros, nothing = np.zeros(candidates, np.int64), np.zeros(candidates, np.float32)
        none = np.full(candidates, _MISSING, np.float32)
        return cls(nothing, none, zeros, zeros.copy(), zeros.copy(), zeros.copy(), nothing[:0])

    def keys(self, candidate: int) -> RecordKeys:
        """Return the keys of the record at index `candidate`."""
        first = int(self._places[candidate])
        cosines = self._cosines[first : first + int(self.counts[candidate])]
        return RecordKeys(int(self._parts[candidate]), int(self._rows[candidate]), cosines)


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
        """Return the records of the `count` nearest keys of each language among those `allowed`."""
        searched = [number for number, part in enumerate(self.parts) if part.dense.searched]
        if not searched:
            return np.empty(0, np.int64)
        everything = allowed is self._alive
        permitted = {} if everything else {n: allowed.take(self.parts[n].records) for n in searched}
        found = []
        for code in range(languages):
            scores, records = [], []
            for number in searched:
                part, flags = self.parts[number], self._open_keys(code)[number]
                if not everything:
                    flags = flags & permitted[number]
                best = part.dense.search(query, count, flags)
                scores.append(best.scores)
                records.append(part.records[best.rows].astype(np.int64))
            order = np.argsort(-np.concatenate(scores), kind="stable")[:count]
            found.append(np.concatenate(records)[order])
        return np.concatenate(found)

    def score(self, query: Vectors, ordinals: Rows) -> KeyScores:
        """Score the keys of each record of `ordinals`."""
        found, all_cosines, place = KeyScores.none(len(ordinals)), [], 0
        for number, part in enumerate(self.parts):
            # Same dtype: otherwise numpy converts all of the mapped records first.
            sought = ordinals.astype(part.records.dtype)
            starts = np.searchsorted(part.records, sought, side="left")
            ends = np.searchsorted(part.records, sought, side="right")
            held = np.flatnonzero(ends > starts)
            if not len(held):
                continue
            counts = (ends - starts)[held]
            rows = ranges(starts[held], ends[held])
            cosines = part.dense.score(query, rows)
            deviations = self._statistics.standardise(query, cosines, self._languages[number][rows])
            firsts = np.cumsum(counts) - counts
            found.cosine[held] = np.maximum.reduceat(cosines, firsts)
            found.standardised[held] = np.maximum.reduceat(deviations, firsts)
            found.counts[held], found._parts[held] = counts, number
            found._rows[held], found._places[held] = starts[held], firsts + place
            all_cosines.append(cosines)
            place += len(cosines)
        return replace(found, _cosines=np.concatenate([found._cosines, *all_cosines]))

    def cosines(
        self, query: Vectors, deviations: Vectors, languages: npt.NDArray[np.uint8]
    ) -> Vectors:
        """Convert deviations from a language's mean back to cosines."""
        return self._statistics.scores(query, deviations, languages)

    def deviation(self, query: Vectors, vector: Vectors, language: int) -> float:
        """Return how far the cosine of two vectors is above that of `query` and a usual key.

        In standard deviations of the keys in `language`, a language code.
        """
        cosine, code = np.array([query @ vector], np.float32), np.array([language], np.uint8)
        return float(self._statistics.standardise(query, cosine, code)[0])

    def along(self, direction: Vectors, records: Sequence[RecordKeys]) -> list[dict[Span, float]]:
        """Return how far each key of some `records` lies along `direction`, by its text span."""
        found: list[dict[Span, float]] = [{} for _ in records]
        for number, part in enumerate(self.parts):
            held = [i for i, keys in enumerate(records) if keys.part == number]
            rows = [
                np.arange(k.start, k.start + len(k.cosines)) for k in (records[i] for i in held)
            ]
            if not rows:
                continue
            lengths = part.dense.score(direction, np.concatenate(rows)).tolist()
            for i, own in zip(held, rows, strict=True):
                spans = map(Span._make, part.spans[own].tolist())
                found[i] = dict(zip(spans, lengths[: len(own)], strict=True))
                del lengths[: len(own)]
        return found

    def spans(self, keys: RecordKeys) -> list[tuple[Span, float]]:
        """Return the text spans of a record's keys with their cosines, best first."""
        spans = self.parts[keys.part].spans
        return [
            (Span(*(int(x) for x in spans[keys.start + i])), float(keys.cosines[i]))
            for i in np.argsort(-keys.cosines, kind="stable")
        ]

    def _open_keys(self, code: int) -> list[npt.NDArray[np.bool_]]:
        """Return, by segment, which keys are of a language and of live records."""
        if code not in self._by_language:
            self._by_language[code] = [
                (own == code) & self._alive[part.records]
                for own, part in zip(self._languages, self.parts, strict=True)
            ]
        return self._by_language[code]
