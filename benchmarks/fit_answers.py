"""Learns which sentences say something, and which of the found replies answer.

    python -m benchmarks.fit_answers HOME... --eval EVAL_FOLDER [--write]

Each HOME holds the index of a corpus that questions are about; EVAL_FOLDER is ../shared/eval. The
questions: benchmarks/pools.py. Fit the fusion and
the kinds before: the relevance sees their scores. Prints how they do on
broad/uk.jsonl and broad/fr.jsonl, which are never trained on. With --write, they become those of
the encoder (embeddings/encoders/fits.py).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.fitted import write
from benchmarks.pools import JUDGED, Corpus, Pool, graded, training_pools
from bot.relevance.relevance import (
    THRESHOLDS,
    Calibration,
    RelevanceModel,
    any_holds,
    logit,
    model_of,
)
from bot.relevance.signals import NO_SIGNALS, Signals, relevance_signals
from bot.sentence_choice.forms import is_courtesy
from bot.sentence_choice.likelihood import (
    SentenceModel,
    SentenceSignals,
    reply_of,
    sentence_signals,
)
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import Section
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index
from embeddings.texts.passages import KeyKind
from embeddings.vectors.vector_index import VectorIndex

FITTED_BY = "python -m benchmarks.fit_answers HOMES --eval ../shared/eval --write"
STRENGTH = 0.03  # inverse of the regularisation of the scaled signals
VECTOR_SCALE = 3.0  # of a sentence's vector of length one beside them
GOOD, MAIN = 2, 3  # grades: a real part of the answer, the answer
# What the thresholds of relevance are chosen for, on the training pools.
UNANSWERED = 0.2  # of the broad questions of which nothing is to be found, answered all the same
REFUSED = 0.12  # of the answerable questions that were written from one record
RELATED = 0.02  # of all answerable questions, told that nothing is near
PLAIN = 0.95  # of the answers without reserve that hold a part of what was asked
SETTLED = 0.5
LEFT_OUT = ("corpus_size", "own_language")  # they tell the corpora of the fit apart
BINS = 10
AT_ONCE = 4096  # vectors
NAMES = list(NO_SIGNALS.by_name())


class Rows(NamedTuple):
    """Examples: what is measured, what is right (0 to 1), and the weight of each."""

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("homes", type=Path, nargs="+")
    parser.add_argument("--eval", type=Path, required=True, dest="folder")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    indexes = [Index(current_folder(Home(home))) for home in arguments.homes]
    encoder = open_encoder(indexes[0].encoder.name)
    corpora = [Corpus(index, encoder) for index in indexes]
    pools = list(training_pools(corpora, arguments.folder))
    told = f"{len(pools)} questions: " + ", ".join(sorted({pool.set for pool in pools}))
    sentences = sentence_fit(pools) | {"fitted_by": FITTED_BY, "fitted_on": told}
    model = SentenceModel.of(sentences)
    relevance = relevance_fit(pools) | {"fitted_by": FITTED_BY, "fitted_on": told}
    print({name: value for name, value in relevance.items() if name.endswith("_from")})
    if arguments.write:
        write("sentences", sentences, encoder.identity)
        write("relevance", relevance, encoder.identity)
    for corpus in corpora:
        for name, source in (("uk", "UK"), ("fr", "AN")):
            path = arguments.folder / "broad" / f"{name}.jsonl"
            if test := list(graded(corpus, path, source)):
                report(name, test, model, model_of(relevance))


def sentence_fit(pools: Sequence[Pool]) -> Section:
    """Return the model of sentences, as a file of fits holds it."""
    rows, vectors = sentence_rows(pools)
    scale = np.maximum(rows.x.std(axis=0), 1e-9)
    x = np.concatenate([rows.x / scale, vectors * VECTOR_SCALE], axis=1)
    intercept, weights = regression(Rows(x, rows.y, rows.weights))
    signals = len(SentenceSignals._fields)
    named = zip(SentenceSignals._fields, np.round(weights[:signals] / scale, 4), strict=True)
    print(f"{len(rows.y)} sentences, {rows.y.mean():.3f} of them worth showing")
    return {
        "intercept": round(intercept, 4),
        "weights": {name: float(weight) for name, weight in named},
        "direction": np.round(weights[signals:] * VECTOR_SCALE, 3).tolist(),
    }


def sentence_rows(pools: Sequence[Pool]) -> tuple[Rows, Vectors]:
    """Return the sentences of the replies that hold a part of an answer, with their vectors."""
    x, y, weights, places = [], [], [], []
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
            weights += [1.0] * len(kept)
            keys = hit.sentence_keys
            part = pool.index.parts.keys[KeyKind.SENTENCE].parts[keys.part]
            places += [(part.dense, keys.start + n) for n in kept]
    return Rows(np.array(x, float), np.array(y), np.array(weights)), vectors_at(
        places, pools[0].index.encoder.dimension
    )


def vectors_at(places: Sequence[tuple[VectorIndex, int]], dimension: int) -> Vectors:
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


def relevance_fit(pools: Sequence[Pool]) -> Section:
    """Return the model of relevance, as a file of fits holds it."""
    measured = [(pool, measure(pool)) for pool in pools]
    fits = {}
    for name, least in (("part", GOOD), ("settles", MAIN)):
        fits[name] = named_regression(relevance_rows(measured, least))
    values = (
        fits
        | {"covers": {"intercept": 0.0, "slope": 1.0}}
        | {f"{name}_from": 0.0 for name in THRESHOLDS}
    )
    bold = np.array([together(signals, model_of(values)) for _, signals in measured])
    answerable = np.array([pool.answerable for pool, _ in measured])
    weights = np.array([pool.weight for pool, _ in measured])
    odds = np.array([[logit(p)] for p in bold])
    found = LogisticRegression().fit(odds, answerable, sample_weight=weights)
    covers = Calibration(round(float(found.intercept_[0]), 4), round(float(found.coef_[0, 0]), 4))
    p = np.array([covers.of(one) for one in bold])
    broad = weights == 1
    sure = float(np.quantile(p[broad & ~answerable], 1 - UNANSWERED))
    plain = next(
        (t for t in np.arange(sure, 1, 0.01) if answerable[broad & (p >= t)].mean() >= PLAIN), 0.99
    )
    return fits | {
        "covers": covers._asdict(),
        "related_from": round(float(np.quantile(p[answerable], RELATED)), 3),
        "shown_from": round(float(np.quantile(p[~broad & answerable], REFUSED)), 3),
        "sure_from": round(sure, 3),
        "plain_from": round(float(plain), 3),
        "settled_from": SETTLED,
    }


def measure(pool: Pool) -> list[Signals]:
    """Return the signals of each reply found."""
    return relevance_signals(pool.hits, pool.text, pool.rarities, pool.kinds, pool.language)


def together(signals: Sequence[Signals], model: RelevanceModel) -> float:
    return any_holds([model.part.probability(row) for row in signals])


def relevance_rows(measured: Sequence[tuple[Pool, list[Signals]]], least: int) -> Rows:
    """Return the replies whose grade is known: whether it is at `least` so good."""
    x, y, weights = [], [], []
    for pool, signals in measured:
        for hit, row in zip(pool.hits[:JUDGED], signals, strict=False):
            grade = pool.grades.get(hit.group)
            right = pool.unknown if grade is None else float(grade >= least)
            if right is not None:
                x.append(list(row.by_name().values()))
                y.append(right)
                weights.append(pool.weight)
    return Rows(np.array(x, float), np.array(y), np.array(weights))


def named_regression(rows: Rows) -> Section:
    """Return a logistic regression by the names of the signals."""
    scale = np.maximum(rows.x.std(axis=0), 1e-9)
    used = np.array([name not in LEFT_OUT for name in NAMES])
    intercept, weights = regression(Rows(rows.x / scale * used, rows.y, rows.weights))
    named = zip(NAMES, np.round(weights / scale * used, 4), strict=True)
    return {
        "intercept": round(intercept, 4),
        "weights": {name: float(weight) for name, weight in named},
    }


def regression(rows: Rows) -> tuple[float, np.ndarray]:
    """Return intercept and weights of a logistic regression; what is right may be between 0 and 1.

    Such an example counts as both, each as much as it is right or wrong.
    """
    both = np.concatenate([rows.x, rows.x])
    right = np.repeat([1, 0], len(rows.y))
    weights = np.concatenate([rows.weights * rows.y, rows.weights * (1 - rows.y)])
    found = LogisticRegression(C=STRENGTH, max_iter=3000).fit(both, right, sample_weight=weights)
    return float(found.intercept_[0]), found.coef_[0]


def report(name: str, pools: Sequence[Pool], model: SentenceModel, fitted: RelevanceModel) -> None:
    """Print how both models do on graded questions that were not trained on."""
    measured = [(pool, measure(pool)) for pool in pools]
    rows = relevance_rows(measured, GOOD)
    signals = [Signals.from_names(dict(zip(NAMES, row, strict=True))) for row in rows.x]
    p = np.array([fitted.part.probability(row) for row in signals])
    bins = np.array_split(np.argsort(p), BINS)
    error = sum(abs(p[b].mean() - rows.y[b].mean()) * len(b) for b in bins) / len(p)
    best = [together(own, fitted) for _, own in measured]
    by_question = roc_auc_score([pool.answerable for pool in pools], best)
    print(f"{name}: {len(pools)} questions, {len(p)} replies, {rows.y.mean():.3f} relevant")
    print(f"  area {roc_auc_score(rows.y, p):.3f}, calibration error {error:.3f}")
    print(f"  area for answerable questions, by the likeliest replies {by_question:.3f}")
    sentences, vectors = sentence_rows(pools)
    weights = np.array(model.weights)
    score = sentences.x @ weights + vectors @ model.direction
    print(f"  area for sentences worth showing {roc_auc_score(sentences.y > 0.5, score):.3f}")


if __name__ == "__main__":
    main()
