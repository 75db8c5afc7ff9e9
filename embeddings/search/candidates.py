"""Candidates: the records that may answer a question, with their measurements.

They are found by the nearest keys of each kind and by their words, within what the filters allow.
"""

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np

from embeddings.encoders.centring import QUESTION_LANGUAGES
from embeddings.encoders.encoder import Vectors
from embeddings.lexical.analysis import indexed_as
from embeddings.search.features import KeyColumns
from embeddings.search.keys import KeyScores
from embeddings.search.missing_keys import estimated
from embeddings.search.parts import Parts
from embeddings.texts.passages import KeyKind
from embeddings.vectors.vector_index import Flags, Rows

_KEYS_TAKEN = 100  # of each kind and language
_WORD_CANDIDATES = 200
_FEW = 20_000  # records that a filter leaves, of which each one's words are looked at
_SHARING = 3  # records that may be found by words for each that is, where a filter leaves few
# One reply to hundreds of questions must not fill the list: where the nearest keys are of twice as
# many records as groups, more keys are taken, up to this many times as many.
_CROWDED, _MOST_TIMES = 2, 64
_REPLY_KINDS = (KeyKind.REPLY, KeyKind.TITLE, KeyKind.SENTENCE)

_Words = dict[str, dict[int, float]]  # by language: ordinal of a record -> its score


@dataclass(frozen=True, slots=True)
class Query:
    """One question, in the form in which a generation is searched."""

    text: str
    vector: Vectors  # centred
    language: str  # asked in
    allowed: Flags  # one a record: what the filters let through
    count: int  # hits wanted
    question_keys: bool  # False: neither members' questions nor words are looked at

    @property
    def kinds(self) -> tuple[KeyKind, ...]:
        """The kinds of key that are searched."""
        return tuple(KeyKind) if self.question_keys else _REPLY_KINDS


@dataclass(frozen=True, slots=True)
class Candidates:
    """The records that may answer; each array has an item for each of them."""

    ordinals: Rows
    keys: Mapping[KeyKind, KeyScores]  # all that was measured
    measured: Mapping[KeyKind, KeyColumns]
    estimated: Mapping[KeyKind, KeyColumns]  # with what is not embedded yet put in
    words: Vectors  # BM25 of the asker's language, standardised
    words_abroad: Vectors  # ... of the other one: names and acronyms
    own_language: Flags
    corpus_size: Vectors  # Parts.crowding of the record's language


def find_candidates(parts: Parts, query: Query) -> Candidates:
    """Return the records of `parts` worth comparing, measured against `query`."""
    # These searches leave Python: at once they take the time of the longest where cores are free.
    searches = [_searches().submit(_nearest, parts, kind, query) for kind in query.kinds]
    words = _word_scores(parts, query) if query.question_keys else {}
    found = [np.fromiter(of_language, np.int64) for of_language in words.values()]
    ordinals = np.unique(np.concatenate([*found, *(each.result() for each in searches)]))
    scored = [_searches().submit(parts.keys[k].score, query.vector, ordinals) for k in KeyKind]
    keys = {kind: one.result() for kind, one in zip(KeyKind, scored, strict=True)}
    codes = parts.catalogue.language[ordinals]
    measured = {kind: KeyColumns(one.cosine, one.standardised) for kind, one in keys.items()}
    completed = measured
    if not parts.manifest.complete:
        answered = parts.catalogue.has_reply[ordinals]
        completed = estimated(keys, parts.keys, query.vector, codes, answered)
    bm25 = np.zeros((2, len(ordinals)), np.float32)
    for spoken, of_language in words.items():
        bm25[int(spoken != query.language)] += [of_language.get(int(o), 0.0) for o in ordinals]
    return Candidates(
        ordinals=ordinals,
        keys=keys,
        measured=measured,
        estimated=completed,
        words=bm25[0],
        words_abroad=bm25[1],
        own_language=np.array(parts.manifest.languages)[codes] == query.language,
        corpus_size=parts.crowding()[codes],
    )


@cache
def _searches() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="search")


def _nearest(parts: Parts, kind: KeyKind, query: Query) -> Rows:
    """Return the records of the nearest keys, covering as many groups as hits are wanted."""
    languages = len(parts.manifest.languages)
    taken = _KEYS_TAKEN
    while True:
        found = parts.keys[kind].nearest(query.vector, query.allowed, languages, taken)
        groups = len(np.unique(parts.catalogue.group[found]))
        crowded = len(np.unique(found)) >= _CROWDED * max(groups, 1)
        if not crowded or groups >= query.count or taken >= _KEYS_TAKEN * _MOST_TIMES:
            return found
        taken *= 4


def _word_scores(parts: Parts, query: Query) -> _Words:
    """Return, by language, the standardised BM25 scores of the records that share words."""
    everything = int(query.allowed.sum()) == parts.manifest.records
    scores: _Words = {}
    for spoken in QUESTION_LANGUAGES:
        subset = None if everything else _sharing(parts, query, spoken)
        hits = parts.lexical.search(query.text, spoken, _WORD_CANDIDATES, subset)
        # Records without a shared word count as 0, so the moments are over the whole corpus.
        total = max(parts.manifest.records, 1)
        mean = sum(hit.score for hit in hits) / total
        variance = sum(hit.score**2 for hit in hits) / total - mean**2
        deviation = math.sqrt(variance) if variance > 0 else 1.0
        scores[spoken] = {hit.ordinal: (hit.score - mean) / deviation for hit in hits}
    return scores


def _sharing(parts: Parts, query: Query, spoken: str) -> Flags:
    """Narrow a few allowed records in language `spoken` to those that share the most; else all.

    Looking at each of their words is quicker than a search that is told thousands of ordinals.
    """
    allowed = query.allowed
    own = np.array([indexed_as(each) == spoken for each in parts.manifest.languages])
    if np.count_nonzero(allowed) > len(own) * _FEW:
        return allowed
    ordinals = np.flatnonzero(allowed)
    ordinals = ordinals[own[parts.catalogue.language[ordinals]]]
    if len(ordinals) > _FEW:
        return allowed
    most = _SHARING * _WORD_CANDIDATES
    if len(ordinals) > most:
        worth = parts.record_terms.worth(ordinals, parts.lexical.worth(query.text, spoken))
        likeliest = np.argpartition(-worth, most)[:most]
        ordinals = ordinals[likeliest[worth[likeliest] > 0]]
    sharing = np.zeros(len(allowed), np.bool_)
    sharing[ordinals] = True
    return sharing
