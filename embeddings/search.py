"""Hybrid search: by meaning over three kinds of key, by words over whole records, one line a group.

Every candidate's scores are turned into deviations from what its language scores for this
question, and summed with fixed weights. Lists of different languages can then be merged.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import DatabaseError
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from corpus.record import ReplyRecord
from embeddings.build import (
    CATALOGUE_FILE,
    DENSE_FILES,
    LEXICAL_FOLDER,
    RECORDS_FILE,
    STATISTICS_FILE,
)
from embeddings.centring import QUESTION_LANGUAGES, centre_question
from embeddings.dense import DenseIndex, load_statistics
from embeddings.encoder import Encoder, EncoderIdentity, Vectors
from embeddings.filters import NO_FILTERS, Filters
from embeddings.generation import Catalogue, Manifest, NoGenerationError, RecordTexts, check_files
from embeddings.lexical import LexicalIndex
from embeddings.passages import KeyKind
from embeddings.sentences import Span

# Weights of the standardised scores. Measured on train-*.jsonl: the members' questions are worth
# nearly as much as the replies, titles and words a little; words in the other language (names,
# acronyms) half of that.
_WEIGHTS = {KeyKind.REPLY: 0.25, KeyKind.QUESTION: 0.21, KeyKind.TITLE: 0.07}
_WORDS, _WORDS_ABROAD = 0.03, 0.015
# The best of many scores is higher than the best of few by chance alone: the expected maximum of
# n deviations grows with sqrt(2 ln n). This share of it is taken off before lists are merged.
_SIZE_SHARE = 0.4
_OWN_LANGUAGE = 0.15  # taken off for the encoder's remaining preference of the asker's language
_CANDIDATES = 100  # keys taken of each kind and language
_WORD_CANDIDATES = 200
_MISSING = 0.0  # deviations counted for a kind of key that a record does not have


@dataclass(frozen=True, slots=True)
class Hit:
    """A found group, by the record of it that fits the question best."""

    record: ReplyRecord
    group: int
    score: float
    similarity: tuple[float, ...]  # by kind of key: cosine of the centred vectors, 0 if no key
    standardised: tuple[float, ...]  # by kind of key: deviations from the mean score
    words: float  # BM25, standardised over the corpus
    passages: tuple[Span, ...]  # of the reply, best first


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Groups with a reply, best first; and questions that wait for theirs, best first."""

    hits: list[Hit]
    waiting: list[Hit]
    question_vector: Vectors
    timings_ms: dict[str, float] = field(default_factory=dict)


class Index:
    """A generation, opened for search. Safe for several threads; never changes."""

    def __init__(self, folder: Path) -> None:
        self.manifest = Manifest.read(folder)
        check_files(folder, self.manifest)
        self.folder = folder
        try:
            self._dense = {k: DenseIndex.load(folder / name) for k, name in DENSE_FILES.items()}
            self._statistics, self._question_means = load_statistics(folder / STATISTICS_FILE)
            self._catalogue = Catalogue.load(folder / CATALOGUE_FILE)
            self._lexical = LexicalIndex(folder / LEXICAL_FOLDER)
            self.texts = RecordTexts(folder / RECORDS_FILE)
        except (RuntimeError, ValueError, OSError, KeyError, BadZipFile, DatabaseError) as error:
            raise NoGenerationError(
                f"the index in {folder} is damaged ({error}); run 'parlebot index' again"
            ) from error
        catalogue = self._catalogue
        self._key_language = {k: catalogue.language[catalogue.key_record[k]] for k in KeyKind}

    @property
    def encoder(self) -> EncoderIdentity:
        """Which encoder the index was made with."""
        return self.manifest.encoder

    def search(
        self,
        question: str,
        language: str,
        encoder: Encoder,
        filters: Filters = NO_FILTERS,
        count: int = 20,
    ) -> SearchResult:
        """Return up to `count` groups that fit `question`, asked in `language` ("fr" or "en").

        Raises EncoderMismatchError when `encoder` is not the one that made the index.
        """
        if encoder.identity != self.encoder:
            raise EncoderMismatchError(self.encoder, encoder.identity)
        start = time.perf_counter()
        raw = encoder.encode_query(question)
        encoded = time.perf_counter()
        query = centre_question(raw, language, self._question_means)
        allowed = filters.allowed(self._catalogue, self.manifest)
        words = self._word_scores(question, language, allowed)
        ordinals = self._candidates(query, allowed, words)
        hits = self._rank(query, language, ordinals, words)
        result = SearchResult(*self._split(hits, count), raw)
        result.timings_ms["encode"] = (encoded - start) * 1000
        result.timings_ms["search"] = (time.perf_counter() - encoded) * 1000
        return result

    def _word_scores(
        self, question: str, language: str, allowed: npt.NDArray[np.bool_]
    ) -> dict[int, float]:
        """Return the weighted, standardised BM25 of the records that share words."""
        subset = None if allowed.all() else set(np.flatnonzero(allowed).tolist())
        scores: dict[int, float] = {}
        for spoken in QUESTION_LANGUAGES:
            hits = self._lexical.search(question, spoken, _WORD_CANDIDATES, subset)
            # Records without a shared word count as 0, so the moments are over the whole corpus.
            total = max(self.manifest.records, 1)
            mean = sum(hit.score for hit in hits) / total
            variance = sum(hit.score**2 for hit in hits) / total - mean**2
            weight = _WORDS if spoken == language else _WORDS_ABROAD
            deviation = math.sqrt(variance) if variance > 0 else 1.0
            scores |= {hit.ordinal: weight * (hit.score - mean) / deviation for hit in hits}
        return scores

    def _candidates(
        self, query: Vectors, allowed: npt.NDArray[np.bool_], words: dict[int, float]
    ) -> npt.NDArray[np.int64]:
        found = [np.fromiter(words, np.int64, len(words))]
        for kind in KeyKind:
            records = self._catalogue.key_record[kind]
            permitted = allowed[records]
            for code in range(len(self.manifest.languages)):
                mask = permitted & (self._key_language[kind] == code)
                rows = self._dense[kind].search(query, _CANDIDATES, mask).rows
                found.append(records[rows].astype(np.int64))
        return np.unique(np.concatenate(found))

    def _rank(
        self,
        query: Vectors,
        language: str,
        ordinals: npt.NDArray[np.int64],
        words: dict[int, float],
    ) -> list["_Candidate"]:
        languages = self._catalogue.language[ordinals]
        names = np.array(self.manifest.languages)
        total = np.array([words.get(int(o), 0.0) for o in ordinals], np.float32)
        total -= self._handicap()[languages] + _OWN_LANGUAGE * (names[languages] == language)
        similarities, columns, passages = [], [], {}
        for kind in KeyKind:
            similarity, best, rows = self._best_scores(kind, query, ordinals)
            total += _WEIGHTS[kind] * best
            similarities.append(similarity)
            columns.append(best)
            if kind == KeyKind.REPLY:
                passages = rows
        order = np.argsort(-total, kind="stable")
        return [
            _Candidate(
                int(ordinals[i]),
                float(total[i]),
                tuple(float(column[i]) for column in similarities),
                tuple(float(column[i]) for column in columns),
                words.get(int(ordinals[i]), 0.0) / _WORDS,
                passages.get(int(ordinals[i]), ()),
            )
            for i in order
        ]

    def _handicap(self) -> Vectors:
        replies = np.bincount(
            self._key_language[KeyKind.REPLY], minlength=len(self.manifest.languages)
        )
        maxima = np.sqrt(2 * np.log(np.maximum(replies, 2)))
        return np.asarray(_SIZE_SHARE * maxima, dtype=np.float32)

    def _best_scores(
        self, kind: KeyKind, query: Vectors, ordinals: npt.NDArray[np.int64]
    ) -> tuple[Vectors, Vectors, dict[int, tuple[Span, ...]]]:
        """Return each record's best cosine of `kind`, standardised, and its spans, best first."""
        records, spans = self._catalogue.key_record[kind], self._catalogue.key_span[kind]
        starts = np.searchsorted(records, ordinals, side="left")
        ends = np.searchsorted(records, ordinals, side="right")
        rows = np.concatenate(
            [np.arange(s, e) for s, e in zip(starts, ends, strict=True)] or [np.empty(0, np.int64)]
        ).astype(np.int64)
        cosines = self._dense[kind].score(query, rows)
        scores = self._statistics[kind].standardise(query, cosines, self._key_language[kind][rows])
        similarity = np.zeros(len(ordinals), np.float32)
        best = np.full(len(ordinals), _MISSING, np.float32)
        ordered: dict[int, tuple[Span, ...]] = {}
        position = 0
        for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
            own = scores[position : position + end - start]
            if len(own):
                best[i] = own.max()
                similarity[i] = cosines[position + int(own.argmax())]
                ordered[int(ordinals[i])] = tuple(
                    Span(*(int(x) for x in spans[start + j]))
                    for j in np.argsort(-own, kind="stable")
                )
            position += end - start
        return similarity, best, ordered

    def _split(self, ranked: Sequence["_Candidate"], count: int) -> tuple[list[Hit], list[Hit]]:
        hits: list[Hit] = []
        waiting: list[Hit] = []
        groups: set[int] = set()
        for candidate in ranked:
            group = int(self._catalogue.group[candidate.ordinal])
            goal = hits if self._catalogue.has_reply[candidate.ordinal] else waiting
            if group in groups or len(goal) >= count:
                continue
            groups.add(group)
            goal.append(
                Hit(
                    record=self.texts[candidate.ordinal],
                    group=group,
                    score=candidate.score,
                    similarity=candidate.similarity,
                    standardised=candidate.standardised,
                    words=candidate.words,
                    passages=candidate.passages,
                )
            )
        return hits, waiting

    def rarity(self, question: str, language: str) -> dict[str, float]:
        """Return how rare each term of `question` is in the corpus: see LexicalIndex.rarity."""
        return self._lexical.rarity(question, language)

    def of_group(self, hit: Hit) -> list[ReplyRecord]:
        """Return the other records that received the same reply as `hit`."""
        return [r for r in self.texts.of_group(hit.group) if r.uid != hit.record.uid]

    def close(self) -> None:
        """Let go of the files."""
        self.texts.close()


@dataclass(frozen=True, slots=True)
class _Candidate:
    ordinal: int
    score: float
    similarity: tuple[float, ...]
    standardised: tuple[float, ...]
    words: float
    passages: tuple[Span, ...]


class EncoderMismatchError(Exception):
    """The question's encoder is not the one that made the index."""

    def __init__(self, index: EncoderIdentity, question: EncoderIdentity) -> None:
        super().__init__(
            f"the index was made with the encoder {index}, but this question would be read by "
            f"{question}; ask with that encoder, or run 'parlebot index' to rebuild with this one"
        )
