"""Fits the model of relevance on the training questions; prints how it does on others.

    python -m benchmarks.fit_relevance HOME EVAL_FOLDER [--write]

HOME holds the index of all records the questions are about; EVAL_FOLDER is ../shared/eval. The
model is fitted on train-*.jsonl, never on the rest. Each question is asked without a limit and
limited to each source, so that the model sees large and small corpora. Fit the fusion and the kinds
first: the model sees their scores. With --write, it becomes that of HOME's encoder.
"""

import json
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.fitted import fit_of_home, write
from bot.filters.question_filters import QuestionFilters, given_filters
from bot.pipeline.asked import Asked
from bot.pipeline.conclusion import RETRIEVED
from bot.pipeline.replies import sources_of
from bot.question.check import CheckedQuestion
from bot.relevance.relevance import (
    RelevanceModel,
    judge_relevance,
    model_of,
    relevance_signals,
)
from embeddings.encoders.encoder import Encoder, QueryMemory
from embeddings.search.filters import Filters
from embeddings.search.index import Index

ANSWERABLE = "answerable"
STRENGTH = {"covers": 0.1, "right": 0.3}  # inverse of the regularisation
RELATED, REFUSED = 0.01, 0.09  # shares of the answerable training questions below the thresholds
PLAIN_PRECISION = 0.97  # of answers without reserve that have the right record


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
    question = CheckedQuestion(item[language], language)
    filters = QuestionFilters(given_filters(Filters(source=source), language), question.text)
    asked = Asked(question, filters, index, QueryMemory(encoder), date.today())
    found = asked.search(RETRIEVED)
    if not found.hits:
        return None
    rarity = asked.rarity(found.hits[0].record.language)
    cited = sources_of(asked, found)
    uids = {r.uid for source in cited for r in (source.record, *source.also_answers)}
    return {
        "signals": relevance_signals(found.hits, question.text, rarity, asked.kinds),
        "right": bool(gold & uids),
        "kind": item.get("kind", ANSWERABLE),
        "source": source,
        "language": language,
        "corpus": corpus,
    }


def main() -> None:
    index, encoder, eval_folder, writes = fit_of_home(__doc__)
    train = measure(index, encoder, eval_folder, "train")
    values = fitted(train)
    print(json.dumps(values, indent=1))
    if writes:
        write("relevance", values, encoder.identity)
    model = model_of(values)
    report("train", train, model)
    report("rest", measure(index, encoder, eval_folder, "rest"), model)


def fitted(rows: list[dict]) -> dict:
    """Return the model for rows of `measure`, as the file holds it."""
    names = list(rows[0]["signals"].by_name())
    x = np.array([[r["signals"].by_name()[name] for name in names] for r in rows])
    answerable = np.array([r["kind"] == ANSWERABLE for r in rows])
    right = np.array([r["right"] for r in rows])
    covers, p_covers = regression(names, x, answerable, x, STRENGTH["covers"])
    rightly, p_right = regression(names, x[answerable], right[answerable], x, STRENGTH["right"])
    confidence = p_covers * p_right
    related, covered = np.quantile(p_covers[answerable], [RELATED, REFUSED])
    plain = next(
        (t for t in np.arange(0.5, 1, 0.01) if right[confidence >= t].mean() >= PLAIN_PRECISION),
        0.99,
    )
    return {
        "fitted_by": "python -m benchmarks.fit_relevance HOME ../shared/eval --write",
        "fitted_on": f"{len(rows)} searches for the questions of train-*.jsonl",
        "covers": covers,
        "right": rightly,
        "related_from": round(float(related), 3),
        "covered_from": round(float(covered), 3),
        "plain_from": round(float(plain), 3),
    }


def regression(
    names: list[str], x: np.ndarray, y: np.ndarray, everything: np.ndarray, strength: float
) -> tuple[dict, np.ndarray]:
    """Return a logistic regression of `y` on `x`, and its probabilities for `everything`."""
    scale = np.maximum(x.std(axis=0), 1e-9)
    found = LogisticRegression(C=strength, max_iter=5000).fit(x / scale, y)
    weights = np.round(found.coef_[0] / scale, 4).tolist()
    model = {
        "intercept": round(float(found.intercept_[0]), 4),
        "weights": dict(zip(names, weights, strict=True)),
    }
    return model, found.predict_proba(everything / scale)[:, 1]


def report(name: str, rows: list[dict], model: RelevanceModel) -> None:
    """Print how the model does on the rows that were searched without a limit."""
    rows = [r for r in rows if not r["source"]]
    judged = [judge_relevance(r["signals"], model) for r in rows]
    covers = np.array([j.covers for j in judged])
    p = np.array([j.confidence for j in judged])
    right = np.array([r["right"] for r in rows])
    kinds = np.array([r["kind"] for r in rows])
    answerable, plain = kinds == ANSWERABLE, p >= model.plain_from
    bins = np.clip((p * 10).astype(int), 0, 9)
    error = sum(
        abs(p[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    refused = covers < model.covered_from
    print(f"\n{name}: {len(rows)} questions, no limit; calibration error {error:.3f}")
    print(f"  answerable refused {refused[answerable].mean():.3f}")
    print(f"  rightly answered refused {refused[right].mean():.3f}")
    print(f"  plain answers: {plain[answerable].mean():.3f} of the answerable,", end=" ")
    print(f"right {right[plain].mean():.3f}")
    for kind in sorted(set(kinds) - {ANSWERABLE}):
        own = kinds == kind
        mask = own | answerable
        areas = [roc_auc_score(answerable[mask], v[mask]) for v in (covers, p)]
        print(f"  {kind:10s} {own.sum():4d} answered {(~refused[own]).mean():.3f}", end=" ")
        print(f"area {areas[0]:.3f}, by confidence {areas[1]:.3f}")


if __name__ == "__main__":
    main()
