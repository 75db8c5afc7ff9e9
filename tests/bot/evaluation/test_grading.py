from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.answer import AnswerStatus
from bot.evaluation.comparison import askable, of_outcomes
from bot.evaluation.evaluate import Evaluation, asked_otherwise, evaluate, evaluation_of
from bot.evaluation.graded_figures import graded_figures
from bot.evaluation.grading import Finder, Graded, Grading, Judged, Nugget, by_group, judged_answer
from bot.evaluation.questions import GRADED, EvalQuestion, read_questions
from bot.evaluation.report import report
from bot.parlebot import Parlebot
from corpus.records.record import ReplyRecord
from tests.bot.bot_parts import record
from tests.bot.evaluation.test_evaluate import LIGHTHOUSE, MILL, answer_with, texts

FILE = Path(__file__).parent / "graded.jsonl"
TWIN = replace(LIGHTHOUSE, uid="f-9", number="99", question="Autre question")
HARBOUR = record("Le port ouvre à midi.", uid="f-3", number="12")
RECORDS = {r.uid: r for r in (LIGHTHOUSE, MILL, TWIN, HARBOUR)}
GRADING = Grading(
    findable=True,
    grades={"f-1": 2, "f-9": 3, "f-2": 1, "f-99": 3},
    ideal=("f-9", "f-3"),
    vital=(Nugget("gardé par deux gardiens", ("f-1",)), Nugget("ouvre à midi", ("f-99", "f-3"))),
)
GOOD, FAIR, OTHER = LIGHTHOUSE.group, MILL.group, HARBOUR.group
SAID = {GOOD: ["Le phare est gardé par deux gardiens."]}


def _graded(grading: Grading = GRADING) -> Graded:
    return by_group(grading, RECORDS.get)


def _judged(
    ranked: Sequence[str] = (), quoted: Mapping[str, Sequence[str]] | None = None
) -> Judged:
    return judged_answer(_graded(), ranked, SAID if quoted is None else quoted)


def test_records_with_one_reply_are_one_reply_with_the_best_of_their_grades() -> None:
    graded = _graded()
    assert graded.grades == {GOOD: 3, FAIR: 1}
    assert graded.ideal == {GOOD, OTHER}


def test_what_is_not_indexed_is_left_out_and_named() -> None:
    graded = _graded()
    assert graded.missing == {"f-99"}
    assert graded.vital[1] == ("ouvre à midi", {OTHER})  # the other that says the same is there
    lost = replace(GRADING, vital=(Nugget("loin", ("f-98",)),))
    assert _graded(lost).vital == ()


def test_the_ranking_counts_grades_by_their_gain() -> None:
    assert _judged([GOOD, FAIR]).ndcg_10 == 1
    discounted = 0.6309297535714575  # 1 / log2(3)
    assert _judged([FAIR, GOOD]).ndcg_10 == pytest.approx((1 + 7 * discounted) / (7 + discounted))
    assert _judged([OTHER]).ndcg_10 == 0
    assert _judged([FAIR, FAIR, GOOD]).ndcg_10 == _judged([FAIR, GOOD]).ndcg_10


def test_vital_words_are_shown_by_their_reply_or_one_that_says_the_same() -> None:
    assert _judged(quoted=SAID).vital_shown == 0.5
    assert _judged(quoted=SAID | {OTHER: ["Le port ouvre", "à midi."]}).vital_shown == 1
    assert _judged(quoted={FAIR: SAID[GOOD]}).vital_shown == 0
    assert _judged(quoted={GOOD: ["Le phare est gardé."]}).vital_shown == 0
    assert _judged(quoted={}).vital_shown == 0


def test_replies_quoted_have_their_grades_and_the_ideal_ones_are_counted() -> None:
    judged = _judged(quoted=SAID | {OTHER: ["Le port."], FAIR: ["Le moulin tourne."]})
    assert (judged.quoted, judged.ideal_quoted, judged.words) == ((3, 0, 1), 1, 12)
    assert judged.shows_relevant
    assert not _judged(quoted={FAIR: ["Le moulin tourne."]}).shows_relevant


def test_a_question_without_such_a_score_is_not_counted_in_it() -> None:
    nothing = Grading(findable=False, grades={"f-2": 0}, ideal=(), vital=())
    judged = judged_answer(_graded(nothing), [FAIR], {FAIR: ["Le moulin."]}, reserved=True)
    assert (judged.ndcg_10, judged.vital_shown, judged.ideal_quoted) == (None, None, None)
    figures = graded_figures([judged, _judged([GOOD, FAIR])], ["a", "b"])
    assert (figures["n"], figures["nothing_to_be_found"]) == (2, 1)
    assert (figures["ndcg@10"]["value"], figures["ndcg@10"]["n"]) == (1, 1)
    assert (figures["vital_shown"]["value"], figures["ideal_quoted"]["value"]) == (0.5, 0.5)
    assert (figures["none_answered"]["value"], figures["none_answered"]["n"]) == (1, 1)
    assert (figures["nothing_relevant"]["value"], figures["nothing_relevant"]["n"]) == (0, 1)
    assert (figures["quoted_relevant"]["value"], figures["reserved"]["value"]) == (0.5, 0.5)
    assert figures["words"]["value"] == 4.5


def test_precision_and_length_are_of_answers_alone() -> None:
    refused = judged_answer(_graded(), [], {}, answered=False)
    figures = graded_figures([_judged(), refused], ["a", "b"])
    assert figures["quoted_relevant"]["n"] == figures["words"]["n"] == figures["reserved"]["n"] == 1
    assert figures["nothing_relevant"]["value"] == 0.5
    assert figures["none_answered"] is None


@pytest.mark.parametrize(
    ("status", "answered", "quoted"),
    [
        (AnswerStatus.ANSWERED, True, (3,)),
        (AnswerStatus.PARTIAL, True, (3,)),
        (AnswerStatus.NOT_COVERED, False, ()),
    ],
)
def test_only_an_answer_quotes(
    status: AnswerStatus, answered: bool, quoted: tuple[int, ...]
) -> None:
    judged = _asked(LIGHTHOUSE, status=status).judged
    assert judged is not None
    assert (judged.answered, judged.quoted) == (answered, quoted)


def test_a_source_without_quotes_is_not_quoted() -> None:
    (source,) = answer_with(LIGHTHOUSE).sources
    judged = _asked(LIGHTHOUSE, sources=(replace(source, quotes=()),)).judged
    assert judged is not None
    assert (judged.answered, judged.quoted) == (True, ())


def test_the_relevance_of_what_is_shown_is_compared_with_its_grade_answered_or_not() -> None:
    sources = [
        replace(source, relevance=said)
        for source, said in zip(answer_with(LIGHTHOUSE, MILL).sources, (0.75, 0.25), strict=True)
    ]
    status = AnswerStatus.NOT_COVERED
    outcomes = [
        _asked(sources=tuple(sources), status=each) for each in (status, AnswerStatus.ANSWERED)
    ]
    assert all(o.judged and o.judged.shown == ((0.75, 3), (0.25, 1)) for o in outcomes)
    figures = report(outcomes, [], [])["relevance"]
    assert list(figures) == ["all", "fr"]
    assert (figures["fr"]["error"]["value"], figures["fr"]["error"]["n"]) == (0.25, 4)
    assert [line["share_right"] for line in figures["all"]["bins"]] == [0, 0, 1, 1]


def test_the_ranking_that_encoders_are_compared_by_counts_the_grades() -> None:
    outcome = _asked(MILL, LIGHTHOUSE)
    assert outcome.scores is not None
    assert outcome.judged is not None
    assert outcome.scores.ndcg_10 == outcome.judged.ndcg_10
    assert outcome.scores.hit_1 == 0  # a reply of grade 1 is not right
    assert [ranking.scores for ranking in of_outcomes([outcome])] == [outcome.scores]


def _asked(*found: ReplyRecord, **fields: object) -> Evaluation:
    question = EvalQuestion("q", "fr", "?", GRADED, ("f-9",), grading=GRADING)
    index = texts(*RECORDS.values())
    return evaluation_of(question, answer_with(*found, **fields), [TWIN], index, _graded())


def test_a_record_is_found_by_its_number_when_no_uid_is_the_name() -> None:
    find = Finder(texts(*RECORDS.values(), record("Un.", uid="12", number="1")))
    assert (find("99"), find("f-3")) == (TWIN, HARBOUR)
    found = find("12")
    assert found is not None
    assert found.uid == "12"
    assert find("f-98") is None


def test_graded_questions_are_asked_beside_others_and_reported_apart(
    sample_parlebot: Parlebot,
) -> None:
    questions, bad = read_questions([FILE])
    assert bad == []
    canteen = EvalQuestion(
        "c",
        "fr",
        "Combien coûte un repas à la cantine ?",
        "answerable",
        ("QANR5L99QE103",),
        "repas",
    )
    outcomes, unknown = evaluate(sample_parlebot, [canteen, *questions], "", own_source=True)
    assert [question.id for question in unknown] == ["g-lost"]
    assert {outcome.limit for outcome in outcomes} == {"SAMPLE"}
    figures = report(outcomes, [], unknown)
    assert figures["answerable"]["all"]["n"] == 1
    assert figures["unanswerable"]["kinds"] == {}
    assert list(figures["graded"]) == ["all", "fr on fr", "en on fr"]
    everything = figures["graded"]["all"]
    assert (everything["n"], everything["nothing_to_be_found"]) == (3, 1)
    assert [everything[name]["n"] for name in ("ndcg@10", "vital_shown")] == [3, 2]
    assert figures["grades_not_indexed"] == ["QANR5L99QE999"]
    assert figures["outcomes"][2]["judged"]["ndcg@10"] == 1  # found by its number
    assert [line["judged"] is None for line in figures["outcomes"]] == [True, False, False, False]


def test_a_graded_question_is_compared_between_encoders_if_a_relevant_record_is_indexed(
    sample_parlebot: Parlebot,
) -> None:
    known, unknown = askable(read_questions([FILE])[0], sample_parlebot.current_index())
    assert [question.id for question in known] == ["g-canteen", "g-calls"]
    assert [question.id for question in unknown] == ["g-lost"]


def test_the_language_is_asked_for_with_either_default(sample_parlebot: Parlebot) -> None:
    asked = [
        EvalQuestion("w", "en", "What is the government doing about wolves?", "near"),
        EvalQuestion("t", "fr", "?!", "near"),  # refused in the language of the reader
    ]
    outcomes, _ = evaluate(sample_parlebot, asked, "", own_source=False)
    assert report(outcomes, [], [])["languages"]["other_default"] is None
    told = list(asked_otherwise(sample_parlebot, outcomes))
    assert [(o.language, o.language_otherwise) for o in told] == [("en", "en"), ("fr", "en")]
    languages = report(told, [], [])["languages"]
    assert (languages["own_default"]["value"], languages["other_default"]["value"]) == (1, 0.5)
