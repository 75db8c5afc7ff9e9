"""Which sentences of a reply say a part of the answer: their model, learned from pools."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.pools import Pool
from benchmarks.regressions import DIGITS, Rows, deviations, regression
from bot.sentence_choice.forms import is_courtesy
from bot.sentence_choice.likelihood import SentenceSignals, reply_of, sentence_signals
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import Section
from embeddings.texts.passages import KeyKind
from embeddings.vectors.vector_index import VectorIndex

STRENGTH = 0.03  # inverse of the regularisation of the scaled signals
VECTOR_SCALE = 3.0  # of a sentence's vector of length one beside them
AT_ONCE = 4096  # vectors


class Sentences(NamedTuple):
    """Sentences of replies that hold a part of an answer: signals, worth, and vectors."""

    rows: Rows
    vectors: Vectors


def fit_sentences(pools: Sequence[Pool]) -> Section:
    """Return the model of sentences, as a file of fits holds it."""
    rows, vectors = sentences_of(pools)
    scale = deviations(rows.x)
    x = np.concatenate([rows.x / scale, vectors * VECTOR_SCALE], axis=1)
    intercept, weights = regression(Rows(x, rows.y), STRENGTH)
    signals = len(SentenceSignals._fields)
    named = zip(SentenceSignals._fields, np.round(weights[:signals] / scale, DIGITS), strict=True)
    print(f"{len(rows.y)} sentences, {rows.y.mean():.3f} of them worth showing")
    return {
        "intercept": round(intercept, DIGITS),
        "weights": {name: float(weight) for name, weight in named},
        "direction": np.round(weights[signals:] * VECTOR_SCALE, 3).tolist(),
    }


def sentences_of(pools: Sequence[Pool]) -> Sentences:
    """Return the sentences that were read of the replies that hold a part of an answer."""
    x, y, places = [], [], []
    for pool in pools:
        for hit in pool.hits:
            if hit.group not in pool.shown:
                continue
            reply, ties = reply_of(hit)
            rarity = pool.rarities.get(hit.record.language, {})
            measured = sentence_signals(reply, ties, hit, pool.text, rarity)
            kept = [
                n
                for n, span in enumerate(reply.sentences)
                if span.end <= pool.read_to.get(hit.group, span.end)
                and not (ties.is_heading(n) or is_courtesy(reply.words(n)))
            ]
            if not kept or len(hit.sentences) != len(reply.sentences):
                continue
            choices = pool.shown[hit.group]
            x += [measured[n] for n in kept]
            y += [choices.get(reply.sentences[n].start, 0.0) for n in kept]
            keys = hit.sentence_keys
            part = pool.index.parts.keys[KeyKind.SENTENCE].parts[keys.part]
            places += [(part.dense, keys.start + n) for n in kept]
    vectors = _vectors_at(places, pools[0].index.encoder.dimension)
    return Sentences(Rows(np.array(x, float), np.array(y)), vectors)


def _vectors_at(places: Sequence[tuple[VectorIndex, int]], dimension: int) -> Vectors:
    """Return the vectors at some rows of indexes: what each scores along every axis."""
    axes = np.eye(dimension, dtype=np.float32)
    found = np.empty((len(places), dimension), np.float32)
    for index in {id(index): index for index, _ in places}.values():
        own = [n for n, (held_by, _) in enumerate(places) if held_by is index]
        for start in range(0, len(own), AT_ONCE):
            numbers = own[start : start + AT_ONCE]
            rows = np.array([places[n][1] for n in numbers])
            found[numbers] = np.stack([index.score(axis, rows) for axis in axes], axis=1)
    return found
