"""Learns the weights of the fusion from the training questions; prints how it does on others.

    python -m benchmarks.fit_fusion HOME EVAL_FOLDER [--write]

HOME holds the index of all records the questions are about; EVAL_FOLDER is ../shared/eval. Only
train-*.jsonl is learned from. Each question is asked without a limit and limited to its source.
With --write, the weights become those of HOME's encoder (embeddings/encoders/fits.py).
The loss is ListNet's (Cao et al. 2007) with one right group: minus the logarithm of the share of
exp(score) that the right candidates of a question have, with a small penalty on the weights.
"""

import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.fitted import fit_of_home, write
from embeddings.encoders.encoder import Encoder
from embeddings.search.features import Features
from embeddings.search.filters import Filters
from embeddings.search.index import Index

PENALTY = 1e-3  # on the squared weights of features scaled to a deviation of one
CANDIDATES = 50  # groups of a question that are learned from


def questions(folder: Path, *, train: bool) -> list[dict]:
    """Return the answerable questions that may be learned from, or those that may not."""
    names = ("train-uk", "train-fr") if train else ("uk", "fr")
    return [
        json.loads(line) | {"corpus": name[-2:]}
        for name in names
        for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]


def lists(
    index: Index, encoder: Encoder, items: list[dict]
) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Return for each search its label, the candidates' features, and which are right."""
    found = []
    for item in items:
        gold = {record.group for uid in item["gold"] if (record := index.find(uid))}
        own = Filters(source="UK" if item["corpus"] == "uk" else "AN")
        for language in ("en", "fr"):
            for filters in (Filters(), own):
                hits = index.search(item[language], language, encoder, filters, CANDIDATES).hits
                label = f"{language} on {item['corpus']}{', limited' if filters else ''}"
                features = np.array([hit.features for hit in hits])
                right = np.array([hit.record.group in gold for hit in hits])
                found.append((label, features, right))
    return found


def learn(searches: list[tuple[str, np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return the weights of the features."""
    usable = [(x, right) for _, x, right in searches if right.any()]
    scale = np.concatenate([x for x, _ in usable]).std(axis=0)
    scale[scale == 0] = 1  # a feature that never differs: the penalty alone moves its weight

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for x, right in usable:
            scores = (x / scale) @ weights
            shares = np.exp(scores - scores.max())
            own = shares * right
            total -= np.log(own.sum() / shares.sum()) / len(usable)
            slope += (shares / shares.sum() - own / own.sum()) @ (x / scale) / len(usable)
        return total, slope

    start = np.zeros(len(scale))
    return minimize(loss, start, jac=True, method="L-BFGS-B").x / scale


def report(
    name: str, searches: list[tuple[str, np.ndarray, np.ndarray]], weights: np.ndarray
) -> None:
    for label in sorted({label for label, _, _ in searches}):
        ranks = [
            int(np.argmax(right[np.argsort(-(x @ weights), kind="stable")])) if right.any() else 99
            for own, x, right in searches
            if own == label
        ]
        first = np.mean([rank == 0 for rank in ranks])
        five = np.mean([rank < 5 for rank in ranks])
        print(f"{name} {label:18s} {len(ranks):4d} hit@1 {first:.3f} recall@5 {five:.3f}")


def main() -> None:
    index, encoder, eval_folder, writes = fit_of_home(__doc__)
    train = lists(index, encoder, questions(eval_folder, train=True))
    weights = learn(train)
    values = {
        "fitted_by": "python -m benchmarks.fit_fusion HOME ../shared/eval --write",
        "fitted_on": f"{len(train)} searches for the questions of train-uk.jsonl, train-fr.jsonl",
        "weights": dict(zip(Features._fields, np.round(weights, 4).tolist(), strict=True)),
    }
    print(json.dumps(values, indent=1))
    if writes:
        write("fusion", values, encoder.identity)
    report("train", train, weights)
    report("rest ", lists(index, encoder, questions(eval_folder, train=False)), weights)


if __name__ == "__main__":
    main()
