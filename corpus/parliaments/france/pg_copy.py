r"""Reads the COPY blocks of a PostgreSQL dump in SQL as a stream; no PostgreSQL is needed.

``COPY table (column, ...) FROM stdin;``, then one row per line: tab-separated values, ``\N`` for
null, backslash escapes, ``\.`` to end the block. Format: https://www.postgresql.org/docs/current/
sql-copy.html, "Text Format".
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from corpus.files.streaming import MAX_RECORD_BYTES
from corpus.records.reading import Skipped, UnreadableError
from corpus.text.message import message

_COPY = re.compile(
    rb'COPY\s+(?:"?\w+"?\.)?"?(?P<table>\w+)"?\s*(?:\((?P<columns>[^()]*)\))?\s+FROM\s+stdin',
    re.IGNORECASE,
)
_ENCODING = re.compile(rb"SET\s+client_encoding\s*(?:=|TO)\s*'([^']*)'", re.IGNORECASE)
_ESCAPE = re.compile(rb"\\(?:([0-3]?[0-7]{1,2})|x([0-9A-Fa-f]{1,2})|(.))", re.DOTALL)
_ESCAPED = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_CODECS = {
    "UTF8": "utf-8",
    "UNICODE": "utf-8",
    "SQLASCII": "utf-8",
    "LATIN1": "iso8859-1",
    "LATIN9": "iso8859-15",
    "WIN1252": "cp1252",
}
# In Latin dumps these bytes are not control characters but what Windows writes there: ’ “ ” –.
_WINDOWS = {
    code: text for code in range(0x80, 0xA0) if (text := bytes([code]).decode("cp1252", "ignore"))
}


@dataclass(frozen=True, slots=True)
class DumpRow:
    """One row of a table: its values by column, None for null."""

    table: str
    line: int
    values: dict[str, str | None]


def looks_like_dump(start: bytes) -> bool:
    """Return whether `start`, the beginning of a document, is that of an SQL dump."""
    return b"PostgreSQL database dump" in start[:4096] or bool(
        re.search(
            rb"^[ \t]*COPY[ \t]+[\w.\"]+[ \t]*\([^()]*\)[ \t]+FROM[ \t]+stdin", start[:65_536], re.M
        )
    )


def read_dump_rows(
    stream: IO[bytes], wanted: Mapping[str, Collection[str]]
) -> Iterator[DumpRow | Skipped]:
    """Yield the rows of the tables in `wanted` with those of the columns in `wanted` that exist.

    A broken row is a Skipped that names table and line. Raises UnreadableError for an unknown
    encoding.
    """
    codec = "utf-8"
    lines = _lines(stream)
    for _, line in lines:
        if line is None:
            continue
        if match := _ENCODING.match(line):
            codec = _codec(match[1].decode("ascii", "replace"))
        elif match := _COPY.match(line):
            table = match["table"].decode().lower()
            if match["columns"] is None and table in wanted:
                yield Skipped(f"table {table}", message("its COPY line names no columns"))
            columns = [
                name.strip().strip('"').lower()
                for name in (match["columns"] or b"").decode("ascii", "replace").split(",")
            ]
            yield from _block(lines, table, columns, wanted.get(table, ()), codec)


def _block(
    lines: Iterator[tuple[int, bytes | None]],
    table: str,
    columns: list[str],
    wanted: Collection[str],
    codec: str,
) -> Iterator[DumpRow | Skipped]:
    taken = [(place, name) for place, name in enumerate(columns) if name in wanted]
    for number, line in lines:
        if line == b"\\.":
            return
        if not taken:
            continue
        place = f"table {table}, line {number}"
        if line is None:
            yield Skipped(
                place, message("the row is longer than {size} MiB", size=MAX_RECORD_BYTES >> 20)
            )
            continue
        cells = line.split(b"\t")
        if len(cells) != len(columns):
            yield Skipped(
                place,
                message(
                    "{count} values where the table has {columns} columns",
                    count=len(cells),
                    columns=len(columns),
                ),
            )
            continue
        try:
            yield DumpRow(table, number, {name: _value(cells[at], codec) for at, name in taken})
        except UnicodeDecodeError:
            yield Skipped(
                place, message("a value is not in the dump's encoding ({codec})", codec=codec)
            )
    yield Skipped(f"table {table}", message("the dump is cut short within this table"))


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line with its number, without its line end; None for one that is too long."""
    number = 0
    while line := stream.readline(MAX_RECORD_BYTES):
        number += 1
        whole = line.endswith(b"\n") or len(line) < MAX_RECORD_BYTES
        while not whole:
            rest = stream.readline(MAX_RECORD_BYTES)
            whole = not rest or rest.endswith(b"\n")
            line = b""
        yield number, line.rstrip(b"\r\n") if line else None


def _value(cell: bytes, codec: str) -> str | None:
    if cell == b"\\N":
        return None
    if b"\\" in cell:
        cell = _ESCAPE.sub(_unescape, cell)
    text = cell.decode(codec)
    return text.translate(_WINDOWS) if codec.startswith("iso8859") else text


def _unescape(match: re.Match[bytes]) -> bytes:
    octal, hexadecimal, other = match.groups()
    if octal is not None:
        return bytes([int(octal, 8)])
    if hexadecimal is not None:
        return bytes([int(hexadecimal, 16)])
    return _ESCAPED.get(other, other)


def _codec(name: str) -> str:
    codec = _CODECS.get(re.sub(r"[^A-Z0-9]", "", name.upper()))
    if codec is None:
        raise UnreadableError(
            "a dump in the encoding {name}, which is not read: use UTF8", name=repr(name[:40])
        )
    return codec
