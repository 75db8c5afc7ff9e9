"""The replies and the questions here are fictional."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.answer import Answer, AnswerStatus, Outcome
from bot.answers.quote import is_verified
from bot.language_model.failures import Failure
from bot.pipeline.pipeline import Pipeline, Stage
from bot.requests.request import Request
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import Filters
from tests.bot.bot_parts import build_home, record
from tests.bot.scripted_model import Rule, ScriptedModel, choosing, sentences

QUESTION = "Mon fauteuil roulant sera-t-il remboursé en entier ?"
OFF_SUBJECT = "Quelle est la recette de la tarte aux pommes ?"
Ask = Callable[..., Answer]


@pytest.fixture
def ask(sample_home: Home, encoder: Encoder) -> Ask:
    def asked(chat: ScriptedModel, question: str = QUESTION, **options: Any) -> Answer:
        return Pipeline(sample_home, encoder, chat).ask(question, **options)

    return asked


def denies(data: dict[str, Any]) -> dict[str, Any]:
    return {"answers": False, "sentences": []}


def shows_found_words_only(answer: Answer) -> None:
    """Every sentence shown is a verified quote of a reply that was found."""
    found = {one.record.uid for one in answer.retrieved}
    by_number = {source.n: source.record for source in answer.sources}
    for statement in answer.statements:
        (n,) = statement.citations
        (quote,) = statement.quotes
        assert by_number[n].uid in found
        assert statement.text == quote.text
        assert is_verified(quote, by_number[n])
    for source in answer.sources:
        assert all(is_verified(quote, source.record) for quote in source.quotes)


def test_the_model_chooses_and_the_minister_speaks(ask: Ask, sample_pipeline: Pipeline) -> None:
    answer = ask(ScriptedModel(choosing("1 480 euros")))
    assert answer.status == AnswerStatus.ANSWERED
    shows_found_words_only(answer)
    assert "1 480 euros" in answer.answer
    assert answer.answer != sample_pipeline.ask(QUESTION).answer
    assert answer.notices[1].kind == "chosen_by_model"


def test_chosen_sentences_stand_in_their_replys_order_with_what_they_lean_on(ask: Ask) -> None:
    answer = ask(ScriptedModel(choosing("bénéficiera", "1er décembre 2025")))
    (source,) = answer.sources
    starts = [quote.start for quote in source.quotes]
    assert starts == sorted(starts)
    assert answer.answer.index("1er décembre 2025") < answer.answer.index("bénéficiera")


def test_the_model_is_told_the_ministry_the_day_and_the_earlier_questions(ask: Ask) -> None:
    chat = ScriptedModel(choosing("décembre"))
    ask(chat, "et les fauteuils loués ?", history=[QUESTION])
    told = chat.asked[-1]
    assert told["earlier"] == [QUESTION]
    assert told["replies"][0]["ministry"] == "Ministère délégué chargé des personnes handicapées"
    assert told["replies"][0]["date"] == "2025-05-20"


def test_what_the_model_finds_not_to_answer_is_only_named(ask: Ask) -> None:
    answer = ask(ScriptedModel(denies))
    assert (answer.status, answer.outcome) == (AnswerStatus.NOT_COVERED, Outcome.NEARBY)
    assert "model_denied" in [notice.kind for notice in answer.notices]
    assert answer.statements == ()
    shows_found_words_only(answer)


def test_what_was_only_near_is_answered_with_reserve_when_the_model_finds_it_answers(
    ask: Ask, sample_pipeline: Pipeline
) -> None:
    question = "chaise pour handicapé qui roule"
    assert sample_pipeline.ask(question).outcome == Outcome.NEARBY
    answer = ask(ScriptedModel(choosing("décembre 2025")), question)
    assert answer.status == AnswerStatus.ANSWERED
    assert answer.reserved
    assert "décembre 2025" in answer.answer
    shows_found_words_only(answer)


def test_where_nothing_can_be_chosen_nothing_is_sent(ask: Ask) -> None:
    chat = ScriptedModel(choosing("a"))
    assert ask(chat, "Dois-je divorcer ?").status == AnswerStatus.OUT_OF_SCOPE
    assert ask(chat, "question 147").status == AnswerStatus.ANSWERED
    assert chat.asked == []


def test_what_was_chosen_before_a_cut_stands_and_the_reader_is_told(ask: Ask) -> None:
    number = '{"answers": true, "sentences": [2, 1'
    answer = ask(ScriptedModel(lambda data: number, failure=Failure.CUT))
    assert answer.status == AnswerStatus.PARTIAL
    assert {"chosen_by_model", "model_failed"} <= {notice.kind for notice in answer.notices}
    assert len(answer.statements) == 1
    shows_found_words_only(answer)


@pytest.mark.parametrize("failure", [None, *Failure])
def test_a_model_that_says_nothing_usable_costs_nothing_but_its_help(
    ask: Ask, sample_pipeline: Pipeline, failure: Failure | None
) -> None:
    without = sample_pipeline.ask(QUESTION)
    answer = ask(ScriptedModel(lambda data: "Bien sûr ! Voici.", failure=failure))
    assert (answer.answer, answer.statements) == (without.answer, without.statements)
    assert "model_failed" in [notice.kind for notice in answer.notices]


@pytest.mark.parametrize("options", [{}, {"filters": Filters(ministry="personnes handicapées")}])
def test_a_question_with_nothing_to_choose_from_asks_the_model_for_no_choice(
    ask: Ask, options: dict[str, Any]
) -> None:
    chat = ScriptedModel(choosing("a"))
    assert ask(chat, OFF_SUBJECT, **options).status != AnswerStatus.ANSWERED
    assert not [data for data in chat.asked if "replies" in data]


def test_personal_data_is_masked_before_the_model_sees_it(ask: Ask) -> None:
    chat = ScriptedModel(choosing("décembre"))
    ask(chat, f"{QUESTION} Écrivez-moi : jeanne@exemple.fr", history=["06 12 34 56 78, et vous ?"])
    assert chat.asked
    assert "jeanne" not in str(chat.asked)
    assert "12 34" not in str(chat.asked)


def test_what_is_known_is_there_before_the_model_has_chosen(
    sample_home: Home, encoder: Encoder
) -> None:
    pipeline = Pipeline(sample_home, encoder, ScriptedModel(choosing("décembre")))
    stages = [stage for stage, _ in pipeline.steps(Request(QUESTION))]
    assert stages == [Stage.CHOOSING, Stage.DONE]
    without = Pipeline(sample_home, encoder)
    assert [stage for stage, _ in without.steps(Request(QUESTION))] == [Stage.DONE]


def test_long_replies_are_offered_by_their_likeliest_sentences(
    encoder: Encoder, tmp_path: Path
) -> None:
    about = "Le phare de la pointe numéro {n} est gardé par deux gardiens toute l'année."
    replies = [
        record(" ".join(about.format(n=100 * m + n) for n in range(80)), uid=f"f-{m}")
        for m in range(5)
    ]
    chat = ScriptedModel(choosing("gardiens"))
    home = build_home(tmp_path, replies, encoder)
    answer = Pipeline(home, encoder, chat).ask("Qui garde les phares de la côte ?")
    offered = sentences(chat.asked[-1])
    assert 20 < len(offered) <= 150
    assert sum(map(len, offered.values())) <= 16_000
    shows_found_words_only(answer)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["answers", "sentences"]), inner)
    ),
    max_leaves=20,
)


@settings(max_examples=40, deadline=None)
@given(said=st.text() | _JSON | st.lists(st.integers(-5, 400)).map(lambda n: {"sentences": n}))
def test_whatever_a_model_writes_only_words_of_found_replies_are_shown(
    sample_home: Home, encoder: Encoder, said: Any
) -> None:
    rule: Rule = lambda data: said  # noqa: E731
    chat = ScriptedModel(rule, rule)
    answer = Pipeline(sample_home, encoder, chat).ask(QUESTION)
    shows_found_words_only(answer)
    frame = answer.answer
    for quote in (quote for source in answer.sources for quote in source.quotes):
        frame = frame.replace(quote.text, "")
    assert len(frame) < 600  # who replied, when, to which question
