"""Reads the rows of a workbook with calamine, in the child process. Imports nothing of ours.

Cells are read as saved: a formula as its result, a day as YYYY-MM-DD.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

_ENCRYPTED = (PasswordError,)
# A text shared by a million cells stands once in the file: what rows may hold all together.
_MAX_TEXT = 1 << 24
_MAX_TEXT_PER_BYTE = 50  # and characters more for each byte of the file


def _read(content: bytes, max_columns: int) -> Iterator[dict[str, Any]]:
    """Yield the name and the merged cells of each sheet, then its rows that hold something.

    Raises what calamine does for a damaged file, and MemoryError for too much text.
    """
    left = _MAX_TEXT + _MAX_TEXT_PER_BYTE * len(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for position, known in enumerate(book.sheets_metadata):
        if known.typ != SheetTypeEnum.WorkSheet:
            yield {"sheet": known.name, "merges": [], "problem": ""}
            continue
        try:
            sheet = book.get_sheet_by_index(position)
        except PasswordError:
            raise
        except CalamineError as error:
            yield {"sheet": known.name, "merges": [], "problem": str(error)[:200]}
            continue
        merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        yield {"sheet": known.name, "merges": merges, "problem": ""}
        for number, texts in _rows(sheet):
            left -= sum(map(len, texts))
            if left < 0:
                raise MemoryError
            yield {"row": number, "cells": texts[:max_columns], "wide": any(texts[max_columns:])}


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    before = [""] * (sheet.start[1] if sheet.start else 0)  # rows are whole, columns are not
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = before + [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode()
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
