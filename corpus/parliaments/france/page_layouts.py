"""Splits a question page into header, question and reply, from its HTML or its PDF's text."""

import re
from itertools import takewhile

from lxml import etree, html

from corpus.parliaments.france.assemblee_page import QuestionPage, heading
from corpus.parliaments.france.page_pdf import PdfText
from corpus.records.reading import UnreadableError
from corpus.text.html import html_to_text

_CLIMB = 6  # levels between a heading and the element that holds its text beside it
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# What the page itself says below a reply, or in its place.
_BUTTONS = re.compile(
    r"(?:[ÊE]tre alert[ée]|Imprimer|Partager|Retour (?:à|en|au)|Haut de page|Voir aussi)\b.*",
    re.IGNORECASE,
)


def html_page(text: str) -> QuestionPage:
    """Return the parts of the HTML page `text`, located by the elements of their headings."""
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    source = _DECLARATION.sub("", text).replace("\0", "")
    try:
        tree = html.document_fromstring(source, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError("a page in HTML that cannot be read ({why})", why=error) from error
    headings = _headings(tree)
    lines = html_to_text(text).split("\n")
    header = "\n".join(takewhile(lambda line: heading(line) is None, lines))
    return QuestionPage(
        header,
        _part(headings.get("question"), headings.get("reply")),
        _part(headings.get("reply"), headings.get("question")),
        wrapped=False,
    )


def pdf_page(text: PdfText) -> QuestionPage:
    """Return the parts of a PDF's text; its furniture joins the header: it has the address."""
    parts: dict[str, list[str]] = {}
    current = header = list[str]()
    for line in text.lines:
        if name := heading(line):
            current = parts.setdefault(name, [])
        else:
            current.append(line)
    found = {name: "\n".join(lines) for name, lines in parts.items()}
    return QuestionPage(
        "\n".join([*header, *text.furniture]),
        found.get("question"),
        found.get("reply"),
        wrapped=True,
    )


def _headings(tree: html.HtmlElement) -> dict[str, html.HtmlElement]:
    """Return the element that ends where each heading does; the last one of a name counts."""
    found = {}
    for element in tree.iter(etree.Element):
        for text in (element.text, element.tail):
            if text and (name := heading(text)):
                found[name] = element
    return found


def _part(start: html.HtmlElement | None, other: html.HtmlElement | None) -> str | None:
    """Return the text after the heading `start`, to the end of the element that holds both.

    One climbs from the heading until text stands behind it, but not out of what it shares with
    the `other` heading: the page's own furniture is there.
    """
    if start is None:
        return None
    above_other = set(other.iterancestors()) if other is not None else set()
    node = start
    for _ in range(_CLIMB if other is not None else 2):
        parent = node.getparent()
        pieces = [node.tail or ""]
        for sibling in node.itersiblings():
            if sibling is other or sibling in above_other:
                break
            pieces.append(etree.tostring(sibling, encoding="unicode", method="html"))
        lines = html_to_text("".join(pieces)).split("\n")
        text = "\n".join(line for line in lines if not _BUTTONS.fullmatch(line))
        if text or parent is None or parent in above_other:
            return text
        node = parent
    return ""
