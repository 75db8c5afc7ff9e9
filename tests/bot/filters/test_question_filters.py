import json
from datetime import date
from pathlib import Path

import pytest

from bot.answers.answer import Answer, AnswerStatus
from bot.answers.quote import is_verified
from bot.filters.finder import find_filters
from bot.filters.question_filters import Origin
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.question.bad_input import BadInputError
from bot.requests.batch import answer_line
from bot.requests.request import parse_without
from corpus.records.record import Status
from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import Filters
from tests.bot.bot_parts import build_home, record

TODAY = date(2026, 11, 2)
KITE_QUESTION = "Peut-on faire voler un cerf-volant près d'un phare ?"
RECORDS = [
    record(
        "Faire voler un cerf-volant près d'un phare est interdit à moins de 300 mètres.",
        uid="f-2019", number="19", title="Cerfs-volants près des phares", question=KITE_QUESTION,
        ministry="ministère des phares", answered_on=date(2019, 3, 5), legislature="15",
    ),
    record(
        "Faire voler un cerf-volant près d'un phare est permis au-delà de 100 mètres.",
        uid="f-2025", number="25", title="Cerfs-volants près des phares", question=KITE_QUESTION,
        ministry="ministère des phares", answered_on=date(2025, 3, 5), legislature="17",
    ),
    record(
        "Flying a kite near a lighthouse is allowed beyond 200 metres of the light.",
        uid="g-2024", number="77", title="Kites near lighthouses", language="en", country="GB",
        question="To ask the Secretary of State whether kites may be flown near lighthouses.",
        ministry="Department for Lighthouses", answered_on=date(2024, 3, 5),
    ),
    record(
        "Snails cross the road at night. Fourteen snail crossings were built near Mudford.",
        uid="g-snails", number="78", title="Snail crossings", language="en", country="GB",
        question="To ask the Secretary of State how many snail crossings were built.",
        ministry="Department for Slow Transport", answered_on=date(2024, 3, 5),
    ),
    record(
        "", uid="f-waits", number="33", title="Comptage des nuages", status=Status.NOT_YET_ANSWERED,
        question="Combien de nuages ont été comptés au-dessus de la Brumaille ?", answered_on=None,
        ministry="ministère des nuages",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Pipeline:
    return Pipeline(build_home(Path(tmp_path_factory.mktemp("limits")), RECORDS, encoder), encoder)


def _ask(pipeline: Pipeline, question: str, **options: object) -> Answer:
    return pipeline.ask(question, today=TODAY, **options)  # type: ignore[arg-type]


def _kinds(answer: Answer) -> set[str]:
    return {notice.kind for notice in answer.notices}


def test_the_words_of_a_question_limit_the_search_and_the_reader_is_told(
    pipeline: Pipeline,
) -> None:
    answer = _ask(pipeline, f"Selon le ministère des phares en 2019, {KITE_QUESTION}")
    assert [found.record.uid for found in answer.retrieved] == ["f-2019"]
    assert [source.record.uid for source in answer.sources] == ["f-2019"]
    assert answer.standalone == KITE_QUESTION
    (notice,) = [n for n in answer.notices if n.kind == "filters_found"]
    for words in ("Selon le ministère des phares", "en 2019", "--without"):
        assert words in notice.text
    told = {f["kind"]: f for f in answer.to_dict()["filters"]}
    assert told["ministry"]["value"] == "ministère des phares"
    assert told["period"] == {
        "kind": "period",
        "value": "2019-01-01/2019-12-31",
        "label": "depuis le 1er\xa0janvier 2019, jusqu'au 31\xa0décembre 2019",
        "found": True,
    }


@pytest.mark.parametrize("without", [{"all"}, {"period", "ministry"}])
def test_what_the_words_limit_can_be_taken_off(pipeline: Pipeline, without: set[str]) -> None:
    question = f"Selon le ministère des phares en 2019, {KITE_QUESTION}"
    answer = _ask(pipeline, question, without=frozenset(without))
    assert {"f-2019", "f-2025"} <= {found.record.uid for found in answer.retrieved}
    assert answer.filters == ()
    assert not {"filters_found", "filters_dropped"} & _kinds(answer)
    assert answer.standalone == question


def test_a_filter_that_is_given_wins_over_the_words(pipeline: Pipeline) -> None:
    question = f"En 2019, que disait le ministre ? {KITE_QUESTION}"
    given = Filters(since=date(2025, 1, 1))
    answer = _ask(pipeline, question, filters=given)
    assert [found.record.uid for found in answer.retrieved] == ["f-2025"]
    assert [(f.kind, f.value, f.found) for f in answer.filters] == [
        ("period", "2025-01-01/..", False)
    ]
    manifest = pipeline.index().manifest
    for settled in (Filters(source="FILE"), Filters(country="GB"), Filters(chamber="Commons")):
        words = "Peut-on pêcher en France ?"
        scope = find_filters(words, "fr", manifest, TODAY, settled)
        assert scope.found == ()
    assert find_filters(words, "fr", manifest, TODAY).found


def test_limits_within_which_nothing_answers_are_taken_off_and_said_so(pipeline: Pipeline) -> None:
    for language, question in (
        ("fr", f"Que disait le ministre en 1999 ? {KITE_QUESTION}"),
        ("en", "According to the minister in 1999, may kites be flown near lighthouses?"),
    ):
        answer = _ask(pipeline, question, default_language=language)
        assert answer.language == language
        assert (answer.status, answer.reserved) == (AnswerStatus.ANSWERED, True)
        (notice,) = [n for n in answer.notices if n.kind == "filters_dropped"]
        assert "1999" in notice.text
        assert answer.filters == ()
        assert answer.retrieved


def test_given_filters_without_result_are_never_taken_off(pipeline: Pipeline) -> None:
    answer = _ask(pipeline, KITE_QUESTION, filters=Filters(deputy="Personne"))
    assert answer.status == AnswerStatus.NOT_COVERED
    assert "Personne" in answer.answer
    assert "filters_dropped" not in _kinds(answer)


@pytest.mark.parametrize(
    ("question", "uid"), [("question n° 78", "g-snails"), ("Show me question 25", "f-2025")]
)
def test_a_number_alone_shows_that_very_reply(pipeline: Pipeline, question: str, uid: str) -> None:
    answer = _ask(pipeline, question)
    assert (answer.status, answer.reserved) == (AnswerStatus.ANSWERED, False)
    assert [source.record.uid for source in answer.sources] == [uid]
    assert all(is_verified(quote, answer.sources[0].record) for quote in answer.sources[0].quotes)
    assert answer.sources[0].quotes


def test_a_number_alone_that_waits_or_that_nobody_knows_is_said_so(pipeline: Pipeline) -> None:
    waits = _ask(pipeline, "question n° 33")
    assert waits.status == AnswerStatus.NOT_ANSWERED_YET
    assert [source.record.uid for source in waits.sources] == ["f-waits"]
    unknown = _ask(pipeline, "question n° 4242")
    assert unknown.status == AnswerStatus.NOT_COVERED
    assert "4242" in unknown.answer
    assert unknown.sources == ()


def test_a_question_about_now_has_the_newest_of_the_replies_that_treat_it_first(
    pipeline: Pipeline,
) -> None:
    answer = _ask(pipeline, KITE_QUESTION, filters=Filters(country="FR"))
    assert [source.record.uid for source in answer.sources] == ["f-2025", "f-2019"]
    assert answer.answer.index("100 mètres") < answer.answer.index("300 mètres")


@pytest.mark.parametrize(
    "history", [(), (f"Que dit le ministre des phares ? {KITE_QUESTION}",)], ids=["alone", "after"]
)
def test_the_older_reply_stays_findable(pipeline: Pipeline, history: tuple[str, ...]) -> None:
    question = "Et en 2019 ?" if history else f"Que disait le ministre en 2019 ? {KITE_QUESTION}"
    answer = _ask(pipeline, question, history=history)
    assert [source.record.uid for source in answer.sources] == ["f-2019"]


def test_a_home_of_unanswered_questions_only_says_that_they_wait(
    tmp_path: Path, encoder: Encoder
) -> None:
    waiting = Pipeline(build_home(tmp_path, RECORDS[-1:], encoder), encoder)
    answer = _ask(waiting, "Combien de nuages ont été comptés au-dessus de la Brumaille ?")
    assert answer.status == AnswerStatus.NOT_ANSWERED_YET
    assert [source.record.uid for source in answer.sources] == ["f-waits"]
    other = _ask(waiting, "Quel est le budget des écoles ?")
    assert other.status == AnswerStatus.NOT_COVERED


def test_a_batch_line_takes_every_filter_and_what_to_leave(pipeline: Pipeline) -> None:
    def line(**item: object) -> dict[str, object]:
        text = json.dumps({"question": f"Que disait le ministre en 2019 ? {KITE_QUESTION}"} | item)
        return answer_line(Parlebot(pipeline).answer, text, 1, {})

    assert [f["value"] for f in line()["filters"]] == ["2019-01-01/2019-12-31"]  # type: ignore[attr-defined]
    assert line(without=["period"])["filters"] == []
    given = line(number="77", country="GB", without=["all"])
    assert [f["kind"] for f in given["filters"]] == ["country", "number"]  # type: ignore[attr-defined]
    assert [found["uid"] for found in given["retrieved"]] == ["g-2024"]  # type: ignore[attr-defined]
    for wrong in ("period", ["colour"], [1], {"period": 1}):
        assert line(without=wrong)["status"] == "rejected"


def test_an_unknown_kind_to_leave_is_named_with_the_known_ones() -> None:
    assert parse_without(["all", "period"]) == {"all", "period"}
    with pytest.raises(BadInputError, match="period"):
        parse_without(["colour"])


def test_filters_that_are_taken_off_are_neither_searched_by_nor_shown(pipeline: Pipeline) -> None:
    question = f"Que disait le ministre en 1999 ? {KITE_QUESTION}"
    given = Filters(country="FR")
    filters = find_filters(question, "fr", pipeline.index().manifest, TODAY, given)
    assert [f.kind for f in filters.applied] == ["country", "period"]
    without = filters.without_found(question)
    assert without.filters == given
    assert [f.kind for f in without.applied] == ["country"]
    assert [f.words for f in without.of(Origin.TAKEN_OFF)] == ["en 1999"]
    assert without.searched == question
