"""The contents of a formatted document, in order, as lines and tables; and the records in them.

Word files and web pages are reduced to this. Sections are found under headings ("Texte de la
question"), in a table of fields (a name on the left, its text on the right), or as one record per
table row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.dropped.columns import FoundColumns, Mapping
from corpus.dropped.pairs import HEADING_MARK, read_pairs
from corpus.dropped.plain_text import headings, is_header_line
from corpus.dropped.rows import TableRow, find_header, read_table
from corpus.records.reading import Reading
from corpus.text.clean import one_line


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, a list item or a heading."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, row by row."""

    rows: Sequence[Sequence[str]]


Block = Line | Table


def read_blocks(
    blocks: Iterable[Block], mapping: Mapping, remark: Callable[[str], None]
) -> Reading:
    """Yield the records of a document, or a Skipped that says what is missing.

    A table of records counts only where no heading says that it is part of a reply.
    """
    blocks = list(blocks)
    sections = headings(
        [line for b in blocks if isinstance(b, Line) for line in b.text.splitlines()]
    )
    tables = 0
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            # Each on its own: a paragraph of such a document is whole, nothing joins it.
            mark = HEADING_MARK if block.is_heading else ""
            lines += (mark + line for line in block.text.splitlines())
        elif _is_table_of_fields(block):
            lines += _field_lines(block)
        elif "reply" not in sections and (found := _records(block, tables + 1, mapping)):
            tables += 1
            yield from read_table(found[0], found[1], remark)
        else:
            lines += (" | ".join(map(one_line, row)) for row in block.rows if any(row))
    if not tables or any(headings(lines)):
        yield from read_pairs("\n\n".join(lines))


def _records(
    table: Table, number: int, mapping: Mapping
) -> tuple[FoundColumns, Iterator[TableRow]] | None:
    rows = (
        TableRow(f"table {number}, row {position}", cells)
        for position, cells in enumerate(table.rows, start=1)
    )
    return find_header(rows, mapping)


def _is_table_of_fields(table: Table) -> bool:
    """Return whether each row is a name and a text, one of them the reply."""
    pairs = [row for row in table.rows if len(row) == 2 and row[0].strip()]
    names = headings([row[0] for row in pairs])
    known = [
        name or is_header_line(f"{one_line(row[0]).rstrip(' :')}: -")
        for row, name in zip(pairs, names, strict=True)
    ]
    return "reply" in names and len(pairs) > 1 and sum(map(bool, known)) * 2 > len(table.rows)


def _field_lines(table: Table) -> list[str]:
    lines: list[str] = []
    sections: list[str] = []
    for row in table.rows:
        name, text = one_line(row[0]) if row else "", row[1] if len(row) > 1 else ""
        if headings([name])[0]:
            sections += [name, *text.splitlines()]
        elif text.strip():
            lines.append(f"{name.rstrip(' :')}: {one_line(text)}")
        elif name:
            lines.append(name)
    return lines + sections
