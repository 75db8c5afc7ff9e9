"""One question from several documents: the order does not matter, and nothing is lost."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parliaments.france.assemblee_json import read_assemblee
from corpus.records.identity import letters, official_uid, question_key, same_question
from corpus.records.record import Event, EventKind, ReplyRecord, Status
from corpus.store.merge import Merged, OtherText, TextKind, Version, merge
from tests.corpus.fictional_records import QUESTION, REPLY, assemblee

(_READ,) = read_assemblee([assemblee(7)])
assert isinstance(_READ, ReplyRecord)
OFFICIAL = _READ
DROPPED = replace(
    OFFICIAL, uid="file-0123", source="FILE", themes=(), rubrique="", asked_by_group="", url=""
)

WORDS = st.sampled_from(["", "un", "deux", "trois quatre"])
DAYS = st.none() | st.dates(date(2031, 1, 1), date(2031, 1, 9))
TUPLES = st.lists(WORDS.filter(bool), max_size=2, unique=True).map(tuple)


@st.composite
def versions(draw: st.DrawFn) -> Version:
    dropped = draw(st.booleans())
    status = draw(st.sampled_from(Status))
    replied = status.has_reply or status == Status.HOLDING
    earlier = draw(TUPLES)
    record = replace(
        OFFICIAL,
        uid="file-0123" if dropped else OFFICIAL.uid,
        source="FILE" if dropped else "AN",
        title=draw(WORDS), rubrique=draw(WORDS), ministry=draw(WORDS), ministry_asked=draw(WORDS),
        answered_by=draw(WORDS), url=draw(WORDS), themes=draw(TUPLES),
        reply=draw(WORDS.filter(bool)) if replied else "",
        status=status, asked_on=draw(DAYS), answered_on=draw(DAYS) if replied else None,
        earlier_replies=earlier,
        earlier_dates=tuple(draw(st.sampled_from(["", "2030-12-01"])) for _ in earlier),
        events=tuple(
            draw(st.lists(st.builds(Event, st.sampled_from(EventKind), DAYS, WORDS), max_size=2))
        ),
        grouped_numbers=draw(TUPLES),
    )  # fmt: skip
    return Version(record, draw(st.sampled_from(["/a.json", "/b.zip", "/c.pdf"])), draw(DIGIT))


DIGIT = st.integers(0, 3)
SEVERAL = st.lists(versions(), min_size=1, max_size=5)
_APART = {"uid", "source", "status", "reply", "earlier_replies", "earlier_dates", "fictional"}


def one(*found: Version, replaced: tuple[OtherText, ...] = ()) -> Merged:
    (merged,) = merge(found, replaced)
    return merged


@given(SEVERAL, st.randoms())
@settings(max_examples=150, deadline=None)
def test_the_order_of_arrival_does_not_matter(found: list[Version], chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merge(found)


@given(SEVERAL)
@settings(max_examples=100, deadline=None)
def test_reading_everything_twice_is_reading_it_once(found: list[Version]) -> None:
    assert merge(found + found) == merge(found)


@given(versions(), st.lists(st.sampled_from(["/a.json", "/b.zip", "/c.pdf"]), min_size=1))
@settings(max_examples=50, deadline=None)
def test_copies_of_one_record_make_that_record(version: Version, documents: list[str]) -> None:
    copies = [replace(version, document=document) for document in documents]
    assert one(*copies).record == version.record


@given(SEVERAL)
@settings(max_examples=200, deadline=None)
def test_nothing_that_a_document_says_is_lost(found: list[Version]) -> None:
    merged = one(*found)
    texts = {letters(text) for text in (merged.record.reply, *(o.text for o in merged.others))}
    origins = {origin.name: origin for origin in merged.origins}
    for version in found:
        record = version.record
        assert {letters(t) for t in (record.reply, *record.earlier_replies)} <= texts | {""}
        for field in fields(ReplyRecord):
            value = getattr(record, field.name)
            if field.name in _APART or not value:
                continue
            origin = origins[field.name]
            said = (str(value), version.document)
            assert version.document in origin.documents or said in origin.otherwise


@given(SEVERAL)
@settings(max_examples=150, deadline=None)
def test_the_newest_reply_answers_and_a_reply_stands_above_none(found: list[Version]) -> None:
    record = one(*found).record
    replied = [v.record for v in found if v.record.status.has_reply]
    assert record.status.has_reply == bool(replied)
    if replied:
        newest = max(r.answered_on or date.min for r in replied)
        best = [r for r in replied if (r.answered_on or date.min) == newest]
        assert letters(record.reply) in {letters(r.reply) for r in best}


def test_the_page_has_the_reply_before_the_data_do() -> None:
    waiting = replace(
        OFFICIAL, reply="", status=Status.NOT_YET_ANSWERED, answered_on=None, ministry="Asked"
    )
    page = replace(DROPPED, ministry="Replied", title="")
    merged = one(Version(waiting, "/a.json", 5), Version(page, "/b.pdf", 1))
    record = merged.record
    assert (record.uid, record.reply, record.status) == (OFFICIAL.uid, REPLY, Status.ANSWERED)
    assert (record.ministry, record.title) == ("Replied", OFFICIAL.title)
    assert (record.answered_on, record.rubrique) == (OFFICIAL.answered_on, OFFICIAL.rubrique)
    origins = {origin.name: origin for origin in merged.origins}
    assert origins["reply"].documents == ("/b.pdf",)
    assert origins["ministry"].otherwise == (("Asked", "/a.json"),)
    assert origins["rubrique"].documents == ("/a.json",)


def test_a_copy_that_breaks_lines_otherwise_is_the_same_reply() -> None:
    copy = replace(DROPPED, reply=REPLY.replace(" ", "\n").upper())
    merged = one(Version(OFFICIAL, "/a.json", 1), Version(copy, "/b.pdf", 9))
    assert (merged.record, merged.others) == (OFFICIAL, ())


def test_a_newer_reply_corrects_the_older_one_which_stays_readable() -> None:
    day = date(2031, 9, 1)
    newer = replace(OFFICIAL, reply="La redevance est de 15 euros.", answered_on=day)
    for first, second in ((1, 2), (2, 1)):
        merged = one(Version(OFFICIAL, "/a.json", first), Version(newer, "/b.json", second))
        record = merged.record
        assert (record.reply, record.answered_on) == (newer.reply, day)
        assert record.status == Status.CORRECTED
        assert record.earlier_replies == (REPLY,)
        assert record.earlier_dates == ("2031-06-10",)
        assert merged.others == (
            OtherText(TextKind.EARLIER, REPLY, OFFICIAL.answered_on, "AN", "/a.json"),
        )


def test_a_holding_answer_gives_way_to_the_reply_without_making_it_a_correction() -> None:
    holding = replace(OFFICIAL, reply="Je répondrai bientôt.", status=Status.HOLDING)
    merged = one(Version(holding, "/a.json", 9), Version(OFFICIAL, "/b.json", 1))
    assert (merged.record.reply, merged.record.status) == (REPLY, Status.ANSWERED)
    assert [(o.kind, o.text) for o in merged.others] == [(TextKind.HOLDING, holding.reply)]
    assert merged.record.earlier_replies == ()


def test_a_file_with_a_mistaken_number_lends_its_reply_to_no_other_question() -> None:
    waiting = replace(OFFICIAL, reply="", status=Status.NOT_YET_ANSWERED, answered_on=None)
    other = replace(DROPPED, question="Combien de phares la côte compte-t-elle cette année ?")
    merged = merge([Version(waiting, "/a.json", 1), Version(other, "/b.txt", 2)])
    assert [m.record for m in merged] == [waiting, other]


def test_a_question_says_which_it_is_by_its_number_or_its_page() -> None:
    assert official_uid(OFFICIAL) == OFFICIAL.uid == "QANR5L98QE7"
    assert official_uid(replace(DROPPED, number="13 382")) == "QANR5L98QE13382"
    assert official_uid(replace(DROPPED, legislature="15e législature")) == "QANR5L15QE7"
    for unclear in ({"chamber": ""}, {"number": ""}, {"legislature": ""}, {"fictional": True}):
        assert official_uid(replace(DROPPED, **unclear)) == ""  # type: ignore[arg-type]
    pages = {
        "https://questions.assemblee-nationale.fr/q15/15-33QE.htm": "QANR5L15QE33",
        "https://www.assemblee-nationale.fr/dyn/15/questions/QANR5L15QE33": "QANR5L15QE33",
        "https://example.org/q15/15-33QE.htm": "",
    }
    for url, uid in pages.items():
        assert official_uid(replace(DROPPED, chamber="", url=url)) == uid


def test_questions_are_the_same_by_their_words_only_when_long_enough() -> None:
    long = replace(OFFICIAL, question=QUESTION * 2)
    spaced = replace(long, question=long.question.replace(" ", "\n").upper())
    assert question_key(long) == question_key(spaced) != ""
    assert question_key(replace(long, question="Qui garde les phares ?")) == ""
    assert question_key(long) != question_key(replace(long, country="GB"))
    assert same_question(OFFICIAL, replace(DROPPED, question=""))
    assert not same_question(OFFICIAL, replace(DROPPED, question="Que deviennent les phares ?"))
