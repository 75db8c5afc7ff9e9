"""Hybrid search: by meaning over four kinds of key, by words over whole records, one hit per group.

Every candidate's cosines are turned into deviations from what its language scores for this
question, so that lists of different languages can be merged (candidates.py); ranking.py puts them
in order.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.records.record import ReplyRecord
from corpus.text.language import language_of, words_of
from embeddings.disk.home import VectorServer
from embeddings.encoders.centring import centre_question
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.identity import EncoderIdentity, EncoderMismatchError
from embeddings.lexical.analysis import STEMMERS
from embeddings.lexical.shared_words import Overlap, QuestionTerms
from embeddings.lexical.vocabulary import language_by_words
from embeddings.search.candidates import Query
from embeddings.search.features import Features
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.keys import RecordKeys
from embeddings.search.parts import Parts
from embeddings.search.ranking import Candidate, rank
from embeddings.texts.passages import KeyKind, split_passages
from embeddings.texts.sentence_splitter import Span

_FEW = 2  # records with a word, which in a small corpus say nothing of how common it is


@dataclass(frozen=True, slots=True)
class Hit:
    """A group that was found, represented by its record that fits the question best."""

    record: ReplyRecord
    group: int
    score: float  # of the fusion: differences are comparable, the zero means nothing
    features: Features
    similarity: tuple[float, ...]  # by kind of key: cosine of the centred vectors, 0 if no key
    overlap: Overlap  # of the question's words with the record
    passages: tuple[Span, ...]  # of the reply, best first; in its order while not embedded
    passage_cosines: tuple[float, ...]  # of `passages`
    sentences: tuple[tuple[Span, float], ...]  # of the reply with their cosine, best first
    # Where the vectors of `sentences` lie.
    sentence_keys: RecordKeys = field(compare=False)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Groups with a reply, best first; and unanswered questions, best first."""

    hits: list[Hit]
    waiting: list[Hit]
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountryReplies:
    """The replies of one country."""

    replies: int
    undated: int  # of them
    first: date | None  # day of a reply; None when no reply has one
    last: date | None


class Index:
    """A generation, open for search. Safe for several threads; never changes."""

    def __init__(self, folder: Path, server: VectorServer | None = None) -> None:
        self.folder = folder
        self.parts = Parts.open(folder, server)
        self.manifest, self.texts = self.parts.manifest, self.parts.texts

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
        *,
        question_keys: bool = True,
    ) -> SearchResult:
        """Return up to `count` groups that fit `question`, asked in `language` ("fr" or "en").

        Without `question_keys`, only replies and titles are searched, by meaning alone: words are
        kept by whole record. That is how a corpus is measured by its own questions.
        Raises EncoderMismatchError when `encoder` is not the one that made the index.
        """
        if encoder.identity != self.encoder:
            raise EncoderMismatchError(self.encoder, encoder.identity)
        start = time.perf_counter()
        raw = encoder.encode_query(question)
        encoded = time.perf_counter()
        vector = centre_question(raw, language, self.parts.question_means)
        allowed = filters.allowed(self.parts.catalogue, self.manifest)
        query = Query(question, vector, language, allowed, count, question_keys)
        result = SearchResult(*self._split(rank(self.parts, query), count))
        result.timings_ms["encode"] = (encoded - start) * 1000
        result.timings_ms["search"] = (time.perf_counter() - encoded) * 1000
        return result

    def _split(self, ranked: Sequence[Candidate], count: int) -> tuple[list[Hit], list[Hit]]:
        catalogue, keys = self.parts.catalogue, self.parts.keys
        hits: list[Hit] = []
        waiting: list[Hit] = []
        groups: set[int] = set()
        for candidate in ranked:
            group = int(catalogue.group[candidate.ordinal])
            goal = hits if catalogue.has_reply[candidate.ordinal] else waiting
            if group in groups or len(goal) >= count:
                continue
            groups.add(group)
            record = self.texts[candidate.ordinal]
            passages = keys[KeyKind.REPLY].spans(candidate.passages)
            if not passages and record.status.has_reply:  # not embedded yet
                passages = [(span, 0.0) for span in split_passages(record.reply)]
            goal.append(
                Hit(
                    record=record,
                    group=group,
                    score=candidate.score,
                    features=candidate.features,
                    similarity=candidate.similarity,
                    overlap=candidate.overlap,
                    passages=tuple(span for span, _ in passages),
                    passage_cosines=tuple(cosine for _, cosine in passages),
                    sentences=tuple(keys[KeyKind.SENTENCE].spans(candidate.sentences)),
                    sentence_keys=candidate.sentences,
                )
            )
        return hits, waiting

    def terms(self, question: str, language: str) -> QuestionTerms:
        """Return the terms of `question` with their rarity, as found in records in `language`."""
        return self.parts.lexical.question_terms(question, language)

    def alikeness(
        self, question: str, text: str, languages: tuple[str, str], encoder: Encoder
    ) -> float:
        """Return how much nearer `text` lies to `question` than members' questions mostly do.

        `languages` are those of both. In standard deviations of all the index' questions in the
        language of `text`, or in any if there are none: a measure that neither the size of a corpus
        nor the encoder changes. Raises EncoderMismatchError.
        """
        if encoder.identity != self.encoder:
            raise EncoderMismatchError(self.encoder, encoder.identity)
        means, known = self.parts.question_means, list(self.manifest.languages)
        one, other = (
            centre_question(encoder.encode_query(each), language, means)
            for each, language in zip((question, text), languages, strict=True)
        )
        code = known.index(languages[1]) if languages[1] in known else 0
        return self.parts.keys[KeyKind.QUESTION].deviation(one, other, code)

    def along(self, direction: Vectors, hits: Sequence[Hit]) -> list[dict[Span, float]]:
        """Return, for each of `hits`, how far its reply's sentences lie along `direction`."""
        return self.parts.keys[KeyKind.SENTENCE].along(direction, [h.sentence_keys for h in hits])

    def language_of(self, text: str, otherwise: str) -> str:
        """Return the language of `text`, told by its letters or else by the records' words.

        A text of which neither tells is in the language of the records, if they have but one, or
        in the language `otherwise`.
        """
        told = language_of(text) or language_by_words(text, self._words_in, self.parts.lexical)
        return told or (next(iter(self._words_in)) if len(self._words_in) == 1 else otherwise)

    def rarest(self, text: str, language: str) -> float:
        """Return how many records have the rarest word of `text`, by a million words they have.

        Only the records in `language` count; where there are none, every word is common. A word of
        two records alone counts as one of none.
        """
        counts = (self.parts.lexical.records_with(word, language) for word in words_of(text))
        fewest = min((count for count in counts if count is not None), default=None)
        if fewest is None or language not in self._words_in:
            return math.inf
        return max(0, fewest - _FEW) * 1_000_000 / self._words_in[language]

    @cached_property
    def _words_in(self) -> dict[str, int]:
        """How many words the records have in each language that the lexical index tells apart."""
        catalogue = self.parts.catalogue
        sizes = self.parts.record_terms.sizes() * catalogue.alive
        counts = np.bincount(catalogue.language, sizes).tolist()
        found = zip(self.manifest.languages, counts, strict=False)
        return {language: int(n) for language, n in found if n and language in STEMMERS}

    def of_group(self, hit: Hit) -> list[ReplyRecord]:
        """Return the other records that received the same reply as `hit`."""
        return [r for r in self.texts.of_group(hit.group) if r.uid != hit.record.uid]

    def find(self, uid: str) -> ReplyRecord | None:
        """Return the record called `uid`, or None."""
        return self.texts.find(uid)

    def sharing(self, uid: str) -> list[ReplyRecord]:
        """Return the records that share the reply of `uid`, itself first; [] if there is none."""
        return self.texts.sharing(uid)

    def records(self, filters: Filters = NO_FILTERS, step: int = 1) -> Iterator[ReplyRecord]:
        """Yield every `step`-th record that `filters` let through, as a search would."""
        allowed = filters.allowed(self.parts.catalogue, self.manifest)
        return (self.texts[int(ordinal)] for ordinal in np.flatnonzero(allowed)[::step])

    def newest(self, language: str) -> Iterator[ReplyRecord]:
        """Yield the records in `language` with a reply, the newest first, undated ones last."""
        catalogue, known = self.parts.catalogue, self.manifest.languages
        if language not in known:
            return
        spoken = catalogue.language == known.index(language)
        here = np.flatnonzero(catalogue.alive & catalogue.has_reply & spoken)
        for ordinal in here[np.argsort(-catalogue.answered_on[here], kind="stable")]:
            yield self.texts[int(ordinal)]

    @cached_property
    def by_country(self) -> dict[str, CountryReplies]:
        """What is held of each country that has a reply, those with most replies first."""
        catalogue, found = self.parts.catalogue, {}
        for code, country in enumerate(self.manifest.countries):
            here = catalogue.alive & catalogue.has_reply & (catalogue.country == code)
            days = catalogue.answered_on[here]
            if days.size:
                dated = days[days > 0]
                first, last = (int(dated.min()), int(dated.max())) if dated.size else (0, 0)
                found[country] = CountryReplies(
                    days.size,
                    days.size - dated.size,
                    date.fromordinal(first) if first else None,
                    date.fromordinal(last) if last else None,
                )
        return dict(sorted(found.items(), key=lambda one: -one[1].replies))

    def ministries(self) -> dict[str, list[str]]:
        """Return, by country code, the names of the ministries with known replies."""
        catalogue, manifest = self.parts.catalogue, self.manifest
        replies = catalogue.alive & catalogue.has_reply
        found = {}
        for code, country in enumerate(manifest.countries):
            here = np.unique(catalogue.ministry[replies & (catalogue.country == code)])
            found[country] = [name for m in here if (name := manifest.ministries[m])]
        return found

    def licences(self) -> list[str]:
        """Return the licence of each source, as its first record states it, without repeats."""
        catalogue = self.parts.catalogue
        living = np.flatnonzero(catalogue.alive)
        first = living[np.unique(catalogue.source[living], return_index=True)[1]].tolist()
        return sorted({self.texts[ordinal].licence for ordinal in first} - {""})

    def close(self) -> None:
        """Close the files."""
        self.texts.close()
