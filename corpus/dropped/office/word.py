"""Reader of Word files (.docx, .docm): paragraphs, headings, lists and tables of the body.

Tracked changes are read as accepted: what was deleted or moved away is left out, what was inserted
is kept. Headers, footers, notes, comments and hidden text are not read.
Format: ECMA-376 part 1, 17.
"""

import re
from collections.abc import Callable, Iterator

from corpus.dropped.blocks import Block, Line, Table
from corpus.dropped.office.ooxml import Events, Package
from corpus.text.html import SUPERSCRIPTS
from corpus.text.message import message

_HEADING_STYLE = re.compile(r"(?:heading|titre|title|sous-?titre|subtitle)", re.IGNORECASE)
_ITEM_STYLE = re.compile(r"(?:list(?!paragraph)|puce)", re.IGNORECASE)
_LEFT_OUT = frozenset(
    ("del", "moveFrom", "Fallback", "txbxContent", "footnotePr", "rPh", "delText", "instrText")
)
_BODY = "word/document.xml"


def read_docx(package: Package, remark: Callable[[str], None]) -> Iterator[Block]:
    """Yield the lines and tables of the document in `package`. Raises UnreadableError."""
    body = _Body()
    part = next((p for p in package.relations("").values() if p.startswith("word/document")), _BODY)
    for _ in package.parse(part, body):
        yield from body.blocks
        body.blocks.clear()
    if body.text_boxes:
        remark(
            message(
                "{count} text boxes not read: put their text into the page's own lines",
                count=body.text_boxes,
            )
        )
    if body.notes:
        remark(message("footnotes and endnotes not read"))


class _Body(Events):
    """Collects blocks from the events of the body; complete ones wait in `blocks`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text_boxes = 0
        self.notes = 0
        self._left_out = 0  # how deep inside something that is left out
        self._line = _Paragraph()
        self._tables: list[_OpenTable] = []
        self._in_properties = ""
        self._takes_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        if self._left_out or (name in _LEFT_OUT and not self._in_properties):
            self._left_out += 1
            self.text_boxes += name == "txbxContent" and self._left_out == 1
        elif name in ("pPr", "rPr", "trPr", "tcPr"):
            self._in_properties += f"/{name}"
        elif self._in_properties:
            self._property(name, attributes)
        else:
            self._start(name)

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        self._takes_text = False
        if self._left_out:
            self._left_out -= 1
        elif name in ("pPr", "rPr", "trPr", "tcPr"):
            self._in_properties = self._in_properties.rpartition("/")[0]
        elif not self._in_properties:
            self._end(name)

    def text(self, text: str) -> None:
        """Handle a piece of text."""
        if self._takes_text and not self._left_out:
            self._line.add(text)

    def _start(self, name: str) -> None:
        if name == "t":
            self._takes_text = True
        elif name == "r":
            self._line.is_hidden = self._line.is_raised = False
        elif name in _CHARACTERS:
            self._line.add(_CHARACTERS[name])
        elif name in ("footnoteReference", "endnoteReference"):
            self.notes += 1
        elif name == "tbl":
            self._tables.append(_OpenTable())
        elif name == "tr" and self._tables:
            self._tables[-1].open_row()
        elif name == "tc" and self._tables:
            self._tables[-1].open_cell()

    def _end(self, name: str) -> None:
        if name == "p":
            if not self._line.goes_on:
                self._flush()
            self._line.goes_on = False
        elif name == "tc" and self._tables:
            self._flush()
            self._tables[-1].close_cell()
        elif name == "tr" and self._tables:
            self._tables[-1].close_row()
        elif name == "tbl" and self._tables:
            self._close_table()

    def _property(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        inside = self._in_properties
        if inside == "/pPr":
            if name == "pStyle":
                self._line.is_heading = _HEADING_STYLE.match(value) is not None
                self._line.is_item = _ITEM_STYLE.match(value) is not None
            elif name == "outlineLvl":
                self._line.is_heading = value != "9"
            elif name == "numPr":
                self._line.is_item = True
        elif inside == "/pPr/rPr" and name in ("del", "moveFrom"):
            self._line.goes_on = True  # the mark that ended this paragraph was deleted
        elif inside == "/rPr" and name == "vanish":
            self._line.is_hidden = value not in ("0", "false")
        elif inside == "/rPr" and name == "vertAlign":
            self._line.is_raised = value == "superscript"
        elif self._tables:
            self._tables[-1].property(inside, name, value)

    def _flush(self) -> None:
        line, self._line = self._line, _Paragraph()
        text = line.as_text()
        if self._tables:
            self._tables[-1].add(text)
        elif text:
            self.blocks.append(Line(text, line.is_heading))

    def _close_table(self) -> None:
        rows = self._tables.pop().rows
        if self._tables:  # a table in a table is text of the cell that holds it
            self._tables[-1].add("\n".join(map(" | ".join, rows)))
        elif rows:
            self.blocks.append(Table(rows))


_CHARACTERS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}


class _Paragraph:
    """The paragraph that is being read."""

    def __init__(self) -> None:
        self.is_heading = False
        self.is_item = False
        self.is_hidden = False
        self.is_raised = False
        self.goes_on = False
        self._pieces: list[str] = []

    def add(self, text: str) -> None:
        """Add a piece of text, as displayed by the run it belongs to."""
        if self.is_raised and re.fullmatch(r"[\d+-]+", text):
            text = text.translate(SUPERSCRIPTS)
        if not self.is_hidden:
            self._pieces.append(text)

    def as_text(self) -> str:
        """Return the paragraph's text, with a dash before an item of a list."""
        text = "".join(self._pieces).strip()
        return f"- {text}" if self.is_item and text and not self.is_heading else text


class _OpenTable:
    """The table that is being read. Merged cells keep their value in each row they cover."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._row: list[str] = []
        self._texts: list[str] = []
        self._span = 1
        self._continues = False
        self._is_deleted = False

    def open_row(self) -> None:
        """Begin a row."""
        self._row, self._is_deleted = [], False

    def open_cell(self) -> None:
        """Begin a cell."""
        self._texts, self._span, self._continues = [], 1, False

    def add(self, text: str) -> None:
        """Add a paragraph to the open cell."""
        if text:
            self._texts.append(text)

    def property(self, inside: str, name: str, value: str) -> None:
        """Handle a property of the open row or cell."""
        if inside == "/trPr" and name == "del":
            self._is_deleted = True
        elif inside == "/tcPr" and name == "gridSpan" and value.isdecimal():
            self._span = min(int(value[:3]), 64)
        elif inside == "/tcPr" and name == "vMerge":
            self._continues = value != "restart"

    def close_cell(self) -> None:
        """End a cell."""
        text = "\n".join(self._texts)
        if self._continues and not text and self.rows and len(self._row) < len(self.rows[-1]):
            text = self.rows[-1][len(self._row)]
        self._row += [text] + [""] * (self._span - 1)

    def close_row(self) -> None:
        """End a row."""
        if not self._is_deleted:
            self.rows.append(self._row)
