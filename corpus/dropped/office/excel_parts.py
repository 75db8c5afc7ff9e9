"""The parts of an Excel workbook: sheets' names, shared texts, formats of days, cells, merges.

Each class takes the events of one XML part. Format: ECMA-376 part 1, 18.2 to 18.8.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from corpus.records.reading import UnreadableError
from corpus.text.message import message

MAX_COLUMNS = 512  # columns further right are not read
_MAX_MERGES = 100_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
# Formats of days among the built-in ones (18.8.30), and what a format's text holds besides them.
_DAY_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
_NO_FORMAT_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


class _Quiet:
    """Takes events and does nothing with those that its heirs do not name."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take a piece of text."""


class Workbook(_Quiet):
    """The names of the sheets with the ids of their parts, and from when days are counted."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self._first_day = datetime(1899, 12, 30)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self._first_day = datetime(1904, 1, 1)

    def day(self, number: str) -> str:
        """Return the day that Excel keeps as `number` as YYYY-MM-DD; `number` when it is none."""
        try:
            return (self._first_day + timedelta(days=float(number))).date().isoformat()
        except (ValueError, OverflowError):
            return number


class Strings(_Quiet):
    """The texts that cells refer to by their number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._reads = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True
        self._reads = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._reads = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.texts.append(unescaped("".join(self._pieces)))

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if self._reads:
            self._pieces.append(text)


class Styles(_Quiet):
    """Which styles of cells show a number as a day."""

    def __init__(self) -> None:
        self.days: list[bool] = []
        self._formats: dict[str, str] = {}
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.days.append(self._is_day(attributes.get("numFmtId", "")))

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "cellXfs":
            self._in_cells = False

    def _is_day(self, number: str) -> bool:
        code = self._formats.get(number)
        if code is None:
            return number.isdecimal() and len(number) < 4 and int(number) in _DAY_FORMATS
        return re.search("[dy]", _NO_FORMAT_LETTERS.sub("", code[:300]), re.I) is not None


@dataclass(slots=True)
class Cell:
    """One cell as the file has it: its column from 0, the kind and style of its value, the text."""

    column: int
    kind: str
    style: str
    pieces: list[str] = field(default_factory=list)


class Sheet(_Quiet):
    """The rows of a sheet: those that are whole wait in `rows` to be taken."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[Cell]]] = []
        self.is_too_wide = False
        self._number = 0
        self._cells: list[Cell] = []
        self._cell: Cell | None = None
        self._reads = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "row":
            number = attributes.get("r", "")
            is_number = number.isdecimal() and len(number) < 9
            self._number = int(number) if is_number else self._number + 1
            self._cells = []
        elif name == "c":
            column = self._column(attributes.get("r", ""))
            self._cell = Cell(column, attributes.get("t", "n"), attributes.get("s", ""))
        elif name == "rPh":
            self._phonetic = True
        self._reads = name in ("v", "t") and not self._phonetic

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._reads = False
        if name == "rPh":
            self._phonetic = False
        elif name == "c" and self._cell is not None:
            if self._cell.column < MAX_COLUMNS:
                self._cells.append(self._cell)
            else:
                self.is_too_wide |= bool(self._cell.pieces)
            self._cell = None
        elif name == "row":
            self.rows.append((self._number, self._cells))

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if self._reads and self._cell is not None:
            self._cell.pieces.append(text)

    def _column(self, reference: str) -> int:
        if match := _REFERENCE.fullmatch(reference):
            return _column_number(match[1])
        return self._cells[-1].column + 1 if self._cells else 0


class Merges(_Quiet):
    """The merged cells of a sheet, as the first and last row and column of each, by first row."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int, int, int]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name != "mergeCell":
            return
        first, _, last = attributes.get("ref", "").partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end:
            self.ranges.append(
                (int(start[2]), int(end[2]), _column_number(start[1]), _column_number(end[1]))
            )
        if len(self.ranges) > _MAX_MERGES:
            raise UnreadableError(
                message(
                    "it has more than {count} merged cells: unmerge them", count=f"{_MAX_MERGES:,}"
                )
            )


def unescaped(text: str) -> str:
    """Return `text` with Excel's escapes of characters undone ("_x000D_")."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
