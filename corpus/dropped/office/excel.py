"""Reader of Excel workbooks (.xlsx, .xlsm): each sheet a table, each row a record.

Cells are read as they were saved: the result of a formula, a day as YYYY-MM-DD, a merged cell's
value in each cell that it covers. Sheets are read as a stream. Format: ECMA-376 part 1, 18.3.
"""

from collections.abc import Callable, Iterator

from corpus.dropped.columns import Mapping
from corpus.dropped.office.excel_parts import (
    MAX_COLUMNS,
    Cell,
    Merges,
    Sheet,
    Strings,
    Styles,
    Workbook,
    unescaped,
)
from corpus.dropped.office.ooxml import Package
from corpus.dropped.rows import Row, find_header, read_rows
from corpus.records.reading import Reading, Skipped, UnreadableError, in_short
from corpus.text.message import message, said_by

# A text shared by a million cells stands once in the file: what rows may hold all together.
_MAX_TEXT = 1 << 24
_MAX_TEXT_PER_BYTE = 50  # and characters more for each byte of the file


def read_xlsx(package: Package, mapping: Mapping, remark: Callable[[str], None]) -> Reading:
    """Yield a record for each row of each sheet whose columns are known, or a Skipped.

    Raises UnreadableError when no sheet has such columns.
    """
    book = _Book(package)
    other: list[str] = []
    for title, part in book.sheets():
        sheet = repr(in_short(title))
        place = f"sheet {sheet}"
        try:
            found = find_header(book.rows(part, place, remark), mapping)
            if found is None:
                other.append(sheet)
            else:
                yield from read_rows(found[0], found[1], _remark_on(sheet, remark))
        except UnreadableError as error:
            yield Skipped(place, said_by(error))
    if len(other) == len(list(book.sheets())):
        raise UnreadableError(
            message(
                "a workbook in which no sheet has a column for the reply and another field: name "
                'columns "question", "réponse", "ministère", "date"... in one of its first rows, '
                "or put a NAME.mapping.json beside it"
            )
        )
    if other:
        remark(
            message(
                "sheets without known columns, not read: {sheets}", sheets=", ".join(other[:30])
            )
        )


def _remark_on(sheet: str, remark: Callable[[str], None]) -> Callable[[str], None]:
    return lambda text: remark(message("sheet {sheet}: {reason}", sheet=sheet, reason=text))


class _Book:
    """A workbook: what its sheets share, and their rows."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._workbook, self._strings, self._styles = Workbook(), Strings(), Styles()
        package.parse_whole("xl/workbook.xml", self._workbook)
        self._parts = package.relations("xl/workbook.xml")
        for name, part in (("sharedStrings", self._strings), ("styles", self._styles)):
            if f"xl/{name}.xml" in package.names:
                package.parse_whole(f"xl/{name}.xml", part)
        self._text_left = _MAX_TEXT + _MAX_TEXT_PER_BYTE * package.size

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Yield the title and the part of each sheet."""
        for title, relation in self._workbook.sheets:
            yield title, self._parts.get(relation, "")

    def rows(self, part: str, place: str, remark: Callable[[str], None]) -> Iterator[Row]:
        """Yield the rows of the sheet in `part` that have cells."""
        merges = Merges()
        if self._package.mentions(part, b"mergeCell"):
            self._package.parse_whole(part, merges)
        merged = _Merged(merges)
        sheet = Sheet()
        for _ in self._package.parse(part, sheet):
            for number, cells in sheet.rows:
                texts = self._texts(cells)
                if any(texts):
                    merged.fill(number, texts)
                    self._text_left -= sum(map(len, texts))
                    yield Row(f"{place}, row {number}", texts)
                if self._text_left < 0:
                    raise UnreadableError(
                        message(
                            "from row {row} on it is not read: its cells repeat more text "
                            "than a file of its size may hold",
                            row=number,
                        )
                    )
            sheet.rows.clear()
        if sheet.is_too_wide:
            remark(
                message(
                    "{sheet}: columns after the {count}th not read", sheet=place, count=MAX_COLUMNS
                )
            )

    def _texts(self, cells: list[Cell]) -> list[str]:
        texts: list[str] = []
        for cell in cells:
            text = self._text(cell)
            if text:
                texts += [""] * (cell.column + 1 - len(texts))
                texts[cell.column] = text
        return texts

    def _text(self, cell: Cell) -> str:
        value = "".join(cell.pieces)
        if cell.kind == "s":
            texts, number = self._strings.texts, value.strip()
            known = number.isdecimal() and len(number) < 10 and int(number) < len(texts)
            return texts[int(number)] if known else ""
        if cell.kind == "b":
            return {"1": "true", "0": "false"}.get(value.strip(), "")
        if cell.kind != "n":
            return unescaped(value)
        days, style = self._styles.days, cell.style
        if value and style.isdecimal() and len(style) < 10 and int(style) < len(days):
            return self._workbook.day(value) if days[int(style)] else _number(value)
        return _number(value)


class _Merged:
    """Gives the value of a merged cell to each cell that it covers, row after row."""

    def __init__(self, merges: Merges) -> None:
        self._waiting = sorted(merges.ranges, reverse=True)
        self._open: list[tuple[int, int, int, str]] = []  # last row, columns, value

    def fill(self, row: int, texts: list[str]) -> None:
        """Fill the empty cells of the row `row` that merged cells cover."""
        self._open = [merge for merge in self._open if merge[0] >= row]
        while self._waiting and self._waiting[-1][0] <= row:
            first, last, left, right = self._waiting.pop()
            if first == row and left < len(texts) and texts[left]:
                self._open.append((last, left, min(right, MAX_COLUMNS - 1), texts[left]))
        if len(self._open) > MAX_COLUMNS:
            raise UnreadableError(message("its merged cells overlap, as Excel never saves them"))
        for _, left, right, value in self._open:
            texts += [""] * (right + 1 - len(texts))
            for column in range(left, right + 1):
                texts[column] = texts[column] or value


def _number(value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value
