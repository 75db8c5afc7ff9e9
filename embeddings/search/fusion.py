"""Fusion: one score from what meaning and words say of a candidate, with learned weights.

The score is a weighted sum of the features below. The weights stand in fusion.json, learned by
`python -m benchmarks.fit_fusion` from citizens' questions so that the right record gets the
highest share of exp(score) among a question's candidates (a linear ListNet, Cao et al. 2007).
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from corpus.files.beside import json_beside
from embeddings.encoders.encoder import Vectors


class Features(NamedTuple):
    """What is known of one candidate; "standardised" is in deviations from its language's mean."""

    reply: float  # best reply passage, standardised cosine
    question: float  # best passage of the member's question, standardised
    title: float  # standardised
    sentence: float  # best sentence of the reply, standardised
    agreement: float  # the lower of `reply` and `question`
    both: float  # `reply` times `question`: two far out are worth more than their sum says
    reply_cosine: float
    sentence_cosine: float
    words: float  # BM25, standardised over the corpus
    shared: float  # share of the question's words in the record, by rarity
    shared_in_language: float  # the same when the record is in the asker's language, else 0
    names: float  # share of the question's names, acronyms and numbers in the record
    own_language: float  # 1 when the record is in the asker's language
    corpus_size: float  # sqrt(2 ln n) for n reply passages of the record's language: how high the
    # best of so many scores is by chance alone


@cache
def shipped_weights() -> Features:
    """Return the weights in fusion.json."""
    values = json_beside(__file__, "fusion.json")
    return Features(**values["weights"])


def fuse(features: Vectors, weights: Features) -> Vectors:
    """Return the score of each candidate from its features, shape (candidates, features)."""
    return np.asarray(features @ np.array(weights, np.float32), dtype=np.float32)
