"""Writes old Excel workbooks and OpenDocument spreadsheets, as small as their formats allow.

No library that is here writes them. Formats: [MS-XLS] and [MS-CFB]; OpenDocument 1.2, part 1.
"""

import html
import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

_ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_EPOCH = date(1899, 12, 30)


def ods_bytes(rows: Sequence[Sequence[Any]], kind: str = _ODS_KIND) -> bytes:
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="Feuille">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return file.getvalue()


def _ods_cell(value: Any) -> str:
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = f"<text:p>{html.escape(value or '')}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def xls_bytes(rows: Sequence[Sequence[Any]], stream: str = "Workbook") -> bytes:
    cells = [
        _xls_cell(row, column, value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    ]
    sheet = _bof(0x10) + b"".join(cells) + _record(0x0A)
    styles = b"".join(_record(0xE0, struct.pack("<HH16x", 0, form)) for form in (0, 14))
    name = "Feuille".encode("utf-16-le")
    end = len(_bof(5)) + len(styles) + 4 + 8 + len(name) + 4
    bound = _record(0x85, struct.pack("<IBBBB", end, 0, 0, len(name) // 2, 1) + name)
    return _ole2(stream, _bof(5) + styles + bound + _record(0x0A) + sheet)


def _xls_cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
    is_day = isinstance(value, date)
    number = (value - _EPOCH).days if is_day else value
    return _record(0x203, struct.pack("<HHHd", row, column, int(is_day), number))


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _ole2(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // _SECTOR)
    chain = [_FAT, _END, *range(3, count + 2), _END]
    fat = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack(
        "<16xHHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0
    )
    header += struct.pack("<108I", *[_FREE] * 108)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream))
    folder = entries + _entry("", 0, _FREE, 0, 0) * 2
    return header + fat + folder + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = struct.pack(
        "<64sHBBIII", text, len(text) + 2 if text else 0, kind, 1, _FREE, _FREE, child
    )
    return head + struct.pack("<36xIQ", start, size)
