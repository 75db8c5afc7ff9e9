"""Ranking: which candidates for a question get a closer look, and in what order.

A plain sum of standardised scores picks the candidates worth a closer look; the learned fusion
(features.py) puts these in order. Where none was learned with the encoder of the index, the sum
does: its scores are standardised, so their scale is that of any encoder.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.encoders.encoder import Vectors
from embeddings.lexical.shared_words import Overlap, QuestionTerms
from embeddings.search.candidates import Candidates, Query, find_candidates
from embeddings.search.features import (
    FeatureColumns,
    Features,
    KeyColumns,
    feature_columns,
    fuse,
    of_each,
)
from embeddings.search.keys import RecordKeys
from embeddings.search.parts import Parts
from embeddings.texts.passages import KeyKind
from embeddings.vectors.vector_index import Rows

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
# At this multiple of the sum the right record has the highest share of exp(score) (train-*.jsonl).
_SCALE = 5.0
_PER_GROUP = 3  # records of one group that are looked at: their replies are the same
_RANKED = 60  # records that the fusion puts in order: the right one is among them in 99 of 100
_RANKED_PER_HIT = 3  # ... or this many for each hit that is asked for


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may answer, with all its measurements."""

    ordinal: int
    score: float
    features: Features
    similarity: tuple[float, ...]  # by kind of key
    overlap: Overlap
    passages: RecordKeys
    sentences: RecordKeys


def rank(parts: Parts, query: Query) -> list[Candidate]:
    """Return the candidates worth a look for `query`, best first, with a reply or without."""
    found = find_candidates(parts, query)
    total = _plain_sum(found, query)
    looked_at = _worth_a_look(parts, found.ordinals, total, query.count)
    overlaps = _overlaps(parts, query.text, found.ordinals[looked_at])
    columns = _columns(found, found.measured, looked_at, overlaps)
    fused = _SCALE * total[looked_at]
    if query.question_keys and parts.weights:
        order_by = columns
        if found.estimated is not found.measured:
            order_by = _columns(found, found.estimated, looked_at, overlaps)
        # It was learned with all keys: without some, the plain sum is the fairer order.
        fused = fuse(order_by, parts.weights)
    features, keys = of_each(columns), found.keys
    return [
        Candidate(
            ordinal=int(found.ordinals[looked_at[i]]),
            score=float(fused[i]),
            features=features[i],
            similarity=tuple(float(keys[kind].cosine[looked_at[i]]) for kind in KeyKind),
            overlap=overlaps[i],
            passages=keys[KeyKind.REPLY].keys(looked_at[i]),
            sentences=keys[KeyKind.SENTENCE].keys(looked_at[i]),
        )
        for i in np.argsort(-fused, kind="stable")
    ]


def _plain_sum(found: Candidates, query: Query) -> Vectors:
    """Return the sum of the standardised scores of each candidate."""
    total = -SIZE_SHARE * found.corpus_size - OWN_LANGUAGE * found.own_language
    for kind in query.kinds:
        total = total + KEY_WEIGHTS[kind] * found.estimated[kind].standardised
    return np.asarray(total + WORDS * found.words + _WORDS_ABROAD * found.words_abroad)


def _worth_a_look(parts: Parts, ordinals: Rows, total: Vectors, hits: int) -> Rows:
    """Return the indices of the best candidates with a reply, then of the best without one."""
    count = max(_RANKED, _RANKED_PER_HIT * hits)
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


def _overlaps(parts: Parts, question: str, ordinals: Rows) -> list[Overlap]:
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


def _columns(
    found: Candidates,
    scores: Mapping[KeyKind, KeyColumns],
    looked_at: Rows,
    overlaps: Sequence[Overlap],
) -> FeatureColumns:
    """Return the features of the candidates at `looked_at`, which have these `overlaps`."""
    near = {kind: KeyColumns(*(values[looked_at] for values in scores[kind])) for kind in KeyKind}
    return feature_columns(
        reply=near[KeyKind.REPLY],
        question=near[KeyKind.QUESTION],
        title=near[KeyKind.TITLE],
        sentence=near[KeyKind.SENTENCE],
        words=found.words[looked_at],
        overlaps=overlaps,
        own_language=found.own_language[looked_at].astype(np.float32),
        corpus_size=found.corpus_size[looked_at],
    )
