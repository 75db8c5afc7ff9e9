from datetime import date
from typing import Any

import pytest

from corpus.parliaments.united_kingdom.written_questions import find_answers, read_answers
from corpus.records.reading import Skipped
from corpus.records.record import ReplyRecord, Status
from tests.corpus.fictional_records import uk


def read(**changes: Any) -> ReplyRecord:
    (record,) = read_answers([uk(**changes)])
    assert isinstance(record, ReplyRecord)
    return record


def skipped(result: Any) -> Skipped:
    (skip,) = read_answers([result])
    assert isinstance(skip, Skipped)
    return skip


def test_an_answer_is_read_with_all_that_is_known_of_it() -> None:
    assert read() == ReplyRecord(
        uid="uk-9000041", source="UK", country="GB", language="en", kind="UK written",
        chamber="House of Commons", number="41", title="Kites: Statistics",
        question="To ask the Secretary of State for Kites, how many kites fly.",
        reply="Some 1,204 kites fly on an average day.", status=Status.ANSWERED,
        ministry_asked="Department for Kites", ministry="Department for Kites",
        asked_on=date(2031, 3, 4), answered_on=date(2031, 3, 10),
        url="https://questions-statements.parliament.uk/written-questions/detail/2031-03-04/41",
        licence="Open Parliament Licence v3.0",
    )  # fmt: skip


def test_the_names_of_members_are_read_when_they_are_expanded() -> None:
    record = read(
        askingMember={"id": 1, "name": "Ada Fictional", "party": "Wind"},
        answeringMember={"id": 2, "name": "Bo Invented", "party": "String"},
    )
    assert (record.asked_by, record.asked_by_group) == ("Ada Fictional", "Wind")
    assert record.answered_by == "Bo Invented"


def test_a_lords_question_is_of_the_lords() -> None:
    assert read(house="Lords").chamber == "House of Lords"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.ANSWERED),
        ({"answerText": None, "dateAnswered": None}, Status.NOT_YET_ANSWERED),
        ({"answerText": "<p>&nbsp;</p>"}, Status.NOT_YET_ANSWERED),
        ({"answerIsHolding": True}, Status.HOLDING),
        ({"answerIsCorrection": True}, Status.CORRECTED),
        ({"isWithdrawn": True}, Status.WITHDRAWN),
        ({"isWithdrawn": True, "answerText": None}, Status.WITHDRAWN),
    ],
)
def test_a_question_has_the_status_that_its_marks_say(
    changes: dict[str, Any], status: Status
) -> None:
    assert read(**changes).status == status


def test_a_correction_keeps_the_first_answer_beside_the_corrected_one() -> None:
    record = read(answerIsCorrection=True, originalAnswerText="<p>Some 12 kites fly.</p>")
    assert record.reply == "Some 1,204 kites fly on an average day."
    assert record.earlier_replies == ("Some 12 kites fly.",)


def test_an_original_that_says_the_same_is_no_earlier_answer() -> None:
    assert read(originalAnswerText=uk()["value"]["answerText"]).earlier_replies == ()


def test_grouped_questions_name_each_other() -> None:
    assert read(groupedQuestions=["42", 43]).grouped_numbers == ("42", "43")


@pytest.mark.parametrize("strange", [None, 5, True, "42", {"a": 1}])
def test_grouped_questions_of_another_shape_are_ignored(strange: Any) -> None:
    assert read(groupedQuestions=strange).grouped_numbers == ()


@pytest.mark.parametrize("name", ["questionText", "answerText"])
def test_a_text_cut_by_the_listing_is_refused_with_the_id_to_fetch(name: str) -> None:
    skip = skipped(uk(**{name: "k" * 255 + "..."}))
    assert skip.place == "uk-9000041"
    assert name in skip.reason
    assert "9000041" in skip.reason


@pytest.mark.parametrize("text", ["k" * 258, "k" * 254 + "...", "k" * 256 + "...", "Well..."])
def test_a_text_that_the_listing_did_not_cut_is_kept(text: str) -> None:
    assert read(answerText=text).reply == text


@pytest.mark.parametrize(
    "result",
    [None, "x", [], {}, {"value": None}, {"value": {"id": "41"}}, {"value": {"uin": "41"}}],
)
def test_what_is_no_answer_is_left_out_by_its_place_on_the_page(result: Any) -> None:
    assert skipped(result).place == "result 1"


def test_a_question_without_any_text_is_left_out() -> None:
    assert skipped(uk(questionText=None, answerText="")).place == "uk-9000041"


def test_without_a_day_there_is_no_address() -> None:
    assert read(dateTabled=None).url == ""


def test_a_page_and_a_single_record_are_found() -> None:
    assert find_answers({"totalResults": 2, "results": [uk(1), uk(2)]}) == [uk(1), uk(2)]
    assert find_answers(uk()) == [uk()]
    assert find_answers({"totalResults": 0, "results": []}) == []


def test_a_broken_first_result_does_not_hide_the_page() -> None:
    results = find_answers({"results": [None, uk()]})
    assert results is not None
    assert [type(item) for item in read_answers(results)] == [Skipped, ReplyRecord]


@pytest.mark.parametrize(
    "document", [None, [], {}, {"results": 3}, {"results": [{}]}, {"value": 1}]
)
def test_other_documents_hold_no_answers(document: Any) -> None:
    assert find_answers(document) is None


def test_a_first_answer_that_the_listing_cut_is_refused_like_the_answer_itself() -> None:
    assert "originalAnswerText" in skipped(uk(originalAnswerText="k" * 255 + "...")).reason


def test_an_answer_with_a_day_of_correction_is_corrected() -> None:
    assert read(dateAnswerCorrected="2031-04-01T00:00:00").status == Status.CORRECTED


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"attachments": [{"title": "Kites", "fileName": "kites.pdf"}]}, ("Kites: kites.pdf",)),
        ({"attachments": [{"fileName": "a.csv"}, {}], "attachmentCount": 2},
         ("a.csv", "1 without a name")),
        ({"attachments": None, "attachmentCount": 3}, ("3, not named",)),
        ({"attachments": ["a", None, 3], "attachmentCount": -1}, ()),
        ({"attachmentCount": True}, ()),
    ],
)  # fmt: skip
def test_attachments_are_named_with_the_answer(changes: Any, names: tuple[str, ...]) -> None:
    assert read(**changes).attachments == names
