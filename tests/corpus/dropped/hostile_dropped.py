"""Hostile files by families: each base file cut, damaged and bent in hundreds of ways."""

import io
import zipfile
from collections.abc import Callable

from tests.corpus.dropped.dropped_writers import csv_bytes, docx_bytes, good, html_bytes, table
from tests.corpus.dropped.hostile_office import docx_family, ods_family, xls_family, xlsx_family
from tests.corpus.dropped.hostile_pdf import pdf_family
from tests.corpus.hostile_bytes import LONG, Family, mutations


def csv_family() -> Family:
    rows = table([good(1), good(2)])
    base = csv_bytes(rows, delimiter=";", quoting=1)
    yield from mutations(base, 1, 36)
    head, line = base.split(b"\r\n")[:2]
    for name, text in {
        "an open mark": b'"' + line,
        "open marks": b"\r\n".join([b'"a;b'] * 3_000),
        "marks only": b'"' * LONG,
        "an odd number of marks": b'"' * (LONG + 1),
        "marks out of place": b'"a"b;c\r\n' * 2_000,
        "separators": b";" * LONG,
        "lines of separators": b";;;;\r\n" * 20_000,
        "a cell without end": b'"' + b"a" * (LONG << 5),
        "cells of everything": b";".join(bytes((n,)) for n in range(1, 256)),
        "zeros": b"a;\0;b",
        "returns": b"\r" * 50_000,
        "formulas": b'=CMD("calc");@SUM(A1);+1;-1',
        "errors": b"#REF!;#REF!;#REF!;#REF!",
        "markup": b"<script>alert(1)</script>;" + b"<" * 9_999,
        "entities": b"&" * LONG + b";&#99999999;",
        "no letters": "\u200b;\ufeff;\u202e".encode(),
        "days": b"99/99/9999;0000-00-00;31.02.31;1e999",
        "one cell a line": b"a\r\n" * 50_000,
    }.items():
        yield name, head + b"\r\n" + text + b"\r\n" + line
    yield "names only", head
    yield "the same names again and again", (head + b"\r\n") * 5_000
    yield "a name 10,000 times", b'"Question";' * 10_000 + b"\r\n" + line
    yield "long names", b'"' + b"Question" * 9_999 + b'";R\r\n' + line
    yield "sep= of a mark", b'sep="\r\n' + base
    yield "sep= of a letter", b"sep=e\r\n" + base


def html_family() -> Family:
    base = html_bytes(good(1), good(2))
    yield from mutations(base, 8, 36)
    yield from mutations(html_bytes(good(1), good(2), layout="table"), 9, 4)
    head = b"<!doctype html><html><body>"
    for name, text in {
        "divs": b"<div>" * LONG,
        "ends": b"</div></table></td></main>" * (LONG // 16),
        "tables": b"<table><tr><td>" * (LONG // 16),
        "cells": b"<table>" + b"<td>a" * (LONG // 4),
        "rows": b"<table>" + b"<tr><td>a<td>b" * (LONG // 16),
        "signs": b"<" * LONG,
        "open tags": b"<a " * LONG,
        "open comments": b"<!--" * LONG,
        "open marked sections": b"<![CDATA[" * (LONG // 8),
        "instructions": b"<?" * LONG,
        "attributes": b"<p " + b"a=b " * LONG + b">",
        "an attribute without end": b'<p class="' + b"nav " * LONG,
        "classes": b'<p class="' + b"a-" * LONG + b'">x</p>',
        "entities": b"&amp" * LONG,
        "numbers of no letter": b"&#99999999999;" * (LONG // 16),
        "a menu without end": b"<nav>" + b"<nav>" * 9_999,
        "a script without end": b"<script>" + b"<p>" * LONG,
        "a text area without end": b"<textarea>" + b"<p>" * LONG,
        "a title without end": b"<title>" + b"<p>" * LONG,
        "mains": b"<main><article>" * (LONG // 16),
        "headings": b"<h1>Question</h1><h2>Answer</h2>" * 3_000,
        "headings in headings": b"<h1>" * LONG,
        "lists": b"<ul><li>" * (LONG // 8),
        "lines": b"<br>" * LONG,
        "preformatted": b"<pre>" + b"\n" * LONG,
        "letters of every kind": bytes(range(128, 256)) * 999,
        "no letters": "\u200b\ufeff\u202e\ue000\ue001".encode() * 999,
    }.items():
        yield name, head + text


def zip_family() -> Family:
    inner = {"a.csv": csv_bytes(table([good(1)])), "b.docx": docx_bytes(good(2))}
    base = zipped(inner | {"c.zip": zipped({"d.html": html_bytes(good(3))})})
    yield from mutations(base, 11, 36)
    spaces = b" " * (1 << 24)
    yield "a bomb of many", zipped({f"{n}.txt": spaces for n in range(40)})
    yield "a bomb in a zip in it", zipped({"a.zip": zipped({f"{n}": spaces for n in range(40)})})
    yield "zips in zips", _zips(20)
    yield "many in a zip in it", zipped({"a.zip": zipped({f"{n}": b"" for n in range(10_001)})})
    names = ("../a.zip", "/a.zip", "C:\\a.zip", "a\0.zip", "a" * 60_000, "\n.zip", "..", "a/../..")
    for number, name in enumerate(names):
        yield f"name {number}", zipped({name: zipped(inner)})
    for number in range(20):
        yield f"mapping {number}", zipped(inner | {"a.mapping.json": b'{"Titre": ' * number})


def _zips(depth: int) -> bytes:
    content = csv_bytes(table([good(1)]))
    for number in range(depth):
        content = zipped({f"{number}.zip": content})
    return content


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


FAMILIES: dict[str, Callable[[], Family]] = {
    "csv": csv_family,
    "xlsx": xlsx_family,
    "xls": xls_family,
    "ods": ods_family,
    "docx": docx_family,
    "html": html_family,
    "pdf": pdf_family,
    "zip": zip_family,
}
