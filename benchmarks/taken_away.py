"""The search without one of its parts: something that finds nothing stands in its place.

The stand-ins have the methods that search calls of the parts of embeddings/search/parts.py; the
product itself has no switch for any of this.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from bot.answers.answer import Answer
from bot.filters.finder import ALL
from bot.parlebot import Parlebot
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Vectors
from embeddings.lexical.acronyms import Acronyms
from embeddings.lexical.bm25 import LexicalHit
from embeddings.lexical.shared_words import QuestionTerms
from embeddings.search.features import Features
from embeddings.search.keys import KeyIndex, KeyPart, KeyScores, RecordKeys
from embeddings.search.parts import Parts
from embeddings.search.ranking import KEY_WEIGHTS, OWN_LANGUAGE, SIZE_SHARE, WORDS
from embeddings.texts.passages import KeyKind, keys_of
from embeddings.texts.sentence_splitter import Span
from embeddings.vector_cache.cache import VectorCache, digest
from embeddings.vectors.exact import DenseIndex
from embeddings.vectors.score_statistics import ScoreStatistics
from embeddings.vectors.vector_index import NOTHING, Flags, Scores, VectorIndex


class NoKeys:
    """In the place of the keys of one kind: no record has any."""

    def __init__(self, keys: KeyIndex) -> None:
        self._keys = keys

    def count_by_language(self, languages: int) -> npt.NDArray[np.int64]:
        """Return how many there really are: a language's size is no part of the kind."""
        return self._keys.count_by_language(languages)

    def nearest(
        self, query: Vectors, allowed: npt.NDArray[np.bool_], languages: int, count: int
    ) -> npt.NDArray[np.int64]:
        """Return no record."""
        return np.empty(0, np.int64)

    def score(self, query: Vectors, ordinals: npt.NDArray[np.int64]) -> KeyScores:
        """Return what a record without a key scores."""
        return KeyScores.none(len(ordinals))

    def along(self, direction: Vectors, records: Sequence[RecordKeys]) -> list[dict[Span, float]]:
        """Return nothing for each of `records`."""
        return [{} for _ in records]

    def spans(self, keys: RecordKeys) -> list[tuple[Span, float]]:
        """Return no span."""
        return []


class Scored:
    """In the place of vectors: they are scored and never searched, as those of many sentences."""

    searched = False

    def __init__(self, dense: VectorIndex) -> None:
        self.score = dense.score

    def search(self, query: Vectors, count: int, allowed: Flags) -> Scores:
        """Return no row."""
        return NOTHING


class NoWords:
    """In the place of the lexical index: no word of a question is ever looked up."""

    def search(
        self, question: str, language: str, count: int, allowed: Flags | None
    ) -> list[LexicalHit]:
        """Return no record."""
        return []

    def question_terms(self, question: str, language: str) -> QuestionTerms:
        """Return no term, so that no record shares any."""
        return QuestionTerms.of({}, set())


class NoSpelling:
    """In the place of the vocabulary: every word is taken as it was typed."""

    def nearest(self, word: str, language: str) -> None:
        """Return no other word."""


class Unfiltered(Parlebot):
    """A door whose search is limited by what is given, never by a question's words."""

    def ask(self, question: str, **options: object) -> Answer:
        """Return the answer without filters from the words."""
        return super().ask(question, **options, without=frozenset({ALL}))


def no_keys(parts: Parts, home: Home, kind: KeyKind) -> Parts:
    """Return `parts` without keys of `kind`."""
    return replace(parts, keys={**parts.keys, kind: NoKeys(parts.keys[kind])})


def no_way_in(parts: Parts, home: Home) -> Parts:
    """Return `parts` whose sentences bring in no record, as past 50,000 of them (codes.py)."""
    sentences = copy(parts.keys[KeyKind.SENTENCE])
    sentences.parts = [part._replace(dense=Scored(part.dense)) for part in sentences.parts]
    return replace(parts, keys={**parts.keys, KeyKind.SENTENCE: sentences})


def no_words(parts: Parts, home: Home) -> Parts:
    """Return `parts` without the lexical side: no BM25, no shared words or names."""
    return replace(parts, lexical=NoWords())


def no_spelling(parts: Parts, home: Home) -> Parts:
    """Return `parts` that forgive no typing error."""
    lexical = copy(parts.lexical)
    lexical.spelling = NoSpelling()
    return replace(parts, lexical=lexical)


def no_acronyms(parts: Parts, home: Home) -> Parts:
    """Return `parts` that know no acronym."""
    lexical = copy(parts.lexical)
    lexical.acronyms = Acronyms({})
    return replace(parts, lexical=lexical)


def no_centring(parts: Parts, home: Home) -> Parts:
    """Return `parts` with the vectors as the encoder gave them, read from the cache of `home`."""
    catalogue, manifest = parts.catalogue, parts.manifest
    keys_by_record = {o: list(keys_of(parts.texts[o])) for o in parts.texts.ordinals()}
    keys = {}
    with VectorCache(home.vectors, manifest.encoder) as cache:
        for kind in KeyKind:
            own = [(o, key) for o, of_one in keys_by_record.items() for key in of_one]
            own = [(o, key) for o, key in own if key.kind == kind]
            digests = [digest(key.text) for _, key in own]
            _, vectors = cache.held(digests, manifest.encoder.dimension)
            records = np.array([o for o, _ in own], np.int32)
            spans = np.array([(key.start, key.end) for _, key in own], np.int32).reshape(-1, 2)
            languages = catalogue.language[records]
            statistics = ScoreStatistics.of(vectors, languages, len(manifest.languages))
            part = KeyPart(DenseIndex.build(vectors), records, spans)
            keys[kind] = KeyIndex([part], statistics, catalogue.language, catalogue.alive)
    return replace(parts, keys=keys, question_means=np.zeros_like(parts.question_means))


def no_fusion(parts: Parts, home: Home) -> Parts:
    """Return `parts` that order by the plain sum which otherwise only picks the candidates.

    The words of the other language (weight 0.015 there) are no feature of the fusion, so their
    scores are not in it.
    """
    nothing = Features(*[0.0] * len(Features._fields))
    weights = nothing._replace(
        **{kind.name.lower(): weight for kind, weight in KEY_WEIGHTS.items()},
        words=WORDS,
        own_language=-OWN_LANGUAGE,
        corpus_size=-SIZE_SHARE,
    )
    return replace(parts, weights=weights)


FUSION, SCOPE = "learned fusion (plain sum)", "filters from words"
# What is taken away -> how the parts are without it. The filters are no part of the index.
VARIATIONS: dict[str, Callable[[Parts, Home], Parts]] = {
    "reply-passage keys": partial(no_keys, kind=KeyKind.REPLY),
    "question keys": partial(no_keys, kind=KeyKind.QUESTION),
    "title keys": partial(no_keys, kind=KeyKind.TITLE),
    "sentence keys": partial(no_keys, kind=KeyKind.SENTENCE),
    "sentence keys, but to score": no_way_in,
    "words": no_words,
    "spelling forgiveness": no_spelling,
    "acronyms": no_acronyms,
    "language centring": no_centring,
    FUSION: no_fusion,
    SCOPE: lambda parts, home: parts,
}
