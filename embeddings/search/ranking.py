"""Ranking: which records are candidates for a question, and their order.

A plain sum of standardised scores picks the candidates worth a closer look; the learned fusion
(fusion.py) puts these in order.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from embeddings.encoders.centring import QUESTION_LANGUAGES
from embeddings.encoders.encoder import Vectors
from embeddings.search.fusion import Features, fuse
from embeddings.search.keys import RecordKeys
from embeddings.search.missing_keys import estimated
from embeddings.search.parts import Parts
from embeddings.texts.passages import KeyKind
from embeddings.words.analysis import indexed_as
from embeddings.words.overlap import Overlap, QuestionTerms

# The sum that picks what is ranked: weights of the standardised scores, tuned on train-*.jsonl.
KEY_WEIGHTS = {
    KeyKind.REPLY: 0.2,
    KeyKind.QUESTION: 0.21,
    KeyKind.TITLE: 0.07,
    KeyKind.SENTENCE: 0.1,
}
WORDS, _WORDS_ABROAD = 0.03, 0.015  # words of the other language are names and acronyms
# The best of many scores is higher than the best of few by chance alone (Parts.crowding): this
# share of it is taken off before lists are merged.
SIZE_SHARE = 0.4
OWN_LANGUAGE = 0.15  # taken off for the encoder's remaining preference of the asker's language
_CANDIDATES = 100  # keys taken of each kind and language
_WORD_CANDIDATES = 200
_FEW = 20_000  # records that a filter leaves, of which each one's words are looked at
_SHARING = 3  # records that may be found by words for each that is, where a filter leaves few
# One reply to hundreds of questions must not fill the list: where the nearest keys are of twice as
# many records as groups, more keys are taken, up to this many times as many.
_CROWDED, _MOST_TIMES = 2, 64
_PER_GROUP = 3  # records of one group that are looked at: their replies are the same
_RANKED = 60  # records that the fusion puts in order: the right one is among them in 99 of 100
_RANKED_PER_HIT = 3  # ... or this many for each hit that is asked for
_REPLY_KINDS = (KeyKind.REPLY, KeyKind.TITLE, KeyKind.SENTENCE)

_Words = dict[str, dict[int, float]]  # by language: ordinal of a record -> its score


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may answer, with all that was measured of it."""

    ordinal: int
    score: float
    features: Features
    similarity: tuple[float, ...]  # by kind of key
    overlap: Overlap
    passages: RecordKeys
    sentences: RecordKeys


def rank(
    parts: Parts,
    question: str,
    query: Vectors,
    language: str,
    allowed: npt.NDArray[np.bool_],
    count: int,
    *,
    question_keys: bool,
) -> list[Candidate]:
    """Return the candidates worth a look for `count` hits, best first, with a reply or without.

    `query` is the centred vector of `question`, asked in `language`; `allowed` has a flag a record.
    Without `question_keys`, neither members' questions nor words are looked at.
    """
    kinds = tuple(KeyKind) if question_keys else _REPLY_KINDS
    # These searches leave Python: at once they take the time of the longest where cores are free.
    searches = [_searches().submit(_nearest, parts, k, query, allowed, count) for k in kinds]
    words = _word_scores(parts, question, allowed) if question_keys else {}
    found = [np.fromiter(of_language, np.int64) for of_language in words.values()]
    ordinals = np.unique(np.concatenate([*found, *(each.result() for each in searches)]))
    scored = [_searches().submit(parts.keys[kind].score, query, ordinals) for kind in KeyKind]
    best = {kind: one.result() for kind, one in zip(KeyKind, scored, strict=True)}
    codes = parts.catalogue.language[ordinals]
    measured = {kind: (one.cosine, one.standardised) for kind, one in best.items()}
    scores = measured
    if not parts.manifest.complete:
        answered = parts.catalogue.has_reply[ordinals]
        scores = estimated(best, parts.keys, query, codes, answered)
    own = np.array(parts.manifest.languages)[codes] == language
    sizes = parts.crowding()[codes]
    total = -SIZE_SHARE * sizes - OWN_LANGUAGE * own
    for kind in kinds:
        total = total + KEY_WEIGHTS[kind] * scores[kind][1]
    bm25 = np.zeros((2, len(ordinals)), np.float32)
    for spoken, of_language in words.items():
        bm25[int(spoken != language)] += [of_language.get(int(o), 0.0) for o in ordinals]
    total = total + WORDS * bm25[0] + _WORDS_ABROAD * bm25[1]
    looked_at = _worth_a_look(parts, ordinals, total, max(_RANKED, _RANKED_PER_HIT * count))
    overlaps = _overlaps(parts, question, ordinals[looked_at])
    beside = np.stack([bm25[0], own, sizes], axis=1)[looked_at]
    features = _features(measured, looked_at, overlaps, beside)
    order_by = features if scores is measured else _features(scores, looked_at, overlaps, beside)
    # The fusion was learned with all keys: without some, their plain sum is the fairer order.
    fused = fuse(order_by, parts.weights) if question_keys else total[looked_at]
    return [
        Candidate(
            int(ordinals[looked_at[i]]),
            float(fused[i]),
            Features(*(float(x) for x in features[i])),
            tuple(float(best[kind].cosine[looked_at[i]]) for kind in KeyKind),
            overlaps[i],
            best[KeyKind.REPLY].keys(looked_at[i]),
            best[KeyKind.SENTENCE].keys(looked_at[i]),
        )
        for i in np.argsort(-fused, kind="stable")
    ]


def _features(
    scores: Mapping[KeyKind, tuple[Vectors, Vectors]],
    looked_at: npt.NDArray[np.int64],
    overlaps: Sequence[Overlap],
    beside: Vectors,
) -> Vectors:
    """Return what the fusion looks at, shape (candidates, features).

    `scores` are cosine and standardised score by kind of key of all candidates, `beside` the words'
    score, whether the language is the asker's, and the size of its corpus of those `looked_at`.
    """
    columns = [scores[kind][1][looked_at] for kind in KeyKind]
    shared = np.array([overlap.shared for overlap in overlaps], np.float32)
    words, own, sizes = beside.T
    return np.stack(
        [
            *columns,
            np.minimum(columns[KeyKind.REPLY], columns[KeyKind.QUESTION]),
            columns[KeyKind.REPLY] * columns[KeyKind.QUESTION],
            scores[KeyKind.REPLY][0][looked_at],
            scores[KeyKind.SENTENCE][0][looked_at],
            words,
            shared,
            shared * own,
            np.array([overlap.names for overlap in overlaps]),
            own,
            sizes,
        ],
        axis=1,
    ).astype(np.float32)


def _word_scores(parts: Parts, question: str, allowed: npt.NDArray[np.bool_]) -> _Words:
    """Return by language the BM25 of the records that share words, standardised."""
    everything = int(allowed.sum()) == parts.manifest.records
    scores: _Words = {}
    for spoken in QUESTION_LANGUAGES:
        subset = None if everything else _sharing(parts, question, spoken, allowed)
        hits = parts.lexical.search(question, spoken, _WORD_CANDIDATES, subset)
        # Records without a shared word count as 0, so the moments are over the whole corpus.
        total = max(parts.manifest.records, 1)
        mean = sum(hit.score for hit in hits) / total
        variance = sum(hit.score**2 for hit in hits) / total - mean**2
        deviation = math.sqrt(variance) if variance > 0 else 1.0
        scores[spoken] = {hit.ordinal: (hit.score - mean) / deviation for hit in hits}
    return scores


def _sharing(
    parts: Parts, question: str, spoken: str, allowed: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return of a few `allowed` those in the language `spoken` that share the most; else all.

    Looking at each of their words is quicker than a search that is told thousands of ordinals.
    """
    own = np.array([indexed_as(each) == spoken for each in parts.manifest.languages])
    if np.count_nonzero(allowed) > len(own) * _FEW:
        return allowed
    ordinals = np.flatnonzero(allowed)
    ordinals = ordinals[own[parts.catalogue.language[ordinals]]]
    if len(ordinals) > _FEW:
        return allowed
    most = _SHARING * _WORD_CANDIDATES
    if len(ordinals) > most:
        worth = parts.record_terms.worth(ordinals, parts.lexical.worth(question, spoken))
        likeliest = np.argpartition(-worth, most)[:most]
        ordinals = ordinals[likeliest[worth[likeliest] > 0]]
    sharing = np.zeros(len(allowed), np.bool_)
    sharing[ordinals] = True
    return sharing


@cache
def _searches() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="search")


def _nearest(
    parts: Parts, kind: KeyKind, query: Vectors, allowed: npt.NDArray[np.bool_], count: int
) -> npt.NDArray[np.int64]:
    """Return the records of the nearest keys, of enough groups for `count` hits if there are."""
    languages = len(parts.manifest.languages)
    taken = _CANDIDATES
    while True:
        found = parts.keys[kind].nearest(query, allowed, languages, taken)
        groups = len(np.unique(parts.catalogue.group[found]))
        crowded = len(np.unique(found)) >= _CROWDED * max(groups, 1)
        if not crowded or groups >= count or taken >= _CANDIDATES * _MOST_TIMES:
            return found
        taken *= 4


def _worth_a_look(
    parts: Parts, ordinals: npt.NDArray[np.int64], total: Vectors, count: int
) -> npt.NDArray[np.int64]:
    """Return the places of the best candidates, as many with a reply as without one."""
    order = np.argsort(-total, kind="stable")
    seen: Counter[int] = Counter()
    few = []
    for place, group in zip(order, parts.catalogue.group[ordinals[order]], strict=True):
        seen[group] += 1
        if seen[group] <= _PER_GROUP:
            few.append(place)
    order = np.array(few, np.int64)
    answered = parts.catalogue.has_reply[ordinals[order]]
    return np.concatenate([order[answered][:count], order[~answered][:count]])


def _overlaps(parts: Parts, question: str, ordinals: npt.NDArray[np.int64]) -> list[Overlap]:
    """Return how many of the question's words each record of `ordinals` shares."""
    languages = parts.manifest.languages
    terms: dict[str, QuestionTerms] = {
        spoken: parts.lexical.question_terms(question, spoken) for spoken in languages
    }
    return [
        terms[languages[int(parts.catalogue.language[ordinal])]].found_in(
            parts.record_terms[int(ordinal)]
        )
        for ordinal in ordinals
    ]
