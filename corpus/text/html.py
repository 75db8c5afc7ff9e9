"""Converts the official sources' HTML to clean text, keeping lists and tables readable.

Uses the standard library's event parser: it builds no tree, so nesting a million deep costs
nothing, and it never rejects an input.
"""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

from corpus.text.clean import clean

BREAKING = frozenset(
    [
        "p",
        "div",
        "br",
        "hr",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "caption",
        "blockquote",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dl",
        "dt",
        "dd",
        "pre",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "center",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "html",
        "head",
        "body",
        "i",
        "img",
        "ins",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "title",
        "tt",
        "u",
        "col",
        "colgroup",
        "meta",
        "link",
        "o:p",
    ]
)
_UNREAD = frozenset(("script", "style"))
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOOKS_LIKE_HTML = re.compile(r"<(?:p|br|div|li|ul|ol|table|tr|td)\b|&(?:[a-z]+|#\d+);", re.I)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL
)
_PAGE_REACH = 4_096  # characters in which a page says what it is
_NUMERIC = re.compile(r"[\d+-]+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_DECLARATION = re.compile(r"<[!?][a-zA-Z][^<>]*>")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")


def is_html_page(start: str) -> bool:
    """Return whether a document that begins with `start` is a whole HTML page."""
    start = start[:_PAGE_REACH].lstrip("\ufeff \t\r\n")
    return start.startswith("<") and ("<html" in start.lower() or _PAGE.match(start) is not None)


def html_to_text(text: str) -> str:
    """Return the readable text of `text`, which may be HTML or plain already.

    Paragraphs, list items ("- ..." or "1. ...") and table rows ("a | b | c") each get a line.
    A power such as 10<sup>6</sup> keeps its meaning (10⁶). What only looks like a tag ("<x>")
    stays as text, so that nothing a minister wrote is lost.
    """
    layout = _LOOKS_LIKE_HTML.search(text) is not None
    if not layout and "<" not in text and "&" not in text:
        return clean(text)
    parser = _TextBuilder()
    parser.feed(tags_only(text.replace("\n", " ") if layout else text))
    parser.close()
    return clean("".join(parser.pieces))


def tags_only(text: str) -> str:
    """Return `text` without comments and declarations, escaping each "<" that opens no whole tag.

    The parser searches such a "<" to the end of the text, in time that grows with the square of
    their number, and drops or refuses some. Every pattern here is applied in linear time.
    """
    text = _sub_closed(_COMMENT, "-->", lambda match: "", text)
    text = _sub_closed(_CDATA, "]]>", lambda match: html.escape(match[1]), text)
    return _NO_TAG.sub("&lt;", _DECLARATION.sub("", text))


def _sub_closed(
    section: re.Pattern[str], end: str, replace: Callable[[re.Match[str]], str], text: str
) -> str:
    """Replace every `section`, looking for none after the last `end`, where none is closed."""
    closed = text.rfind(end) + len(end) if end in text else 0
    return section.sub(replace, text[:closed]) + text[closed:]


class _TextBuilder(HTMLParser):
    """Collects pieces of text; keeps just enough state to number lists and join table cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._lists: list[int | None] = []  # next number of each open ol, None for ul
        self._unread = 0
        self._superscript = False
        self._cells = 0  # cells already written in the current row
        self._in_cell = False
        self._item_is_empty = False  # a list item was opened and nothing written in it yet

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag in ("td", "th"):
            self.pieces.append(" | " if self._cells else "")
            self._cells += 1
            self._in_cell = True
        elif tag in BREAKING:
            self._break(tag)
        elif tag == "sup":
            self._superscript = True
        elif tag not in INLINE:
            self.pieces.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in ("td", "th"):
            self._in_cell = False
        elif tag == "sup":
            self._superscript = False
        elif tag in BREAKING:
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
            if tag in ("tr", "table"):
                self._in_cell = False
            if tag != "li":
                self.pieces.append(self._line_break())
        elif tag not in INLINE:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if self._superscript and _NUMERIC.fullmatch(data.strip()):
            data = data.strip().translate(SUPERSCRIPTS)
        self._item_is_empty &= data.isspace()
        self.pieces.append(data)

    def _break(self, tag: str) -> None:
        if tag in ("tr", "table"):
            self._cells, self._in_cell = 0, False
        if tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        if tag in ("p", "div") and self._item_is_empty:
            return  # the item's own paragraph stays beside its bullet
        self.pieces.append(self._line_break())
        if tag == "li":
            self.pieces.append(self._bullet())
        self._item_is_empty = tag == "li"

    def _line_break(self) -> str:
        # Paragraphs inside a table cell would tear its row apart.
        return " " if self._in_cell else "\n"

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "
