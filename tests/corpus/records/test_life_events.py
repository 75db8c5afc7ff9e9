from datetime import date
from typing import Any

import pytest

from corpus.parliaments.france.assemblee_json import read_assemblee
from corpus.parliaments.united_kingdom.written_questions import read_answers
from corpus.records.record import Event, EventKind, ReplyRecord, Status
from tests.corpus.fictional_records import assemblee, replies, uk


def an(**changes: Any) -> ReplyRecord:
    (record,) = read_assemblee([assemblee(**changes)])
    assert isinstance(record, ReplyRecord)
    return record


def attributed(*ministries: tuple[str | None, str]) -> dict[str, Any]:
    steps = [{"infoJO": {"dateJO": d}, "denomination": {"developpe": m}} for d, m in ministries]
    return {"minAttrib": steps}


def test_a_question_that_went_from_one_ministry_to_the_next_says_where_and_when() -> None:
    record = an(
        minInt={"developpe": "Jeux"},
        minAttribs=attributed(("2031-03-04", "Jeux"), ("2031-04-01", "Sports"), (None, "Air")),
    )
    assert (record.ministry_asked, record.ministry) == ("Jeux", "Air")
    assert record.events == (
        Event(EventKind.REASSIGNED, None, "Air"),
        Event(EventKind.REASSIGNED, date(2031, 4, 1), "Sports"),
    )


def test_the_same_ministry_named_again_is_no_reassignment() -> None:
    twice = attributed(("2031-03-04", "Jeux"), ("2031-04-01", "Jeux"))
    assert an(minAttribs=twice).events == ()


@pytest.mark.parametrize(
    "flag",
    [
        "2031-05-01", "01/05/2031", {"dateSignalement": "2031-05-01"}, ["2031-05-01"],
        {"signalement": {"infoJO": [{"dateJO": "2031-05-01"}]}},
    ],
)  # fmt: skip
def test_flags_and_renewals_are_found_in_every_shape(flag: object) -> None:
    assert an(signalement=flag).events == (Event(EventKind.FLAGGED, date(2031, 5, 1)),)
    renewed = an(renouvellements={"renouvellement": [flag, "2031-06-01", flag]}).events
    assert renewed == (
        Event(EventKind.RENEWED, date(2031, 5, 1)), Event(EventKind.RENEWED, date(2031, 6, 1)),
    )  # fmt: skip


@pytest.mark.parametrize("empty", [None, {}, [], "", "none", {"@xsi:nil": "true"}, 7, "31/02/2031"])
def test_an_empty_flag_is_no_event(empty: object) -> None:
    assert an(signalement=empty, renouvellements=empty).events == ()


def test_a_flag_nested_without_end_is_no_event() -> None:
    deep: Any = "2031-05-01"
    for _ in range(50):
        deep = [deep]
    assert an(signalement=deep).events == ()


def test_a_question_that_was_closed_without_a_reply_says_how() -> None:
    closed = {
        "codeCloture": "RET",
        "libelleCloture": "Question retirée",
        "dateCloture": "2031-07-01",
    }
    record = an(textesReponse=None, cloture=closed)
    assert record.status == Status.WITHDRAWN
    assert record.events == (Event(EventKind.CLOSED, date(2031, 7, 1), "Question retirée"),)


def test_each_earlier_reply_has_its_day() -> None:
    record = an(textesReponse=replies("Un.", None, "Deux.", "Trois."))
    assert record.earlier_replies == ("Un.", "Deux.")
    assert record.earlier_dates == ("2031-06-10", "2031-06-12")
    assert record.answered_on == date(2031, 6, 13)


def test_holding_and_corrected_answers_of_the_uk_have_their_days() -> None:
    days = {
        "dateHoldingAnswer": "2031-03-05T00:00:00",
        "dateAnswerCorrected": "2031-03-20T00:00:00",
    }
    (record,) = read_answers([uk(**days)])
    assert isinstance(record, ReplyRecord)
    assert record.events == (
        Event(EventKind.HOLDING, date(2031, 3, 5)), Event(EventKind.CORRECTED, date(2031, 3, 20)),
    )  # fmt: skip
