import pytest
from langchain_core.documents import Document

from benchmarks.answer_peers import cells, mean_words, peer_answers, shown
from bot.evaluation.evaluate import evaluate
from bot.evaluation.graded_figures import graded_figures
from bot.evaluation.grading import Finder, Graded, judged_answer
from bot.evaluation.questions import read_questions
from bot.parlebot import Parlebot
from tests import ROOT

FILE = ROOT / "tests" / "bot" / "evaluation" / "graded.jsonl"
NOTHING = Graded(False, {}, frozenset(), (), frozenset())


def _chunk(group: str, text: str) -> Document:
    return Document(text, metadata={"group": group})


def test_a_peer_shows_its_best_chunks_up_to_the_words_that_are_allowed() -> None:
    chunks = [_chunk("a", "un deux trois"), _chunk("b", "quatre cinq"), _chunk("a", "six sept")]
    assert shown(chunks, 6) == {"a": ["un deux trois", "six"], "b": ["quatre cinq"]}
    assert shown(chunks, 3) == {"a": ["un deux trois"]}
    assert shown(chunks, 0) == {}


def test_the_words_allowed_are_the_mean_of_answers_without_refusals() -> None:
    texts = (["un deux trois"], ["un"])
    given = [judged_answer(NOTHING, [], {"a": each}) for each in texts]
    refused = judged_answer(NOTHING, [], {}, answered=False)
    assert mean_words([*given, refused]) == 2
    assert mean_words([refused]) == 0


def test_a_peer_is_scored_on_the_questions_that_parlebot_was_asked(
    sample_parlebot: Parlebot,
) -> None:
    outcomes, _ = evaluate(sample_parlebot, read_questions([FILE])[0], "", own_source=True)
    find = Finder(sample_parlebot.current_index())
    canteen, wolves = find("QANR5L99QE103"), find("QANR5L99QE120")
    assert canteen is not None
    assert wolves is not None
    found = [_chunk(wolves.group, "Le loup est là."), _chunk(canteen.group, canteen.reply)]
    judged = peer_answers(lambda question: found, outcomes, find, words=5)
    figures = graded_figures(judged, [outcome.question.id for outcome in outcomes])
    assert (figures["n"], figures["words"]["value"]) == (3, 5)
    assert figures["none_answered"]["value"] == 1  # a peer never refuses
    assert figures["quoted_relevant"]["value"] == pytest.approx(1 / 6)
    assert figures["ideal_quoted"]["value"] == 0.5
    assert 0 < figures["ndcg@10"]["value"] < 1
    assert cells(figures)[-1] == "5 5–5"
