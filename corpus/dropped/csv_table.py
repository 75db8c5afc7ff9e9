"""Reader of text tables: CSV and TSV with any of the usual separators, one record per row.

The standard library parses them, in its strict mode: a quotation mark out of place would otherwise
swallow or change words. The separator is the one that makes the first rows name known columns.
"""

import csv
import re
import sys
from collections.abc import Callable, Iterator

from corpus.dropped.columns import Mapping
from corpus.dropped.rows import MAX_CELL, TableRow, find_header, read_table
from corpus.records.reading import Reading, UnreadableError
from corpus.text.message import message

_SEPARATORS = (";", ",", "\t", "|")
_SUFFIXES = (".csv", ".tsv", ".tab")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # what Excel writes above a table
_MAX_RESTARTS = 50  # after a quotation mark that is never closed
_HEADER_REACH = 1 << 16  # characters in which the names of the columns must stand


def read_csv(
    text: str, name: str, mapping: Mapping, remark: Callable[[str], None]
) -> Reading | None:
    """Return the records of `text`, or None if it is not a table of questions and replies.

    `name` is the file's: where it says CSV, a table without known columns is an UnreadableError.
    """
    separators: tuple[str, ...] = _SEPARATORS
    if match := _SEPARATOR_LINE.match(text):
        separators, text = (match[1],), text[match.end() :]
    best: tuple[int, str] | None = None
    for separator in separators:
        found = find_header(_rows(text[:_HEADER_REACH], separator), mapping)
        if found and (best is None or len(found[0].positions) > best[0]):
            best = len(found[0].positions), separator
    if best is None:
        if mapping.name or name.lower().endswith(_SUFFIXES):
            raise UnreadableError(_no_columns(text, mapping))
        return None
    found = find_header(_rows(text, best[1]), mapping)
    return read_table(found[0], found[1], remark) if found else None


def _no_columns(text: str, mapping: Mapping) -> str:
    first = next(iter(text.strip().splitlines()), "")[:200]
    helped = message(" with the help of {name}", name=mapping.name) if mapping.name else ""
    return message(
        "a table without a column for the reply and another field{beside} (its first line is "
        '{line}): name the columns "question", "réponse", "ministère", "date", "numéro", '
        '"titre", or put a NAME.mapping.json beside it',
        beside=helped,
        line=repr(first),
    )


def _rows(text: str, separator: str) -> Iterator[TableRow]:
    """Yield the rows of `text`; after a stray quotation mark, a problem and then the next rows."""
    csv.field_size_limit(min(MAX_CELL * 2, sys.maxsize))
    lines = text.splitlines(keepends=True) if text.isascii() else _lines(text)
    start, restarts = 0, 0
    while start < len(lines):
        reader = csv.reader(lines[start:] if start else lines, delimiter=separator, strict=True)
        begin = start
        try:
            for cells in reader:
                if not _is_rule(cells):
                    yield TableRow(f"line {begin + 1}", cells)
                begin = start + reader.line_num
            return
        except csv.Error as error:
            yield TableRow(f"line {begin + 1}", (), _problem(str(error)))
        restarts += 1
        if restarts > _MAX_RESTARTS:
            yield TableRow(
                f"line {begin + 2}",
                (),
                message(
                    "this line and those below are not read: more than {count} rows above "
                    "them have quotation marks out of place",
                    count=_MAX_RESTARTS,
                ),
            )
            return
        start = begin + 1


def _is_rule(cells: list[str]) -> bool:
    """Return whether the row is the line below a Markdown table's header ("|---|---|")."""
    return "--" in "".join(cells) and all(re.fullmatch(r" *:?-*:? *", cell) for cell in cells)


def _lines(text: str) -> list[str]:
    # str.splitlines would also cut at separators that stand inside a cell (U+2028, U+0085).
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def _problem(error: str) -> str:
    if "field larger" in error:
        return message("a cell has more than {count} million characters", count=MAX_CELL >> 19)
    if "unexpected end" in error:
        return message(
            "a quotation mark is opened here and never closed: close it, and double those inside "
            'a cell ("")'
        )
    return message(
        'a quotation mark out of place: double those inside a cell ("") ({why})', why=error
    )
