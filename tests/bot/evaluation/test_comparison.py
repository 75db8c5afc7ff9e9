import random

import pytest

from bot.evaluation.comparison import (
    FEWEST,
    Contender,
    Ranking,
    askable,
    comparison,
    of_outcomes,
    verdict,
)
from bot.evaluation.evaluate import evaluate
from bot.evaluation.questions import ANSWERABLE, EvalQuestion
from bot.evaluation.report import report
from bot.parlebot import Parlebot
from embeddings.encoders.identity import EncoderIdentity
from embeddings.measure.metrics import ranking_scores

FOUND, SECOND, LOST = (
    ranking_scores(ranked, {"right"}) for ranked in (["right"], ["x", "right"], ["x"])
)
CANTEEN = EvalQuestion(
    "canteen", "fr", "Combien coûte en moyenne un repas à la cantine ?", ANSWERABLE,
    ("QANR5L99QE103",), "En moyenne, un repas coûte 9,10 euros",
)  # fmt: skip


def _contender(name: str, *rankings: Ranking) -> Contender:
    return Contender(EncoderIdentity(name, "1", 8, "", "", "float32"), rankings, {})


def _rankings(*scores: object, group: str = "fr") -> list[Ranking]:
    return [Ranking(f"q{n}", group, each, 1.0) for n, each in enumerate(scores)]  # type: ignore[arg-type]


def test_the_difference_is_that_of_the_means_whichever_encoder_wins() -> None:
    own = _contender("old", *_rankings(FOUND, LOST, LOST, LOST))
    against = _contender("new", *_rankings(FOUND, FOUND, SECOND, LOST))
    figures = comparison(own, against)["ranking"]["all"]
    assert figures["n"] == 4
    hit = figures["hit@1"]
    assert (hit["own"]["value"], hit["against"]["value"]) == (0.25, 0.5)
    assert hit["difference"]["value"] == 0.25
    assert figures["recall@5"]["difference"]["value"] == 0.5
    back = comparison(against, own)["ranking"]["all"]["hit@1"]["difference"]
    assert (back["value"], back["high"]) == (-0.25, -hit["difference"]["low"])


def test_the_interval_is_of_the_differences_question_by_question() -> None:
    """Encoders that miss the same hard questions are told apart by the others."""
    draw = random.Random(4)
    hard = [draw.random() < 0.5 for _ in range(200)]
    own = [LOST if is_hard else SECOND for is_hard in hard]
    against = [LOST if is_hard else FOUND for is_hard in hard]
    figures = comparison(_contender("a", *_rankings(*own)), _contender("b", *_rankings(*against)))
    mrr = figures["ranking"]["all"]["mrr@10"]
    assert mrr["difference"]["low"] > 0.2
    width = mrr["difference"]["high"] - mrr["difference"]["low"]
    assert width < mrr["against"]["high"] - mrr["against"]["low"]


def test_groups_are_reported_apart_and_together() -> None:
    own = [*_rankings(LOST, group="en on uk"), *_rankings(FOUND, group="fr on uk")]
    against = [*_rankings(FOUND, group="en on uk"), *_rankings(FOUND, group="fr on uk")]
    figures = comparison(_contender("a", *own), _contender("b", *against))
    by_group = {
        group: values["hit@1"]["difference"]["value"]
        for group, values in figures["ranking"].items()
    }
    assert by_group == {"all": 0.5, "en on uk": 1, "fr on uk": 0}
    assert figures["questions"] == 1  # asked in two languages


@pytest.mark.parametrize(
    ("own", "against", "better", "said"),
    [
        ([LOST] * 40, [FOUND] * 40, "against", "B (new) ranks better: ndcg@10 is higher by 1.000"),
        ([FOUND] * 40, [LOST] * 40, "own", "A (old) ranks better: ndcg@10 is higher by 1.000"),
        ([FOUND, LOST] * 20, [LOST, FOUND] * 20, None, "No difference that these 40 questions"),
        ([LOST] * (FEWEST - 1), [FOUND] * (FEWEST - 1), None, "19 questions are too few"),
    ],
)
def test_the_last_line_says_what_the_figures_mean(
    own: list[object], against: list[object], better: str | None, said: str
) -> None:
    sides = _contender("old", *_rankings(*own)), _contender("new", *_rankings(*against))
    figures = comparison(*sides)
    assert figures["better"] == better
    assert verdict(figures).startswith(said)


def test_the_bounds_of_what_is_better_stand_in_order_and_are_positive() -> None:
    own = _rankings(*[FOUND] * 30, *[SECOND] * 10)
    against = _rankings(*[SECOND] * 30, *[LOST] * 10)
    figures = comparison(_contender("old", *own), _contender("new", *against))
    difference = figures["ranking"]["all"]["ndcg@10"]["difference"]
    low, high = -difference["high"], -difference["low"]
    assert 0 < low < high
    assert f"(95 %: {low:.3f} to {high:.3f}; 40 questions)" in verdict(figures)


def test_only_answerable_questions_with_an_indexed_record_are_asked(
    sample_parlebot: Parlebot,
) -> None:
    lost = EvalQuestion("lost", "fr", "Et la mer ?", ANSWERABLE, ("QANR5L99QE999",), "la mer")
    near = EvalQuestion("near", "fr", "Et la mer ?", "near")
    index = sample_parlebot.current_index()
    assert askable([CANTEEN, lost, near], index) == ([CANTEEN], [lost])


def test_the_ranking_is_the_one_that_the_evaluation_reports(sample_parlebot: Parlebot) -> None:
    outcomes, _ = evaluate(sample_parlebot, [CANTEEN], "", own_source=False)
    (ranking,) = of_outcomes(outcomes)
    assert (ranking.question, ranking.group) == ("canteen", "fr on fr")
    assert ranking.milliseconds == pytest.approx(
        outcomes[0].timings_ms["encode"] + outcomes[0].timings_ms["search"]
    )
    one = _contender("a", ranking)
    reported = report(outcomes, [], [])["answerable"]["fr on fr"]
    compared = comparison(one, one)["ranking"]["fr on fr"]
    assert compared["hit@1"]["own"] == reported["hit@1"]
    assert compared["ndcg@10"]["difference"]["value"] == 0
