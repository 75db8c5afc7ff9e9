"""Does the best reply cover the question? A calibrated probability from a small logistic model.

A cosine alone cannot tell: replies on the same subject that answer another point score high. The
model weighs a handful of readable signals; its coefficients stand in coverage_model.json, with the
command that fits them (benchmarks/fit_coverage.py).
"""

import json
import math
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from embeddings.lexical import analyse
from embeddings.passages import KeyKind
from embeddings.search import Hit

_MARGIN_RANK = 4  # the fifth hit: how far the best stands out from the merely related


class Signals(NamedTuple):
    """What the model looks at, for the best hit of a search."""

    reply_similarity: float  # centred cosine of the question and the best passage
    question_similarity: float  # ... and the member's question
    title_similarity: float
    score: float  # the search's own, comparable between languages
    margin: float  # of that score over the fifth hit's
    word_share: float  # of the question's words, weighed by rarity, found in the record
    rarest_missing: float  # 1 when the question's rarest word is not in the record
    other_language: float  # 1 when question and reply are in different languages


class CoverageModel(NamedTuple):
    """Logistic regression over `Signals`, and the two probabilities at which the wording turns."""

    intercept: float
    weights: Signals
    covered_from: float  # below it, the question counts as not covered
    plain_from: float  # below it, the answer is given with reserve


def signals(hits: list[Hit], question: str, language: str, rarity: dict[str, float]) -> Signals:
    """Measure the best of `hits` (at least one) against `question`."""
    best = hits[0]
    other = best.record.language != language
    share, missing = (0.0, 0.0) if other else _shared_words(best, rarity)
    last = hits[min(_MARGIN_RANK, len(hits) - 1)]
    return Signals(
        reply_similarity=best.similarity[KeyKind.REPLY],
        question_similarity=best.similarity[KeyKind.QUESTION],
        title_similarity=best.similarity[KeyKind.TITLE],
        score=best.score,
        margin=best.score - last.score,
        word_share=share,
        rarest_missing=missing,
        other_language=float(other),
    )


def probability(measured: Signals, model: CoverageModel) -> float:
    """Return the probability that the best reply covers the question, 0 to 1."""
    weighted = sum(w * s for w, s in zip(model.weights, measured, strict=True))
    return 0.5 * (1 + math.tanh((model.intercept + weighted) / 2))  # the logistic, never too large


@cache
def shipped_model() -> CoverageModel:
    """Return the model in coverage_model.json."""
    values = json.loads(files("bot").joinpath("coverage_model.json").read_text("utf-8"))
    return CoverageModel(
        values["intercept"],
        Signals(**values["weights"]),
        values["covered_from"],
        values["plain_from"],
    )


def _shared_words(hit: Hit, rarity: dict[str, float]) -> tuple[float, float]:
    record = hit.record
    text = "\n".join((record.heading, record.question, record.reply))
    present = set(analyse(text, record.language))
    total = sum(rarity.values())
    if not total:
        return 0.0, 1.0
    shared = sum(weight for term, weight in rarity.items() if term in present)
    rarest = max(rarity, key=rarity.__getitem__)
    return shared / total, float(rarest not in present)
