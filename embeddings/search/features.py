"""Features: what is known about a candidate, named once, and their fusion into one score.

The score is a weighted sum of the features. The weights, for each encoder its own
(encoders/fits.py), are learned by `python -m benchmarks.fit_fusion` from citizens' questions so
that the right record gets the highest share of exp(score) among a question's candidates (a linear
ListNet, Cao et al. 2007).
"""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import fitted
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.shared_words import Overlap

Value = TypeVar("Value")


class Featured(NamedTuple, Generic[Value]):
    """A value for each feature; "standardised" is in deviations from its language's mean."""

    reply: Value  # best reply passage, standardised cosine
    question: Value  # best passage of the member's question, standardised
    title: Value  # standardised
    sentence: Value  # best sentence of the reply, standardised
    agreement: Value  # the lower of `reply` and `question`
    both: Value  # `reply` times `question`: two far out are worth more than their sum says
    reply_cosine: Value
    sentence_cosine: Value
    words: Value  # BM25, standardised over the corpus
    shared: Value  # share of the question's words in the record, by rarity
    shared_in_language: Value  # the same when the record is in the asker's language, else 0
    names: Value  # share of the question's names, acronyms and numbers in the record
    own_language: Value  # 1 when the record is in the asker's language
    corpus_size: Value  # sqrt(2 ln n) for n reply passages of the record's language: how high the
    # best of so many scores is by chance alone


Features = Featured[float]  # of one candidate, or their weights
FeatureColumns = Featured[Vectors]  # of many candidates: an array for each feature


class KeyColumns(NamedTuple):
    """How near each candidate's best key of one kind is to the question."""

    cosine: Vectors
    standardised: Vectors


def feature_columns(
    *,
    reply: KeyColumns,
    question: KeyColumns,
    title: KeyColumns,
    sentence: KeyColumns,
    words: Vectors,
    overlaps: Sequence[Overlap],
    own_language: Vectors,
    corpus_size: Vectors,
) -> FeatureColumns:
    """Return the features of candidates from what was measured of each, in their order."""
    shared = np.array([overlap.shared for overlap in overlaps], np.float32)
    return Featured(
        reply=reply.standardised,
        question=question.standardised,
        title=title.standardised,
        sentence=sentence.standardised,
        agreement=np.minimum(reply.standardised, question.standardised),
        both=reply.standardised * question.standardised,
        reply_cosine=reply.cosine,
        sentence_cosine=sentence.cosine,
        words=words,
        shared=shared,
        shared_in_language=shared * own_language,
        names=np.array([overlap.names for overlap in overlaps], np.float32),
        own_language=own_language,
        corpus_size=corpus_size,
    )


def of_each(columns: FeatureColumns) -> list[Features]:
    """Return the features of each candidate."""
    return [Features(*row) for row in _table(columns).tolist()]


def fusion_weights(encoder: EncoderIdentity) -> Features | None:
    """Return the weights that were learned with `encoder`, or None."""
    learned = fitted("fusion", encoder)
    return Features(**learned["weights"]) if learned else None


def fuse(columns: FeatureColumns, weights: Features) -> Vectors:
    """Return the score of each candidate from its features."""
    return np.asarray(_table(columns) @ np.array(weights, np.float32), dtype=np.float32)


def _table(columns: FeatureColumns) -> Vectors:
    """Return the features, shape (candidates, features)."""
    return np.stack(columns, axis=1).astype(np.float32)
