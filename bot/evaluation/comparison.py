"""Two encoders on the same records and questions: how well each ranks, and what each costs.

Only rankings are compared. The models that judge and quote what was found are fitted on the
bundled encoder's vectors, so answers would say more about them than about the other encoder.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, NamedTuple, Self

from bot.evaluation.costs import costs
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.grading import Finder
from bot.evaluation.questions import ANSWERABLE, GRADED, EvalQuestion
from bot.evaluation.report import ranking_figures
from bot.parlebot import Parlebot
from corpus.text.message import message
from embeddings.encoders.identity import EncoderIdentity
from embeddings.measure.known_items import KnownItem
from embeddings.measure.metrics import RankingScores
from embeddings.search.index import Index

OWN, AGAINST = "own", "against"  # the index's encoder, and the one that it is compared with
SIGNS = {OWN: "A", AGAINST: "B"}  # that stand for them where people read
DECIDES = "ndcg@10"  # of the four figures the one that looks at the whole ranking
_ENDS = ("low", "high")  # of an interval
FEWEST = 20  # questions: the interval of fewer is narrower than it should be


class Ranking(NamedTuple):
    """How well the replies to one question were ranked with one encoder."""

    question: str  # its id, the same in each of its languages
    group: str  # of questions that are reported together: "en on uk", or a language
    scores: RankingScores
    milliseconds: float | None  # to encode the question and to search; None where it was not


Asking = Callable[[Parlebot], list[Ranking]]  # asks the same questions of any home


@dataclass(frozen=True, slots=True)
class Contender:
    """One of the two encoders, with all that was measured of it."""

    identity: EncoderIdentity
    rankings: Sequence[Ranking]
    costs: Mapping[str, Any]

    @classmethod
    def measured(cls, parlebot: Parlebot, ask: Asking) -> Self:
        """Return the encoder of `parlebot` with what `ask` finds there and what it costs."""
        index, encoder = parlebot.parts()
        rankings = ask(parlebot)
        times = [each.milliseconds for each in rankings if each.milliseconds is not None]
        typical = median(times) if times else None
        return cls(encoder.identity, rankings, costs(index, encoder, typical))


def askable(
    questions: Sequence[EvalQuestion], index: Index
) -> tuple[list[EvalQuestion], list[EvalQuestion]]:
    """Return the answerable ones of `questions`, and those of them whose record is not indexed."""
    find = Finder(index)
    known: list[EvalQuestion] = []
    unknown: list[EvalQuestion] = []
    for question in questions:
        if question.kind in (ANSWERABLE, GRADED) and question.gold:
            (known if any(map(find, question.gold)) else unknown).append(question)
    return known, unknown


def of_outcomes(outcomes: Sequence[Evaluation]) -> list[Ranking]:
    """Return the rankings of questions that were asked as a citizen would."""
    return [
        Ranking(o.question.id, o.pair, o.scores, _searching(o.timings_ms))
        for o in outcomes
        if o.scores is not None
    ]


def of_known_items(items: Sequence[KnownItem]) -> list[Ranking]:
    """Return the rankings of members' own questions."""
    return [
        Ranking(item.record.uid, item.record.language, item.scores, item.milliseconds)
        for item in items
    ]


def comparison(own: Contender, against: Contender) -> dict[str, Any]:
    """Return the figures of both encoders and their difference, JSON-ready.

    Both were asked the same questions in the same order. The interval of a difference is that of
    the differences question by question.
    """
    pairs = list(zip(own.rankings, against.rankings, strict=True))
    groups = dict.fromkeys(["all", *(ranking.group for ranking in own.rankings)])
    ranking = {
        group: _compared([pair for pair in pairs if group in ("all", pair[0].group)])
        for group in groups
    }
    questions = len({one.question for one in own.rankings})
    return {
        "encoders": {OWN: asdict(own.identity), AGAINST: asdict(against.identity)},
        "questions": questions,
        "ranking": ranking,
        "costs": {OWN: own.costs, AGAINST: against.costs},
        "better": _better(ranking["all"][DECIDES]["difference"], questions),
    }


def verdict(figures: Mapping[str, Any]) -> str:
    """Return what the figures of `comparison` mean, in one sentence in English."""
    found, count = figures["ranking"]["all"][DECIDES]["difference"], figures["questions"]
    if count < FEWEST:
        return message(
            "{count} questions are too few to tell which encoder ranks better: ask {fewest} or "
            "more.",
            count=count,
            fewest=FEWEST,
        )
    better = figures["better"]
    sign = -1 if better == OWN else 1
    by, low, high = (f"{sign * found[name]:.3f}" for name in ("value", *_ENDS[::sign]))
    if better is None:
        return message(
            "No difference that these {count} questions can show: {figure} of B less that of A is "
            "{by} (95 %: {low} to {high}).",
            count=count,
            figure=DECIDES,
            by=by,
            low=low,
            high=high,
        )
    return message(
        "{better} ranks better: {figure} is higher by {by} (95 %: {low} to {high}; {count} "
        "questions).",
        better=f"{SIGNS[better]} ({figures['encoders'][better]['name']})",
        figure=DECIDES,
        by=by,
        low=low,
        high=high,
        count=count,
    )


def _better(difference: Mapping[str, float], questions: int) -> str | None:
    """Return which encoder ranks better, as far as the questions can tell."""
    if questions < FEWEST or difference["low"] <= 0 <= difference["high"]:
        return None
    return AGAINST if difference["value"] > 0 else OWN


def _compared(pairs: Sequence[tuple[Ranking, Ranking]]) -> dict[str, Any]:
    names = [own.question for own, _ in pairs]
    scores = {
        OWN: [own.scores for own, _ in pairs],
        AGAINST: [against.scores for _, against in pairs],
        "difference": [
            RankingScores(*(b - a for a, b in zip(own.scores, against.scores, strict=True)))
            for own, against in pairs
        ],
    }
    by_side = {side: ranking_figures(of_side, names) for side, of_side in scores.items()}
    return {"n": len(pairs)} | {
        figure: {side: figures[figure] for side, figures in by_side.items()}
        for figure in by_side[OWN]
    }


def _searching(timings_ms: Mapping[str, float]) -> float | None:
    return timings_ms["encode"] + timings_ms["search"] if "search" in timings_ms else None
