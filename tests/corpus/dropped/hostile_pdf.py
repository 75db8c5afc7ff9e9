"""Hostile PDFs: damaged ones, and attacks of known kinds."""

import random
import re
import zlib
from collections.abc import Callable

from tests.corpus.dropped.dropped_writers import good, pdf_bytes
from tests.corpus.hostile_bytes import LONG, Family, mutations


def pdf_family() -> Family:
    base = pdf_bytes(good(1), good(2))
    yield from mutations(base, 10, 32)
    for number, (start, end) in enumerate(
        match.span(1) for match in re.finditer(rb"[\s\[](\d+)(?=[\s\]])", base[: len(base)])
    ):
        if number >= 40:
            break
        for value in (b"999999999", b"-1"):
            yield f"number {number} {value!r}", base[:start] + value + base[end:]
    for name, content in PDFS.items():
        yield name, content()


def _pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first being its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table_of = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    xref = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table_of)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + xref + trailer


def _stream(text: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(text), extra, text)


def _page_of(stream: bytes, *more: bytes) -> bytes:
    font = b"<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>>>"
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources" + font + b"/MediaBox[0 0 9 9]>>",
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


def _deflated(size: int) -> bytes:
    return zlib.compress(b"(a) Tj\n" * (size // 7), 9)


PDFS: dict[str, Callable[[], bytes]] = {
    "mark alone": lambda: b"%PDF-1.7",
    "mark and noise": lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(LONG),
    "pages in a circle": lambda: _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a catalogue that is itself": lambda: _pdf(b"1 0 R"),
    "a length that is itself": lambda: _page_of(b"<</Length 4 0 R>>stream\na\nendstream"),
    "nested lists": lambda: _page_of(b"[" * LONG),
    "nested dictionaries": lambda: _page_of(b"<</A" * (LONG // 4)),
    "brackets in the page": lambda: _page_of(_stream(b"[" * LONG)),
    "strings in the page": lambda: _page_of(_stream(b"(" * LONG)),
    "a form that shows itself": lambda: _page_of(
        _stream(b"/X Do", b"/Type/XObject/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>")),
    "a bomb": lambda: _page_of(_stream(_deflated(1 << 28), b"/Filter/FlateDecode")),
    "a bomb of texts": lambda: _page_of(_stream(b"BT /F 1 Tf " + b"(a) Tj " * 300_000 + b"ET")),
    "filters without end": lambda: _page_of(
        _stream(b"a", b"/Filter[" + b"/FlateDecode" * 9_999 + b"]")),
    "states": lambda: _page_of(_stream(b"q " * LONG)),
    "a million pages": lambda: _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * 200_000 + b"]/Count 200000>>",
        b"<</Type/Page/Parent 2 0 R>>"),
    "xref to itself": lambda: b"%PDF-1.7\nxref\n0 1\ntrailer\n<</Prev 9>>\nstartxref\n9",
    "encrypted": lambda: pdf_bytes(good(1), password="secret"),
}  # fmt: skip
