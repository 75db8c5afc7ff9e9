"""Fits bot/coverage_model.json on the training questions and prints how it does on the others.

    python -m benchmarks.fit_coverage HOME EVAL_FOLDER [--write]

HOME holds the index of all records the questions are about; EVAL_FOLDER is ../shared/eval. The
model is fitted on train-*.jsonl, never on the rest. Each question is asked without a limit and
limited to each source, so that the model sees large and small corpora.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.coverage import Signals, signals
from embeddings.encoder import Encoder, open_encoder
from embeddings.filters import Filters
from embeddings.generation import current_folder
from embeddings.home import Home
from embeddings.search import Index

MODEL = Path(__file__).parents[1] / "bot" / "coverage_model.json"
REFUSED = 0.05  # share of the training questions answered rightly that may be refused
PLAIN_PRECISION = 0.90  # of answers without reserve that have the right record


def measure(index: Index, encoder: Encoder, folder: Path, prefix: str) -> list[dict]:
    """Return a row per question, language and limit: signals, kind, whether the first is right."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        is_train = path.name.startswith("train-")
        if path.stem == "followups" or is_train != (prefix == "train"):
            continue
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            gold = set(item.get("gold", ()))
            for language in ("en", "fr"):
                for source in ("", "UK", "AN"):
                    rows.append(row(index, encoder, item, gold, language, source))
    return [r for r in rows if r]


def row(
    index: Index, encoder: Encoder, item: dict, gold: set[str], language: str, source: str
) -> dict | None:
    corpus = (
        "UK" if item.get("corpus", "uk") == "uk" and not any("QANR" in g for g in gold) else "AN"
    )
    if source and gold and source != corpus:
        return None
    found = index.search(item[language], language, encoder, Filters(source=source))
    if not found.hits:
        return None
    best = found.hits[0]
    uids = {best.record.uid, *(r.uid for r in index.of_group(best))}
    rarity = index.rarity(item[language], language)
    return {
        "signals": signals(found.hits, item[language], language, rarity),
        "right": bool(gold & uids),
        "kind": item.get("kind", "answerable"),
        "source": source,
        "language": language,
        "corpus": corpus,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    index, encoder = Index(current_folder(Home(arguments.home))), open_encoder()
    train = measure(index, encoder, arguments.eval_folder, "train")
    x = np.array([r["signals"] for r in train])
    y = np.array([r["right"] for r in train])
    scale = x.std(axis=0)
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit(x / scale, y)
    weights = fitted.coef_[0] / scale
    p = 1 / (1 + np.exp(-(x @ weights + fitted.intercept_[0])))
    covered_from = float(np.quantile(p[y], REFUSED))
    plain_from = next(
        (t for t in np.arange(covered_from, 1, 0.01) if y[p >= t].mean() >= PLAIN_PRECISION), 0.99
    )
    model = {
        "fitted_by": "python -m benchmarks.fit_coverage HOME ../shared/eval --write",
        "fitted_on": f"{len(train)} searches for the questions of train-*.jsonl",
        "intercept": round(float(fitted.intercept_[0]), 4),
        "weights": dict(zip(Signals._fields, np.round(weights, 4).tolist(), strict=True)),
        "covered_from": round(covered_from, 3),
        "plain_from": round(float(plain_from), 3),
    }
    print(json.dumps(model, indent=1))
    if arguments.write:
        MODEL.write_text(json.dumps(model, indent=1) + "\n", "utf-8")
    report("train", train, weights, fitted.intercept_[0], covered_from, plain_from)
    rest = measure(index, encoder, arguments.eval_folder, "rest")
    report("rest", rest, weights, fitted.intercept_[0], covered_from, plain_from)


def report(
    name: str, rows: list[dict], weights: np.ndarray, intercept: float, covered: float, plain: float
) -> None:
    rows = [r for r in rows if not r["source"]]
    p = 1 / (1 + np.exp(-(np.array([r["signals"] for r in rows]) @ weights + intercept)))
    right = np.array([r["right"] for r in rows])
    kinds = np.array([r["kind"] for r in rows])
    answerable = kinds == "answerable"
    bins = np.clip((p * 10).astype(int), 0, 9)
    error = sum(
        abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    print(f"\n{name}: {len(rows)} questions, no limit; calibration error {error:.3f}")
    print(f"  answerable refused {(p[answerable] < covered).mean():.3f}")
    print(f"  rightly answered refused {(p[right] < covered).mean():.3f}")
    print(
        f"  plain answers: {(p >= plain).mean():.3f} of all, right {right[p >= plain].mean():.3f}"
    )
    for kind in sorted(set(kinds) - {"answerable"}):
        own = kinds == kind
        mask = own | answerable
        area = roc_auc_score(answerable[mask], p[mask])
        print(
            f"  {kind:10s} {own.sum():4d} answered {(p[own] >= covered).mean():.3f} area {area:.3f}"
        )


if __name__ == "__main__":
    main()
