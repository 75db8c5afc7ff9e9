"""Hostile Word and Excel files: the zip and the XML in it damaged, and attacks of known kinds."""

import random
import re

from tests.corpus.dropped.dropped_writers import (
    docx_bytes,
    good,
    member,
    repacked,
    table,
    with_shared_strings,
    xlsx_bytes,
)
from tests.corpus.dropped.sheet_writers import ods_bytes, xls_bytes
from tests.corpus.hostile_bytes import LONG, Family, mutations


def inner_mutations(content: bytes, part: str, seed: int, count: int) -> Family:
    """The Office file `content` with its XML `part` damaged, the zip around it whole."""
    for name, xml in mutations(member(content, part), seed, count):
        yield f"{part}: {name}", repacked(content, {part: xml})
    chance = random.Random(seed)
    xml = member(content, part)
    tags = [match.span() for match in re.finditer(rb"<[^>]*>", xml)]
    values = [match.span(1) for match in re.finditer(rb'"([^"]*)"', xml)]
    for number in range(count):
        start, end = chance.choice(tags)
        yield f"{part}: tag lost {number}", repacked(content, {part: xml[:start] + xml[end:]})
        start, end = chance.choice(values)
        for value in (b"", b"-1", b"9" * 30, b"nan", b"ZZZ9999999", b"../../../x"):
            bent = xml[:start] + value + xml[end:]
            yield f"{part}: value {value!r} {number}", repacked(content, {part: bent})


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if not n else b"%d" % (n - 1)) * 10)
    for n in range(12)
) + b"]>"  # fmt: skip
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def bent_parts(content: bytes, part: str) -> Family:
    """The Office file `content` with a `part` that is an attack of a known kind."""
    xml = member(content, part)
    start = xml.index(b"?>") + 2 if b"?>" in xml else 0
    for name, kind in (("entities", ENTITIES), ("outside", OUTSIDE)):
        text = re.sub(rb">(\w)", rb">&a11;\1" if name == "entities" else rb">&a;\1", xml[start:])
        yield name, repacked(content, {part: kind + text})
    yield "deep", repacked(content, {part: xml[:start] + b"<a>" * LONG})
    yield "utf-16", repacked(content, {part: xml.decode().encode("utf-16")})
    for encoding in (b"UTF-9", b"UTF-7", b"idna"):
        said = b"<?xml version='1.0' encoding='%b'?>" % encoding
        yield f"encoding {encoding!r}", repacked(content, {part: said + xml[start:]})
    yield "empty part", repacked(content, {part: b""})
    yield "no part", repacked(content, {part: None})
    yield "a part of spaces", repacked(content, {part: xml + b" " * (LONG << 6)})
    yield "an attribute without end", repacked(content, {part: b'<a b="' + b"c" * (LONG << 3)})
    yield (
        "many attributes",
        repacked(
            content, {part: b"<a " + b" ".join(b'b%d="c"' % n for n in range(50_000)) + b"/>"}
        ),
    )
    yield "a comment without end", repacked(content, {part: xml[:start] + b"<!--" + b"-" * LONG})
    yield "no relations", repacked(content, {"_rels/.rels": None})
    yield "macros", repacked(content, {"word/vbaProject.bin": b"\0" * 99})


def xlsx_family() -> Family:
    sheet = "xl/worksheets/sheet1.xml"
    base = with_shared_strings(xlsx_bytes(table([good(1), good(2)])))
    yield from mutations(base, 2, 20)
    yield from inner_mutations(base, sheet, 3, 6)
    for part in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        yield from inner_mutations(base, part, 4, 2)
    yield from ((f"sheet: {name}", content) for name, content in bent_parts(base, sheet))
    for part in ("xl/workbook.xml", "xl/sharedStrings.xml"):
        yield from ((f"{part}: {name}", content) for name, content in bent_parts(base, part))
    xml = member(base, sheet)
    first, rest = xml.split(b"</sheetData>")
    for name, rows in {
        "far row": b'<row r="99999999"><c r="A99999999" t="s"><v>1</v></c></row>',
        "far column": b'<row r="9"><c r="XFD9" t="s"><v>1</v></c></row>',
        "no column": b'<row r="9"><c r="ZZZZ9"><v>1</v></c></row>' * 99,
        "rows backwards": b'<row r="-5"><c><v>1</v></c></row>' * 99,
        "empty rows": b"<row/>" * 300_000,
        "empty cells": b"<row>" + b"<c/>" * 300_000 + b"</row>",
        "strings that are not there": b'<row><c t="s"><v>99999999</v></c></row>' * 99,
        "strings of letters": b'<row><c t="s"><v>a</v></c></row>' * 99,
        "cells in cells": b"<row>" + b"<c>" * 900,
        "values that are none": b'<row><c s="1"><v>1e999</v></c><c s="-1"><v>nan</v></c></row>',
        "days of no calendar": b'<row><c s="1"><v>-1e9</v></c><c s="1"><v>1e15</v></c></row>',
        "one long text everywhere": b'<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        * 99_999,
    }.items():
        yield name, repacked(base, {sheet: first + rows + b"</sheetData>" + rest})
    for name, merges in {
        "all merged": b'<mergeCell ref="A1:XFD1048576"/>',
        "merged over each other": b'<mergeCell ref="A2:IV9"/>' * 9_999,
        "too many merged": b'<mergeCell ref="A2:B3"/>' * 100_001,
        "merged backwards": b'<mergeCell ref="C9:A1"/>',
        "merged nowhere": b'<mergeCell ref="ZZZZ0:-1"/><mergeCell/>',
    }.items():
        cells = b"<mergeCells>" + merges + b"</mergeCells>"
        yield name, repacked(base, {sheet: first + b"</sheetData>" + cells + b"</worksheet>"})
    yield "a bomb", repacked(base, {sheet: first + b" " * (1 << 27)})


def xls_family() -> Family:
    rows = table([good(1), good(2)])
    yield from mutations(xls_bytes(rows), 13, 40)
    yield from mutations(xls_bytes(rows, "Book"), 14, 2)


def ods_family() -> Family:
    base = ods_bytes(table([good(1), good(2)]))
    yield from mutations(base, 15, 30)
    yield from inner_mutations(base, "content.xml", 16, 5)
    many = b'table:number-rows-repeated="1048576" table:number-columns-repeated="16384"'
    for name, old, new in (
        ("rows repeated", b"<table:table-row>", b"<table:table-row %b>" % many),
        ("cells repeated", b"<table:table-cell ", b"<table:table-cell %b " % many),
        ("spaces", b"<text:p>", b'<text:p><text:s text:c="2000000000"/>'),
    ):
        yield name, repacked(base, {"content.xml": member(base, "content.xml").replace(old, new)})


_CELL = b"<w:tbl><w:tr><w:tc><w:tcPr>%b</w:tcPr></w:tc></w:tr></w:tbl>"


def docx_family() -> Family:
    part = "word/document.xml"
    base = docx_bytes(good(1), good(2))
    yield from mutations(base, 5, 20)
    yield from inner_mutations(base, part, 6, 8)
    yield from inner_mutations(docx_bytes(good(1), layout="fields"), part, 7, 4)
    yield from bent_parts(base, part)
    xml = member(base, part)
    first, rest = xml.split(b"<w:sectPr", 1)
    for name, body in {
        "tables in tables": b"<w:tbl><w:tr><w:tc>" * 300,
        "cells without a table": b"<w:tc><w:tr></w:tr></w:tc>" * 99,
        "a wide cell": _CELL % b'<w:gridSpan w:val="99999999"/>' * 99,
        "merged with nothing": _CELL % b"<w:vMerge/>",
        "paragraphs": b"<w:p/>" * 200_000,
        "runs": b"<w:p>" + b"<w:r><w:t>a</w:t></w:r>" * 100_000 + b"</w:p>",
        "breaks": b"<w:p><w:r>" + b"<w:br/>" * 200_000 + b"</w:r></w:p>",
        "deleted marks": b"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>" * 20_000,
        "text boxes": b"<w:p><w:txbxContent><w:p/></w:txbxContent></w:p>" * 9_999,
        "paragraphs in paragraphs": b"<w:p>" * 900,
        "headings": b'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr></w:p>' * 9_999,
    }.items():
        yield name, repacked(base, {part: first + body + b"<w:sectPr" + rest})
    yield "a bomb", repacked(base, {part: first + b" " * (1 << 27)})
