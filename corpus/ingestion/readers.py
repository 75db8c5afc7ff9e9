"""Chooses the reader of a document by looking at its content, never at its name alone."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.dropped.blocks import read_blocks
from corpus.dropped.columns import NO_MAPPING, Mapping
from corpus.dropped.mapping import read_mapping
from corpus.dropped.pairs import read_pairs
from corpus.dropped.pdf import PdfPage, read_pages, read_pdf
from corpus.dropped.web_page import charset_of, read_html
from corpus.files.sidecars import is_sidecar, sidecar_of
from corpus.ingestion.containers import Document, open_documents
from corpus.ingestion.dropped_files import (
    is_office_file,
    is_pdf,
    is_web_page,
    read_dropped_text,
    read_office,
)
from corpus.parliaments.france.assemblee_page import read_question_page
from corpus.parliaments.france.assemblee_xml import read_xml
from corpus.parliaments.france.page_layouts import html_page, pdf_page
from corpus.parliaments.france.page_pdf import pdf_text
from corpus.parliaments.france.pg_copy import looks_like_dump
from corpus.parliaments.france.senat_dump import read_dump
from corpus.parliaments.json_formats import JSON_FORMATS
from corpus.parliaments.json_stream import read_json_stream
from corpus.records.reading import ReadFile, Reading, Skipped, UnreadableError
from corpus.records.record import ReplyRecord
from corpus.text.html import BREAKING, INLINE, html_to_text
from corpus.text.message import message, said_by

MAX_SKIPPED = 100_000  # of one document; with so many, it is not what it seems to be
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_MAX_CONTROL_SHARE = 0.01  # a text has next to no control characters, a binary file has many
_TAG = re.compile(r"<([A-Za-z][\w:.-]*)")

Remark = Callable[[str], None]


def open_file(path: Path) -> ReadFile:
    """Return the contents of the file at `path`, read lazily as its records are taken.

    An official document (JSON, XML, HTML, PDF, SQL) or a dropped file; also in .gz or .zip.
    `skipped` and `remarks` are complete once `records`, which can be gone through once, came to
    its end. Never raises for what the file holds: a whole file that cannot be read is one Skipped.
    """
    content = ReadFile((), [], [])
    content.records = _records(path, content)
    return content


def _records(path: Path, content: ReadFile) -> Iterator[ReplyRecord]:
    try:
        mapping = _mapping_beside(path)
        for document in open_documents(path):
            if isinstance(document, UnreadableError):
                content.broken = True
                content.leave_out("", said_by(document))
            elif document.member:
                yield from _document_records(document, document.member, content)
            else:
                yield from _document_records(replace(document, mapping=mapping), path.name, content)
    except UnreadableError as error:
        content.broken = True
        content.leave_out("", said_by(error))


def _mapping_beside(path: Path) -> Mapping:
    if is_sidecar(path.name):
        raise UnreadableError(
            "a column mapping without a table of the same name beside it (NAME.csv or NAME.xlsx)"
        )
    sidecar = sidecar_of(path)
    return read_mapping(sidecar.name, sidecar.read_bytes()) if sidecar else NO_MAPPING


def _document_records(document: Document, name: str, content: ReadFile) -> Iterator[ReplyRecord]:
    prefix = f"{document.member!r}: " if document.member else ""

    def remark(text: str) -> None:
        within = message("{place}: {reason}", place=repr(document.member), reason=text)
        content.remarks.append(within if document.member else text)

    left_out = 0
    try:
        for item in _items(document, name, remark):
            if isinstance(item, ReplyRecord):
                yield item
                continue
            content.leave_out(f"{prefix}{item.place}".removesuffix(": "), item.reason)
            left_out += 1
            if left_out == MAX_SKIPPED:
                raise UnreadableError(
                    "{count} of its records cannot be read: what follows is not read",
                    count=MAX_SKIPPED,
                )
    except UnreadableError as error:
        content.broken = True
        content.leave_out(document.member, said_by(error))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document with what its reader is chosen by: its bytes, its name, its beginning as text."""

    document: Document
    name: str
    head: str
    remark: Remark

    @property
    def start(self) -> bytes:
        return self.document.start

    def text(self) -> str:
        decoded = decode(self.document.content)
        if decoded.remark:
            self.remark(decoded.remark)
        return decoded.text


def _items(document: Document, name: str, remark: Remark) -> Reading:
    """Read the document by the first reader in the table that takes it."""
    seen = _Seen(document, name, _head(document.start), remark)
    return next(read for takes, read in _READERS if takes(seen))(seen)


def _is_xml(seen: _Seen) -> bool:
    """Return whether it is XML: markup, but neither a web page nor a text with some HTML in it."""
    if not seen.head.startswith("<") or is_web_page(seen.head, seen.name):
        return False
    tag = _TAG.match(seen.head)
    return tag is None or tag[1].lower() not in BREAKING | INLINE


def _is_json(seen: _Seen) -> bool:
    return seen.head[:1] in ("{", "[") and not seen.name.lower().endswith(".csv")


def _read_pdf(seen: _Seen) -> Reading:
    pages = read_pages(seen.document.content)
    item = _question_pdf(pages)
    return read_pdf(pages, seen.remark) if item is None else iter([item])


def _question_pdf(pages: list[PdfPage]) -> ReplyRecord | Skipped | None:
    """Return the record of an official question page; None when the PDF is another one."""
    if any(page.has_picture and not page.text.strip() for page in pages):
        return None  # words may be missing
    text = pdf_text([page.text for page in pages])
    return None if _holds_several("\n".join(text.lines)) else read_question_page(pdf_page(text))


def _read_page(seen: _Seen) -> Reading:
    text = seen.text()
    item = _question_page(text)
    if item is not None:
        return iter([item])
    return read_blocks(read_html(text), seen.document.mapping, seen.remark)


def _question_page(text: str) -> ReplyRecord | Skipped | None:
    """Return the record of an official question page; None when the web page is another one."""
    if "question" not in text.lower() or _holds_several(html_to_text(text)):
        return None  # the word stands in every official page: no other one is read for it
    try:
        return read_question_page(html_page(text))
    except UnreadableError:  # the reader of any web page takes what lxml refuses
        return None


def _holds_several(text: str) -> bool:
    """Return whether `text` holds several questions and replies, as no official page does."""
    return sum(isinstance(item, ReplyRecord) for item in read_pairs(text)) > 1


def _head(start: bytes) -> str:
    """Return the beginning of a document as text, in whatever encoding, without leading space."""
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return start[:8192].decode(encoding, "ignore").lstrip("\ufeff \t\r\n")


def _read_json(text: str) -> Iterator[ReplyRecord | Skipped]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise UnreadableError(
                "several JSON documents one after the other (JSON Lines?): no official "
                "source is published like that; put one document in a file"
            ) from error
        is_cut = error.pos >= len(text.rstrip()) - 1
        raise UnreadableError(
            "broken JSON at line {line}, column {column}: {why}{cut}",
            line=error.lineno,
            column=error.colno,
            why=error.msg,
            cut=message(" (the file seems cut short)") if is_cut else "",
        ) from error
    except RecursionError as error:
        raise UnreadableError("its JSON is nested too deeply to be a real document") from error
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableError("its JSON holds an impossible value ({why})", why=error) from error
    fictional = isinstance(document, dict) and bool(document.get("fictional"))
    for known in JSON_FORMATS:
        if (items := known.find(document)) is not None:
            yield from known.read(items, fictional)
            break
    else:
        raise UnreadableError(
            "JSON, but neither the Assemblée's questions nor the UK Parliament's answers"
        )


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, with a remark if its encoding had to be guessed."""

    text: str
    remark: str


def decode(content: bytes) -> Decoded:
    """Return the text of `content`: UTF-8, UTF-16 with a byte order mark, else Windows-1252.

    Raises UnreadableError for an empty or binary file.
    """
    if not content.strip():
        raise UnreadableError("the file is empty")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return Decoded(content.decode("utf-16"), "")
        except UnicodeDecodeError as error:
            raise UnreadableError(
                "its UTF-16 is damaged at byte {place}", place=error.start
            ) from error
    sample = content[:65_536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > len(sample) * _MAX_CONTROL_SHARE or 0 in sample:
        raise UnreadableError("a binary file, not a text (looked at its first bytes)")
    try:
        return Decoded(content.decode("utf-8-sig"), "")
    except UnicodeDecodeError as error:
        if charset_of(content) in ("iso-8859-15", "latin-9"):
            return Decoded(content.decode("iso-8859-15"), "")
        remark = message(
            "not UTF-8 (byte {place}): read as Windows-1252; save it as UTF-8 if letters "
            "look wrong",
            place=error.start,
        )
        return Decoded(content.decode("cp1252", errors="replace"), remark)


# Which reader takes which document: the first line that does. Beside the formats of the dropped
# files stand those of the parliaments; what they publish in JSON has a table of its own.
_READERS: tuple[tuple[Callable[[_Seen], bool], Callable[[_Seen], Reading]], ...] = (
    (lambda seen: is_pdf(seen.start), _read_pdf),
    (lambda seen: is_office_file(seen.start), lambda seen: read_office(seen.document, seen.remark)),
    (lambda seen: looks_like_dump(seen.start), lambda seen: read_dump(seen.document.stream())),
    (_is_xml, lambda seen: read_xml(seen.document.stream())),
    (
        lambda seen: _is_json(seen) and seen.document.rest is not None,
        lambda seen: read_json_stream(seen.start, seen.document.stream()),
    ),
    (_is_json, lambda seen: _read_json(seen.text())),
    (lambda seen: is_web_page(seen.head, seen.name), _read_page),
    (
        lambda seen: True,
        lambda seen: read_dropped_text(seen.text(), seen.name, seen.document.mapping, seen.remark),
    ),
)
