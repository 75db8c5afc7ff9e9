"""The figures of answers to graded questions, JSON-ready. docs/evaluation.md explains each."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from bot.evaluation.grading import RELEVANT, Judged
from embeddings.measure.metrics import calibration_estimate, equal_bins, mean_estimate


def graded_figures(judged: Sequence[Judged], questions: Sequence[str]) -> dict[str, Any]:
    """Return every figure by name, each an estimate or None; `questions` name that of each answer.

    `n` counts the answers, `nothing_to_be_found` those to questions that no reply answers.
    """
    named = list(zip(questions, judged, strict=True))
    findable = [(name, each) for name, each in named if each.findable]
    nothing = [(name, each) for name, each in named if not each.findable]
    given = [(name, each) for name, each in named if each.answered]
    return {
        "n": len(named),
        "nothing_to_be_found": len(nothing),
        "ndcg@10": _mean((name, each.ndcg_10) for name, each in named),
        "vital_shown": _mean((name, each.vital_shown) for name, each in named),
        "quoted_relevant": _mean(
            (name, grade >= RELEVANT) for name, each in given for grade in each.quoted
        ),
        "ideal_quoted": _mean((name, each.ideal_quoted) for name, each in named),
        "nothing_relevant": _mean((name, not each.shows_relevant) for name, each in findable),
        "none_answered": _mean((name, each.answered) for name, each in nothing),
        "reserved": _mean((name, each.reserved) for name, each in given),
        "words": _mean((name, each.words) for name, each in given),
    }


def relevance_figures(judged: Sequence[Judged], questions: Sequence[str]) -> dict[str, Any]:
    """Return the calibration error of the relevance that is said of replies shown, and its bins.

    A reply of grade 2 or 3 is relevant. `questions` name that of each answer.
    """
    named = [
        (name, shown) for name, each in zip(questions, judged, strict=True) for shown in each.shown
    ]
    said = [shown.relevance for _, shown in named]
    relevant = [shown.grade >= RELEVANT for _, shown in named]
    error = calibration_estimate(said, relevant, [name for name, _ in named])
    return {
        "error": asdict(error) if error else None,
        "bins": [line._asdict() for line in equal_bins(said, relevant)],
    }


def _mean(values: Iterable[tuple[str, float | None]]) -> dict[str, Any] | None:
    """Return the estimate over the values that there are, with the question of each."""
    known = [(name, value) for name, value in values if value is not None]
    estimate = mean_estimate([float(value) for _, value in known], [name for name, _ in known])
    return asdict(estimate) if estimate else None
