import io
from datetime import date

import pytest

from benchmarks.official_shapes import xml_question
from corpus.parliaments.france.assemblee_json import read_assemblee
from corpus.parliaments.france.assemblee_xml import read_xml
from corpus.records.reading import Reading, Skipped, UnreadableError
from corpus.records.record import ReplyRecord
from tests.corpus.fictional_records import QUESTION, REPLY, assemblee, replies

DIALOGUE = (
    "<p><strong>M. le président.</strong> La parole est à Mme Odile Brindacier.</p>"
    "<p><strong>Mme Odile Brindacier.</strong> Quand ?</p><p><strong>M. Basile Cordier,</strong> "
    "<i>ministre des jeux</i>. Demain. <i>(Applaudissements.)</i></p>"
)


def read(xml: str) -> Reading:
    return read_xml(io.BytesIO(xml.encode()))


def record(xml: str) -> ReplyRecord:
    (item,) = read(xml)
    assert isinstance(item, ReplyRecord)
    return item


@pytest.mark.parametrize("namespace", [True, False])
@pytest.mark.parametrize("kind", ["QE", "QG", "QOSD"])
def test_the_xml_of_a_question_gives_what_its_json_gives(namespace: bool, kind: str) -> None:
    question = assemblee(uid=f"QANR5L98{kind}7", type=kind)
    if kind == "QG":
        question |= {"textesQuestion": None, "textesReponse": replies(DIALOGUE)}
    assert list(read(xml_question(question, namespace=namespace))) == list(
        read_assemblee([question])
    )


def test_a_question_to_the_government_keeps_who_speaks() -> None:
    question = assemblee(
        uid="QANR5L98QG7", type="QG", textesQuestion=None, textesReponse=replies(DIALOGUE)
    )
    found = record(xml_question(question, namespace=True))
    assert (found.question, found.reply) == ("Quand ?", "Demain.")
    assert found.asked_by == "Mme Odile Brindacier"
    assert found.answered_by == "M. Basile Cordier, ministre des jeux"


def test_french_dates_of_the_newer_archives_are_read() -> None:
    xml = xml_question(assemblee(), namespace=True)
    assert "<dateJO>10/06/2031</dateJO>" in xml
    assert record(xml).answered_on == date(2031, 6, 10)


def test_nil_elements_are_empty() -> None:
    nil = '<textesReponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
    xml = xml_question(assemblee(textesReponse=None), namespace=False)
    assert record(xml.replace("<textesReponse/>", nil)).reply == ""


@pytest.mark.parametrize(
    "texte",
    ["&lt;p&gt;Un &amp;amp; deux.&lt;/p&gt;", "<![CDATA[<p>Un &amp; deux.</p>]]>",
     "<p>Un &amp; deux.</p>"],
)  # fmt: skip
def test_markup_is_read_escaped_in_a_section_or_as_elements(texte: str) -> None:
    xml = xml_question(assemblee(), namespace=True).replace(REPLY, texte)
    assert record(xml).reply == "Un & deux."


def test_repeated_elements_are_lists() -> None:
    xml = xml_question(assemblee(textesReponse=replies("Avant.", "Après.")), namespace=False)
    assert (record(xml).reply, record(xml).earlier_replies) == ("Après.", ("Avant.",))


@pytest.mark.parametrize(
    "dtd",
    ["", '<!ENTITY a "b">', '<!ENTITY a SYSTEM "file:///etc/hostname">',
     '<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;'],
)  # fmt: skip
def test_a_document_type_is_refused(dtd: str) -> None:
    xml = f"<!DOCTYPE questionsEcrites [{dtd}]>" + xml_question(assemblee(), namespace=False)
    with pytest.raises(UnreadableError, match=r"document type \(DTD\)|broken XML"):
        list(read(xml))


def test_what_stands_before_a_break_is_given_then_the_place_of_the_break_is_told() -> None:
    whole = xml_question(assemblee(1), namespace=False) * 2
    given = read(f"<questionsEcrites>{whole}<question><uid>")
    assert [isinstance(next(given), ReplyRecord) for _ in range(2)] == [True, True]
    with pytest.raises(UnreadableError, match=r"broken XML after 2 questions.*not read"):
        next(given)


def test_other_xml_says_what_it_lacks_and_a_bad_question_is_named() -> None:
    with pytest.raises(UnreadableError, match="without any question"):
        list(read("<rss><channel/></rss>"))
    bad = xml_question(assemblee(uid="42"), namespace=True)
    assert [s.place for s in read(bad) if isinstance(s, Skipped)] == ["42"]


def test_the_question_is_never_the_reply() -> None:
    found = record(xml_question(assemblee(), namespace=True))
    assert (found.question, found.reply) == (QUESTION, REPLY)


def test_of_an_oral_question_only_the_governments_turns_are_the_reply() -> None:
    spoken = assemblee(uid="QANR5L98QOSD7", type="QOSD", textesReponse=replies(DIALOGUE))
    assert record(xml_question(spoken, namespace=True)).reply == "Demain."
    plain = assemblee(uid="QANR5L98QOSD7", type="QOSD")
    assert record(xml_question(plain, namespace=True)).reply == REPLY
    members = DIALOGUE.replace("ministre des jeux", "rapporteur")
    (skip,) = read(xml_question({**spoken, "textesReponse": replies(members)}, namespace=True))
    assert isinstance(skip, Skipped)
    assert "Government" in skip.reason
