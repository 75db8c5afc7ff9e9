"""A conversation as a Word document: headings, quotes and links in Word's own styles.

Texts of documents and people are runs of text and nothing else: no field, no macro, and a link only
to an official page (`KeptCard.address`).
"""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.languages.messages import day, say
from bot.web.kept.conversation import KeptCard, KeptConversation, KeptTurn

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LINK_COLOUR = RGBColor(0x0B, 0x5F, 0x66)


def word_of(conversation: KeptConversation, today: date) -> bytes:
    """Return a conversation as the content of a .docx file."""
    language = conversation.language
    document = Document()
    title = say("page_export_of", language, day=day(today, language))
    _describe(document, title, language, today)
    _add(document, title, "Title")
    _add(document, say("page_about", language))
    if conversation.address:
        document.sections[0].footer.paragraphs[0].text = say(
            "page_kept_from", language, address=conversation.address, day=day(today, language)
        )
    for turn in conversation.turns:
        _add_turn(document, turn, language)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: WordDocument, title: str, language: str, today: date) -> None:
    """Replace what the template says of itself."""
    about = document.core_properties
    about.title, about.language, about.author, about.comments = title, language, "parlebot", ""
    about.created = about.modified = datetime.combine(today, datetime.min.time())
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)


def _add_turn(document: WordDocument, turn: KeptTurn, language: str) -> None:
    _add(document, turn.question, "Heading1")
    if turn.asked_on:
        asked_on = f"{say('field_asked_on', language)} {day(turn.asked_on, language)}"
        _add(document, asked_on, "Subtitle")
    for text in (turn.understood, *turn.lead):
        if text:
            _add(document, text)
    for card in turn.cards:
        _add_card(document, card)
    if turn.notices:
        _add(document, say("page_turn_notices", language), "Heading2")
    for notice in turn.notices:
        _add(document, notice, "ListBullet")


def _add_card(document: WordDocument, card: KeptCard) -> None:
    _add(document, card.head, "Heading2")
    for text in card.quotes:
        _speak(_add(document, "", "Quote").add_run(text), card.quote_language)
    paragraph = _add(document, "")
    before, address, after = card.reference.partition(card.address or "\0")
    paragraph.add_run(before)
    if address:
        _add_link(paragraph, address)
    paragraph.add_run(after)


def _add(document: WordDocument, text: str, style_id: str = "") -> Paragraph:
    paragraph = document.add_paragraph(text)
    if style_id:  # python-docx looks for a name among all styles each time: ten times the work
        paragraph._p.style = style_id
    return paragraph


def _speak(run: Run, language: str) -> None:
    """Say in which language a run is, for screen readers and spelling."""
    if language:
        _added(run._r.get_or_add_rPr(), "w:lang", **{"w:val": language})


def _add_link(paragraph: Paragraph, address: str) -> None:
    related = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = _added(paragraph._p, "w:hyperlink", **{"r:id": related})
    run = paragraph.add_run(address)
    run.font.color.rgb = _LINK_COLOUR
    run.font.underline = True
    link.append(run._r)


def _added(parent: Any, tag: str, **attributes: str) -> Any:  # noqa: ANN401  # lxml's own class
    element = OxmlElement(tag, {qn(name): value for name, value in attributes.items()})
    parent.append(element)
    return element
