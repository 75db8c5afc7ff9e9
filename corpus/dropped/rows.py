"""Turns table rows into records, one question with its reply per row. Knows no file format."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from corpus.dropped.columns import FoundColumns, Mapping, find_columns
from corpus.dropped.plain_text import file_record
from corpus.records.reading import Reading, Skipped, in_short
from corpus.text.clean import one_line
from corpus.text.dates import parse_date
from corpus.text.html import html_to_text
from corpus.text.message import message

MAX_CELL = 1 << 22  # characters; the longest official reply has some 60,000
MAX_ROWS = 1 << 20  # as many as a sheet can have
_EXCEL_CELL = 32_767  # characters that a cell of Excel keeps: the rest is lost without a word
_HEADER_WITHIN = 20  # rows: titles and notes may stand above the columns' names
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|NUM!|NOMBRE!|NULL!|NUL!)")
_DATES = ("asked_on", "answered_on")
_TEXTS = ("question", "reply")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its place, for people, and its cells as texts; `problem` if it is unreadable."""

    place: str
    cells: Sequence[str]
    problem: str = ""


def find_header(
    rows: Iterator[TableRow], mapping: Mapping
) -> tuple[FoundColumns, Iterator[TableRow]] | None:
    """Return the columns named in the first rows and the rows below them, or None if none are."""
    first = list(islice(rows, _HEADER_WITHIN))
    for below, row in enumerate(first, start=1):
        columns = find_columns(row.cells, mapping)
        if columns.is_table_of_records:
            return columns, chain(first[below:], rows)
    return None


def read_table(
    columns: FoundColumns, rows: Iterable[TableRow], remark: Callable[[str], None]
) -> Reading:
    """Yield a record or a Skipped for each row that is not empty; report what was not used."""
    if columns.missing:
        remark(
            message(
                "columns of its mapping that it has not: {columns}",
                columns=in_short(", ".join(columns.missing)),
            )
        )
    if columns.unused:
        names = ", ".join(repr(name[:60]) for name in columns.unused[:30])
        more = len(columns.unused) - 30
        remark(message("columns not used: {columns}{more}", columns=names, more=_and_more(more)))
    bad_dates: list[str] = []
    number = 0
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            yield Skipped(
                row.place,
                message(
                    "this row and those below are not read: more than {count} rows",
                    count=f"{MAX_ROWS:,}",
                ),
            )
            break
        if row.problem:
            yield Skipped(row.place, row.problem)
        elif any(cell and not cell.isspace() for cell in row.cells):
            yield from _read_row(columns, row, bad_dates)
    if not number:
        yield Skipped("", message("a table with the names of its columns and no row below them"))
    if bad_dates:
        remark(
            message(
                "dates not understood, left empty: {dates}{more}; write them as 2031-03-04 or "
                "04/03/2031",
                dates=", ".join(bad_dates[:10]),
                more=_and_more(len(bad_dates) - 10),
            )
        )


def _and_more(count: int) -> str:
    return message(" and {count} more", count=count) if count > 0 else ""


def _read_row(columns: FoundColumns, row: TableRow, bad_dates: list[str]) -> Reading:
    cells = {
        field: row.cells[position]
        for field, position in columns.positions.items()
        if position < len(row.cells)
    }
    if problem := _problem(cells):
        yield Skipped(row.place, problem)
        return
    question, reply = (html_to_text(cells.get(field, "")) for field in _TEXTS)
    if not question and not reply:
        yield Skipped(
            row.place, message("its cells for the question and for the reply are both empty")
        )
        return
    found = {
        field: value
        for field, cell in cells.items()
        if field not in _TEXTS and (value := one_line(cell))
    }
    for field in _DATES:
        if found.get(field) and parse_date(found[field]) is None:
            bad_dates.append(f"{row.place} {found[field][:40]!r}")
    yield file_record(found, question, reply)


def _problem(cells: dict[str, str]) -> str:
    for field, cell in cells.items():
        if len(cell) > MAX_CELL:
            return message(
                "its cell for {field} has more than {count} million characters",
                field=field,
                count=MAX_CELL >> 20,
            )
    for field in _TEXTS:
        if _ERROR.fullmatch(cells.get(field, "").strip()):
            return message(
                "its cell for {field} holds an error of the spreadsheet: mend the formula",
                field=field,
            )
        if len(cells.get(field, "")) == _EXCEL_CELL:
            return message(
                "its cell for {field} has {count} characters, where Excel cuts a text "
                "off: take the whole text from its source, in a CSV that Excel did not "
                "save",
                field=field,
                count=f"{_EXCEL_CELL:,}",
            )
    return ""
