import json
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records.record import EventKind, LifeEvent, ReplyRecord, Status

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
TUPLES = st.lists(WORDS, max_size=3).map(tuple)
DAYS = st.none() | st.dates()
EVENTS = st.lists(st.builds(LifeEvent, st.sampled_from(EventKind), DAYS, WORDS), max_size=3).map(
    tuple
)
RECORDS = st.builds(
    ReplyRecord,
    uid=WORDS, source=WORDS, country=st.sampled_from(["FR", "GB"]), language=WORDS, kind=WORDS,
    title=WORDS, question=WORDS, reply=WORDS, status=st.sampled_from(Status), rubrique=WORDS,
    themes=TUPLES, asked_by=WORDS, ministry=WORDS, asked_on=DAYS, answered_on=DAYS,
    earlier_replies=TUPLES, earlier_dates=TUPLES, events=EVENTS, grouped_numbers=TUPLES, url=WORDS,
    fictional=st.booleans(),
)  # fmt: skip


def record(uid: str = "a", reply: str = "Oui.", status: Status = Status.ANSWERED) -> ReplyRecord:
    return ReplyRecord(
        uid=uid, source="AN", country="FR", language="fr", kind="QE", title="", question="Si ?",
        reply=reply, status=status,
    )  # fmt: skip


@given(RECORDS)
@settings(max_examples=150, deadline=None)
def test_a_record_written_as_json_is_read_back_equal(written: ReplyRecord) -> None:
    assert ReplyRecord.from_json(written.to_json()) == written


def test_a_record_written_before_it_had_a_life_is_still_read() -> None:
    values = json.loads(record().to_json())
    for name in ("events", "earlier_dates"):
        del values[name]
    assert ReplyRecord.from_json(json.dumps(values)) == record()


@given(RECORDS)
@settings(max_examples=50, deadline=None)
def test_a_record_is_one_line_of_json(written: ReplyRecord) -> None:
    assert len(written.to_json().split("\n")) == 1
    assert json.loads(written.to_json()) == written.as_dict()


@given(RECORDS, RECORDS)
@settings(max_examples=100, deadline=None)
def test_the_version_changes_exactly_when_something_in_it_does(
    one: ReplyRecord, other: ReplyRecord
) -> None:
    assert (one.sha256 == other.sha256) == (one == other)
    assert replace(one, title=one.title + "x").sha256 != one.sha256


REPLIES = st.lists(st.sampled_from(["oui", "non", "\n", " ", "\xa0"]), max_size=4).map("".join)


@given(REPLIES, REPLIES, st.sampled_from(["FR", "GB"]))
@settings(max_examples=200, deadline=None)
def test_records_share_a_group_exactly_when_country_and_words_are_equal(
    one: str, other: str, country: str
) -> None:
    first = record("a", one)
    second = replace(record("b", other), country=country)
    same = country == "FR" and " ".join(one.split()) == " ".join(other.split())
    assert (first.group == second.group) == same


@given(st.sampled_from([s for s in Status if not s.has_reply]), REPLIES)
@settings(max_examples=50, deadline=None)
def test_a_record_without_a_reply_is_a_group_of_its_own(status: Status, reply: str) -> None:
    waiting = [record(uid, reply, status) for uid in ("a", "b")]
    assert len({r.group for r in [*waiting, record("c", reply)]}) == 3


def test_only_answered_and_corrected_records_hold_a_reply() -> None:
    assert {s for s in Status if s.has_reply} == {Status.ANSWERED, Status.CORRECTED}


def test_the_heading_is_the_title_else_the_rubrique() -> None:
    untitled = replace(record(), rubrique="sports")
    assert untitled.heading == "sports"
    assert replace(untitled, title="Cerfs-volants").heading == "Cerfs-volants"


def test_the_label_is_the_heading_else_the_start_of_the_question_cut_between_words() -> None:
    long = "To ask the Ministry of Fictions how many keepers each of the lighthouses has. " * 3
    untitled = replace(record(), title="", rubrique="", question=long)
    kept, end = untitled.label.rsplit(" ", 1)
    assert end == "…" and long.startswith(f"{kept} ") and 80 < len(untitled.label) <= 120
    assert replace(untitled, question="How many keepers?").label == "How many keepers?"
    assert replace(untitled, rubrique="phares").label == "phares"


def test_dates_are_iso_and_tuples_are_lists_in_json() -> None:
    values = replace(record(), asked_on=date(2031, 3, 4), themes=("a", "b")).as_dict()
    assert (values["asked_on"], values["answered_on"]) == ("2031-03-04", None)
    assert values["themes"] == ["a", "b"]
