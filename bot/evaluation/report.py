"""The figures of an evaluation, JSON-ready. docs/evaluation.md explains what each means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from statistics import fmean, median
from typing import Any

from bot.evaluation.evaluate import Evaluation, is_unanswerable
from bot.evaluation.graded_figures import graded_figures, relevance_figures
from bot.evaluation.grading import Judged
from bot.evaluation.questions import (
    ANSWERABLE,
    EVAL_LANGUAGES,
    FOLLOW_UP,
    BadLine,
    EvalQuestion,
)
from embeddings.measure.known_items import KnownItem
from embeddings.measure.metrics import (
    RankingScores,
    area_estimate,
    calibration_error,
    mean_estimate,
    reliability,
    threshold_refusing,
)

REFUSED_SHARE = 0.05  # of answerable questions, where systems are compared
RANKING_NAMES = ("hit@1", "recall@5", "mrr@10", "ndcg@10")
_FOLLOW_UP_DEPTH = 3
_TIMINGS = ("encode", "search", "compose", "total")

Figures = dict[str, Any]  # by name: an estimate {"value", "low", "high", "n"} or None


def report(
    outcomes: Sequence[Evaluation], bad_lines: Sequence[BadLine], unknown: Sequence[EvalQuestion]
) -> dict[str, Any]:
    """Return every figure over `outcomes`, and what was left out.

    That is the lines that hold no question, questions whose gold records are not indexed, and
    graded records that are not.
    """
    answerable = [o for o in outcomes if o.question.kind == ANSWERABLE]
    unanswerable = [o for o in outcomes if is_unanswerable(o)]
    first_turns = [*answerable, *unanswerable]  # each asked by itself
    plain = [o for o in first_turns if o.is_plain]
    judged = [o for o in outcomes if o.judged]
    table = reliability([o.confidence for o in first_turns], [o.is_right for o in first_turns])
    return {
        "questions": len(outcomes),
        "answerable": {
            pair: _answerable_figures([o for o in answerable if pair in ("all", o.pair)])
            for pair in ("all", *_in_order(o.pair for o in answerable))
        },
        "plain_answers": {
            "right": _mean(plain, lambda o: o.cited_right),
            "first_right": _mean(plain, lambda o: o.first_cited_right),
        },
        "unanswerable": _unanswerable_figures(answerable, unanswerable),
        "graded": {
            pair: _graded_figures([o for o in judged if pair in ("all", o.pair)])
            for pair in ("all", *_in_order(o.pair for o in judged))
        },
        "relevance": {
            asked: _graded_figures(_asked_in(asked, judged), relevance_figures)
            for asked in ("all", *_in_order(o.question.language for o in judged))
        },
        "calibration": {
            "error": calibration_error(table) if table else None,
            "bins": [line._asdict() for line in table],
        },
        "quotes": _quote_figures(outcomes),
        "followups": _follow_up_figures(outcomes),
        "languages": _language_figures(outcomes),
        "model_failed": _mean(outcomes, lambda o: o.model_failed),
        "timings_ms": {
            name: median(times)
            for name in _TIMINGS
            if (times := [o.timings_ms[name] for o in outcomes if name in o.timings_ms])
        },
        "bad_lines": [asdict(line) for line in bad_lines],
        "not_indexed": [[question.id, question.language] for question in unknown],
        "grades_not_indexed": grades_not_indexed(outcomes),
        "outcomes": [_line(o) for o in outcomes],
    }


def grades_not_indexed(outcomes: Sequence[Evaluation]) -> list[str]:
    """Return the uids that the questions asked have grades or nuggets of and no record is found."""
    return sorted({uid for o in outcomes if o.judged for uid in o.judged.missing})


def known_item_report(items: Sequence[KnownItem]) -> dict[str, Any]:
    """Return the ranking scores of a corpus' own questions, by their language."""
    languages = sorted({item.record.language for item in items})
    figures = {}
    for language in ("all", *languages):
        own = [item for item in items if language in ("all", item.record.language)]
        names = [item.record.uid for item in own]
        figures[language] = {"n": len(own)} | ranking_figures([i.scores for i in own], names)
    return {"known_items": figures}


def ranking_figures(scores: Sequence[RankingScores], questions: Sequence[str]) -> Figures:
    """Return the mean of each ranking score by name; `questions` name the question of each."""
    return {
        name: estimate and asdict(estimate)
        for place, name in enumerate(RANKING_NAMES)
        for estimate in [mean_estimate([score[place] for score in scores], questions)]
    }


def _answerable_figures(outcomes: Sequence[Evaluation]) -> Figures:
    ranked = [(o.scores, o.question.id) for o in outcomes if o.scores is not None]
    return {
        "n": len(outcomes),
        **ranking_figures([scores for scores, _ in ranked], [name for _, name in ranked]),
        "quote_hit": _mean(outcomes, lambda o: o.quote_hit),
        "quote_hit_answered": _mean([o for o in outcomes if o.is_answered], lambda o: o.quote_hit),
        "refused": _mean(outcomes, lambda o: not o.is_answered),
        "plain": _mean(outcomes, lambda o: o.is_plain),
    }


def _unanswerable_figures(
    answerable: Sequence[Evaluation], unanswerable: Sequence[Evaluation]
) -> dict[str, Any]:
    threshold = (
        threshold_refusing([o.confidence for o in answerable], REFUSED_SHARE)
        if answerable
        else None
    )
    kinds = _in_order(o.question.kind for o in unanswerable)
    return {
        "threshold_at_5_percent_refused": threshold,
        "kinds": {
            kind: {
                asked: _kind_figures(
                    _asked_in(asked, answerable),
                    [o for o in _asked_in(asked, unanswerable) if o.question.kind == kind],
                    threshold,
                )
                for asked in ("all", *EVAL_LANGUAGES)
            }
            for kind in kinds
        },
    }


def _kind_figures(
    answerable: Sequence[Evaluation], own: Sequence[Evaluation], threshold: float | None
) -> Figures:
    area = area_estimate(
        [o.confidence for o in answerable],
        [o.confidence for o in own],
        [o.question.id for o in answerable],
        [o.question.id for o in own],
    )
    at_threshold = None if threshold is None else _mean(own, lambda o: o.confidence >= threshold)
    return {
        "n": len(own),
        "answered": _mean(own, lambda o: o.is_answered),
        "answered_plain": _mean(own, lambda o: o.is_plain),
        "answered_at_5_percent_refused": at_threshold,
        "area_under_curve": area and asdict(area),
    }


def _quote_figures(outcomes: Sequence[Evaluation]) -> Figures:
    shown = sum(o.quotes for o in outcomes)
    answered = [o for o in outcomes if o.is_answered]
    return {
        "shown": shown,
        "verified": sum(o.verified for o in outcomes) / shown if shown else None,
        "mean_words": fmean(o.words_quoted for o in answered) if answered else None,
        "mean_answer_words": fmean(o.answer_words for o in answered) if answered else None,
    }


def _graded_figures(
    outcomes: Sequence[Evaluation],
    figures: Callable[[Sequence[Judged], Sequence[str]], Figures] = graded_figures,
) -> Figures:
    judged = [(o.judged, o.question.id) for o in outcomes if o.judged]
    return figures([each for each, _ in judged], [name for _, name in judged])


def _language_figures(outcomes: Sequence[Evaluation]) -> Figures:
    """Return how often the answer's language is the question's, by what the default was."""
    asked = [o for o in outcomes if o.language_otherwise]
    return {
        "own_default": _mean(outcomes, lambda o: o.language == o.question.language),
        "other_default": _mean(asked, lambda o: o.language_otherwise == o.question.language),
    }


def _follow_up_figures(outcomes: Sequence[Evaluation]) -> dict[str, Any]:
    followups = [o for o in outcomes if o.question.kind == FOLLOW_UP]
    return {
        asked: {"gold_in_first_3": _mean(own, lambda o: 1 <= o.place <= _FOLLOW_UP_DEPTH)}
        for asked in ("all", *EVAL_LANGUAGES)
        if (own := _asked_in(asked, followups))
    }


def _line(outcome: Evaluation) -> dict[str, Any]:
    """Return what a person needs to examine an error by hand."""
    return {
        "id": outcome.question.id,
        "kind": outcome.question.kind,
        "pair": outcome.pair,
        "question": outcome.question.text,
        "status": outcome.status.value,
        "reserved": outcome.reserved,
        "confidence": round(outcome.confidence, 4),
        "place": outcome.place,
        "cited_right": outcome.cited_right,
        "quote_hit": outcome.quote_hit,
        "first_uid": outcome.first_uid,
        "gold": list(outcome.question.gold),
        "language": outcome.language,
        "language_otherwise": outcome.language_otherwise,
        "judged": outcome.judged and _judged_line(outcome.judged),
    }


def _judged_line(judged: Judged) -> Figures:
    return {
        "findable": judged.findable,
        "ndcg@10": judged.ndcg_10,
        "vital_shown": judged.vital_shown,
        "ideal_quoted": judged.ideal_quoted,
        "grades_quoted": list(judged.quoted),
        "words": judged.words,
    }


def _mean(outcomes: Sequence[Evaluation], holds: Callable[[Evaluation], bool]) -> Any:  # noqa: ANN401
    estimate = mean_estimate([float(holds(o)) for o in outcomes], [o.question.id for o in outcomes])
    return estimate and asdict(estimate)


def _asked_in(asked: str, outcomes: Iterable[Evaluation]) -> list[Evaluation]:
    return [o for o in outcomes if asked in ("all", o.question.language)]


def _in_order(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
