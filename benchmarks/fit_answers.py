"""Learns how broad a question is, which of the found replies answer, and which sentences say it.

    python -m benchmarks.fit_answers HOME... --eval EVAL_FOLDER [--write]

Each HOME holds the index of a corpus that questions are about; EVAL_FOLDER is ../shared/eval. The
questions: benchmarks/pools.py. Fit the fusion and the kinds before: the relevance sees their
scores. Prints how the models do on broad/uk.jsonl and broad/fr.jsonl, and on uk.jsonl, fr.jsonl and
unanswerable.jsonl, none of which is trained on. With --write, they become those of the encoder
(embeddings/encoders/fits.py).
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.fitted import write
from benchmarks.pools import (
    Breadth,
    Corpus,
    Pool,
    graded,
    training_pools,
    unanswerable,
    written_from_one,
)
from benchmarks.regressions import DIGITS, Rows, deviations, regression
from benchmarks.relevance_fit import (
    GOOD,
    NAMES,
    confidences,
    fit_relevance,
    measured,
    replies_judged,
)
from benchmarks.sentence_fit import fit_sentences, sentences_of
from bot.question.breadth import BreadthModel, ByBreadth, counted_terms
from bot.relevance.relevance import Logistic
from bot.sentence_choice.likelihood import SentenceModel
from embeddings.disk.home import Home
from embeddings.encoders.fits import Section
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index

FITTED_BY = "python -m benchmarks.fit_answers HOMES --eval ../shared/eval --write"
BREADTH_STRENGTH = 0.01  # inverse of the regularisation of the scaled vector
BINS = 10


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
    narrow = [pool for pool in pools if pool.breadth is Breadth.NARROW]
    breadth = fit_breadth(pools)
    relevance = fit_relevance(measured(pools, narrowness_of_each(pools, breadth)))
    sections: dict[str, Section] = {
        "breadth": breadth,
        # What is said on a broad question is learned from all; what gives a point, from points.
        "sentences": {"broad": fit_sentences(pools), "narrow": fit_sentences(narrow)},
        "relevance": relevance,
    }
    print({name: value for name, value in relevance.items() if name.endswith("_from")})
    if arguments.write:
        for name, section in sections.items():
            write(name, section | {"fitted_by": FITTED_BY, "fitted_on": told}, encoder.identity)
    for name, test in kept_apart(corpora, arguments.folder):
        report(name, test, sections)


def fit_breadth(pools: Sequence[Pool]) -> Section:
    """Return the model of how broad a question is, as a file of fits holds it."""
    x = np.array([[counted_terms(pool.text, pool.language), *pool.vector] for pool in pools])
    scale = deviations(x)
    right = np.array([float(pool.breadth is Breadth.NARROW) for pool in pools])
    intercept, weights = regression(Rows(x / scale, right), BREADTH_STRENGTH)
    weights = weights / scale
    return {
        "intercept": round(intercept, DIGITS),
        "terms": round(float(weights[0]), DIGITS),
        "direction": np.round(weights[1:], 3).tolist(),
    }


def narrowness_of_each(pools: Sequence[Pool], breadth: Section) -> list[float]:
    """Return how narrow the question of each pool is, 0 to 1, by the model `breadth`."""
    model = BreadthModel.of(breadth)
    return [model.narrowness(pool.text, pool.language, pool.vector) for pool in pools]


def kept_apart(corpora: Sequence[Corpus], folder: Path) -> Iterator[tuple[str, list[Pool]]]:
    """Yield the questions that only measure, by a name, on the corpus that holds most of them."""
    for name, source in (("uk", "UK"), ("fr", "AN")):
        held = [corpus.sampled_of(source) for corpus in corpora]
        if not any(held):
            continue
        corpus = corpora[held.index(max(held))]
        yield f"broad {name}", list(graded(corpus, folder / "broad" / f"{name}.jsonl", source))
        points = list(written_from_one(corpus, folder / f"{name}.jsonl", source))
        nothing = list(unanswerable(corpus, folder / "unanswerable.jsonl", source))
        yield f"narrow {name}", points + nothing


def report(name: str, pools: Sequence[Pool], sections: dict[str, Section]) -> None:
    """Print how the models do on questions that were not trained on, all of one breadth."""
    breadth = pools[0].breadth
    narrowness = narrowness_of_each(pools, sections["breadth"])
    relevance = sections["relevance"]
    found = measured(pools, narrowness)
    p = confidences(found, relevance)
    answerable = np.array([one.pool.answerable for one in found])
    shown_from = ByBreadth(**relevance["shown_from"])
    answered = p >= [shown_from.at(one.narrowness) for one in found]
    rows, narrow_rows = replies_judged(found, GOOD)
    parts = np.array(
        [
            Logistic.of(relevance["part"], narrow).probability(dict(zip(NAMES, row, strict=True)))
            for row, narrow in zip(rows.x, narrow_rows, strict=True)
        ]
    )
    sentences, vectors = sentences_of(pools)
    choice = SentenceModel.of(sections["sentences"], float(breadth is Breadth.NARROW))
    scores = sentences.x @ np.array(choice.weights) + vectors @ choice.direction
    print(f"{name}: {len(pools)} questions, {answerable.mean():.2f} of them answerable")
    taken = [(one > 0.5) == (breadth is Breadth.NARROW) for one in narrowness]
    print(f"  taken for {breadth}: {np.mean(taken):.3f}")
    print(f"  answered: {answered[answerable].mean():.3f} of the answerable", end=", ")
    print(f"{answered[~answerable].mean():.3f} of the others")
    print(f"  area for answerable questions {roc_auc_score(answerable, p):.3f}", end=", ")
    print(f"calibration error {calibration_error(p, answerable):.3f}")
    print(f"  area for relevant replies {roc_auc_score(rows.y > 0.5, parts):.3f}", end=", ")
    print(f"calibration error {calibration_error(parts, rows.y):.3f}")
    print(f"  area for sentences worth showing {roc_auc_score(sentences.y > 0.5, scores):.3f}")


def calibration_error(p: np.ndarray, right: np.ndarray) -> float:
    """Return the mean distance of a probability from the share that is right, over bins."""
    bins = np.array_split(np.argsort(p), BINS)
    return float(sum(abs(p[b].mean() - right[b].mean()) * len(b) for b in bins) / len(p))


if __name__ == "__main__":
    main()
