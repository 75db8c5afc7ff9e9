"""Reader of spreadsheets (.xlsx, .xlsm, .xls, .ods): each sheet is a table, each row a record.

calamine reads the cells in a child process (`sheet_rows.py`). A merged cell's value is repeated in
each cell that it covers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from corpus.dropped.bounded import BoundedReader
from corpus.dropped.columns import Mapping
from corpus.dropped.office.excel_errors import CellErrors
from corpus.dropped.office.ooxml import IS_ENCRYPTED, damaged
from corpus.dropped.rows import TableRow, find_header, read_table
from corpus.records.reading import Reading, Skipped, UnreadableError, in_short
from corpus.text.message import message, said_by

_SHEET_SECONDS = 60
_MAX_COLUMNS = 512  # columns further right are not read
_MAX_MERGES = 100_000
# A merged cell may cover a million others: what rows may hold all together.
_MAX_TEXT = 1 << 24
_MAX_TEXT_PER_BYTE = 50  # and characters more for each byte of the file
_reader = BoundedReader(
    Path(__file__).with_name("sheet_rows.py"),
    _SHEET_SECONDS,
    _MAX_COLUMNS,
    {
        "encrypted": IS_ENCRYPTED,
        "too large": message(
            "it is too large to read, or its cells repeat more text than a file of its size may "
            "hold: split it"
        ),
        "stopped": message(
            "a sheet of it takes more than {count} seconds or too much memory: split it, or save "
            "it as .csv",
            count=_SHEET_SECONDS,
        ),
    },
    damaged,
)

_Reply = dict[str, Any]  # of the child: a sheet, or one of its rows


def read_spreadsheet(
    content: bytes, errors: dict[str, CellErrors], mapping: Mapping, remark: Callable[[str], None]
) -> Reading:
    """Yield a record for each row of each sheet whose columns are known, or a Skipped.

    `errors` are the cells that hold an error, by the sheet's name. Raises UnreadableError for a
    file that cannot be read, and when no sheet has such columns.
    """
    book = _Book(len(content), remark)
    other: list[str] = []
    known = False
    for sheet, replies in _sheets(_reader.read(content)):
        title = repr(in_short(sheet["sheet"]))
        place = f"sheet {title}"
        try:
            rows = book.rows(place, sheet, replies, errors.get(sheet["sheet"], {}))
            found = find_header(rows, mapping)
            if found is None:
                other.append(title)
            else:
                known = True
                yield from read_table(found[0], found[1], _remark_on(title, remark))
        except UnreadableError as error:
            known = True
            yield Skipped(place, said_by(error))
    if not known:
        raise UnreadableError(
            "a workbook in which no sheet has a column for the reply and another field: name "
            'columns "question", "réponse", "ministère", "date"... in one of its first rows, '
            "or put a NAME.mapping.json beside it"
        )
    if other:
        remark(
            message(
                "sheets without known columns, not read: {sheets}", sheets=", ".join(other[:30])
            )
        )


def _remark_on(sheet: str, remark: Callable[[str], None]) -> Callable[[str], None]:
    return lambda text: remark(message("sheet {sheet}: {reason}", sheet=sheet, reason=text))


def _sheets(replies: Iterable[_Reply]) -> Iterator[tuple[_Reply, Iterator[_Reply]]]:
    """Yield each sheet with its rows, which are discarded once the next sheet is requested."""
    count = 0

    def number(reply: _Reply) -> int:
        nonlocal count
        count += "sheet" in reply
        return count

    for _, group in groupby(replies, key=number):
        rows = iter(group)
        yield next(rows), rows


class _Book:
    """The limits on all sheets of a workbook of `size` bytes together, and on their rows."""

    def __init__(self, size: int, remark: Callable[[str], None]) -> None:
        self._text_left = _MAX_TEXT + _MAX_TEXT_PER_BYTE * size
        self._remark = remark

    def rows(
        self, place: str, sheet: _Reply, replies: Iterator[_Reply], errors: CellErrors
    ) -> Iterator[TableRow]:
        """Yield the rows of the `sheet` that have cells. Raises UnreadableError."""
        if sheet["problem"]:
            raise UnreadableError(damaged(in_short(sheet["problem"])))
        merged = _Merged(sheet["merges"])
        is_too_wide = False
        for reply in _with_errors(replies, errors):
            number, texts = reply["row"], reply["cells"]
            is_too_wide |= reply["wide"]
            if any(texts):
                merged.fill(number, texts)
                self._text_left -= sum(map(len, texts))
                yield TableRow(f"{place}, row {number}", texts)
            if self._text_left < 0:
                raise UnreadableError(
                    "from row {row} on it is not read: its cells repeat more text than a "
                    "file of its size may hold",
                    row=number,
                )
        if is_too_wide:
            self._remark(
                message(
                    "{sheet}: columns after the {count}th not read", sheet=place, count=_MAX_COLUMNS
                )
            )


def _with_errors(replies: Iterable[_Reply], errors: CellErrors) -> Iterator[_Reply]:
    """Yield the rows with the errors inserted, including rows of nothing but errors."""
    alone: Iterable[_Reply] = ({"row": n, "cells": [], "wide": False} for n in sorted(errors))
    last = 0
    for reply in merge(replies, alone, key=itemgetter("row")):
        if reply["row"] == last:
            continue
        last, texts = reply["row"], reply["cells"]
        for column, error in errors.get(last, {}).items():
            if column < _MAX_COLUMNS:
                texts += [""] * (column + 1 - len(texts))
                texts[column] = error
        yield reply


class _Merged:
    """Copies the value of a merged cell to each cell that it covers, row by row."""

    def __init__(self, merges: Sequence[Sequence[int]]) -> None:
        if len(merges) > _MAX_MERGES:
            raise UnreadableError(
                "it has more than {count} merged cells: unmerge them", count=f"{_MAX_MERGES:,}"
            )
        self._waiting = sorted(map(tuple, merges), reverse=True)
        self._open: list[tuple[int, int, int, str]] = []  # last row, columns, value

    def fill(self, row: int, texts: list[str]) -> None:
        """Fill the empty cells of the row `row` that merged cells cover."""
        self._open = [merge for merge in self._open if merge[0] >= row]
        while self._waiting and self._waiting[-1][0] < row:
            first, left, last, right = self._waiting.pop()
            if first + 1 == row and left < len(texts) and texts[left]:
                self._open.append((last + 1, left, min(right, _MAX_COLUMNS - 1), texts[left]))
        if len(self._open) > _MAX_COLUMNS:
            raise UnreadableError("its merged cells overlap, as Excel never saves them")
        for _, left, right, value in self._open:
            texts += [""] * (right + 1 - len(texts))
            for column in range(left, right + 1):
                texts[column] = texts[column] or value
