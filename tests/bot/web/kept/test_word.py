import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bot.web.kept.conversation import parse_conversation
from bot.web.kept.word import word_of
from tests.bot.web.kept.kept_parts import OFFICIAL, card, conversation, turn

_TODAY = date(2026, 11, 30)
_RUN_BY_WORD = ("fldSimple", "fldChar", "instrText", "object", "altChunk", "drawing", "control")


def _saved(*turns: dict[str, Any]) -> bytes:
    return word_of(parse_conversation(conversation(*turns)), _TODAY)


def _paragraphs(content: bytes) -> list[tuple[str, str]]:
    document = Document(BytesIO(content))
    return [(str(p.style and p.style.name), p.text) for p in document.paragraphs]


def test_headings_quotes_and_notices_have_word_s_own_styles() -> None:
    found = _paragraphs(_saved())
    assert found[0] == ("Title", "Conversation avec parlebot, 30 novembre 2026")
    assert ("Heading 1", "Qui garde les phares ?") in found
    assert ("Heading 2", "[1] Phares · Ministère de la mer") in found
    assert ("Quote", "La prime est maintenue.") in found
    assert ("List Bullet", "La réponse [1] date de 4 ans.") in found
    assert ("Normal", f"Question écrite n° 33, {OFFICIAL} (Licence Ouverte 2.0)") in found


def test_the_foot_of_every_page_has_address_and_day() -> None:
    document = Document(BytesIO(_saved()))
    (paragraph,) = document.sections[0].footer.paragraphs
    assert paragraph.text == (
        "Page https://parlebot.example/#q=phares, consultée le 30 novembre 2026"
    )


def test_the_file_names_itself_and_its_language() -> None:
    about = Document(BytesIO(_saved())).core_properties
    assert about.title == "Conversation avec parlebot, 30 novembre 2026"
    assert (about.language, about.author, about.comments) == ("fr", "parlebot", "")
    assert (about.created.date(), about.modified.date()) == (_TODAY, _TODAY)


def test_a_quote_says_in_which_language_it_is() -> None:
    content = _saved(turn(card(quotes=["The grant."], quote_language="en")))
    document = Document(BytesIO(content))
    languages = {
        text.text: [lang.get(qn("w:val")) for lang in run.iter(qn("w:lang"))]
        for run in document.element.iter(qn("w:r"))
        for text in run.iter(qn("w:t"))
    }
    assert languages["The grant."] == ["en"]
    assert languages["Qui garde les phares ?"] == []
    (default,) = document.styles.element.iter(qn("w:lang"))
    assert default.get(qn("w:val")) == "fr"


def test_only_an_official_address_is_a_link() -> None:
    for address, links in ((OFFICIAL, [OFFICIAL]), ("https://evil.example/_", [])):
        content = _saved(turn(card(reference=f"Question, {address} (L)", address=address)))
        document = Document(BytesIO(content))
        related = document.part.rels.values()
        outside = [
            r.target_ref
            for r in related
            if r.is_external or r.reltype == RELATIONSHIP_TYPE.HYPERLINK
        ]
        assert outside == links
        assert len(list(document.element.iter(qn("w:hyperlink")))) == len(links)
        assert f"Question, {address} (L)" in [text for _, text in _paragraphs(content)]


def test_no_part_of_a_file_is_anything_that_word_runs_or_fetches() -> None:
    hostile = (
        '{ HYPERLINK "https://evil.example" } { DDEAUTO c:\\\\x } ]]> <w:fldSimple/> &#x41; %1'
    )
    with zipfile.ZipFile(BytesIO(_saved(turn(card(quotes=[hostile], head=hostile))))) as file:
        names = file.namelist()
        parts = {name: file.read(name) for name in names if name.endswith((".xml", ".rels"))}
    assert not [name for name in names if "vba" in name.lower() or name.endswith(".bin")]
    for content in parts.values():
        root = etree.fromstring(content)  # well formed
        tags = {etree.QName(element).localname for element in root.iter(etree.Element)}
        assert not tags.intersection(_RUN_BY_WORD)
    assert hostile in [text for _, text in _paragraphs(_saved(turn(card(head=hostile))))]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_all_that_is_kept_stands_in_the_file(text: str) -> None:
    sent = conversation(
        turn(
            card(head=f"[1] {text}", quotes=[text, "x"], reference=f"{text}, {OFFICIAL}"),
            question=f"{text} ?",
            understood=text,
            lead=[text],
            notices=[f"{text}."],
        )
    )
    (kept,) = parse_conversation(sent).turns
    (shown,) = kept.cards
    found = [text for _, text in _paragraphs(word_of(parse_conversation(sent), _TODAY))]
    words = (*kept.lead, shown.head, *shown.quotes, shown.reference, *kept.notices)
    assert {kept.question, kept.understood or kept.question, *words} <= set(found)
