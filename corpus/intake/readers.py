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
from corpus.intake.containers import Document, open_documents
from corpus.intake.dropped_files import is_pdf, is_web_page, read_binary, read_dropped_text
from corpus.parliaments.france.assemblee_json import find_questions, read_assemblee
from corpus.parliaments.france.assemblee_page import read_question_page
from corpus.parliaments.france.assemblee_xml import read_xml
from corpus.parliaments.france.page_layouts import html_page, pdf_page
from corpus.parliaments.france.page_pdf import pdf_text
from corpus.parliaments.france.pg_copy import looks_like_dump
from corpus.parliaments.france.senat_dump import read_dump
from corpus.parliaments.json_stream import read_json_stream
from corpus.parliaments.united_kingdom.written_questions import find_answers, read_answers
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
    """Return what the file at `path` gives, read while its records are taken, one by one.

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
            message(
                "a column mapping without a table of the same name beside it (NAME.csv or "
                "NAME.xlsx)"
            )
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
                    message(
                        "{count} of its records cannot be read: what follows is not read",
                        count=MAX_SKIPPED,
                    )
                )
    except UnreadableError as error:
        content.broken = True
        content.leave_out(document.member, said_by(error))


def _items(document: Document, name: str, remark: Remark) -> Reading:
    """Choose the reader: by the first bytes, and for a text by the first character."""
    start, mapping = document.start, document.mapping
    if is_pdf(start):
        return _read_pdf(document.content, remark)
    if (items := read_binary(document, remark)) is not None:
        return items
    if looks_like_dump(start):
        return read_dump(document.stream())
    head = _head(start)
    if _looks_like_xml(head, name):
        return read_xml(document.stream())
    is_json = head[:1] in ("{", "[") and not name.lower().endswith(".csv")
    if is_json and document.rest is not None:
        return read_json_stream(start, document.stream())
    decoded = decode(document.content)
    if decoded.remark:
        remark(decoded.remark)
    if is_json:
        return _read_json(decoded.text)
    if is_web_page(head, name):
        return _read_html(decoded.text, mapping, remark)
    return read_dropped_text(decoded.text, name, mapping, remark)


def _looks_like_xml(head: str, name: str) -> bool:
    """Tell whether it is XML: markup, but no web page, nor a text that has some HTML in it."""
    if not head.startswith("<") or is_web_page(head, name):
        return False
    tag = _TAG.match(head)
    return tag is None or tag[1].lower() not in BREAKING | INLINE


def _read_pdf(content: bytes, remark: Remark) -> Reading:
    pages = read_pages(content)
    item = _question_pdf(pages)
    return read_pdf(pages, remark) if item is None else iter([item])


def _question_pdf(pages: list[PdfPage]) -> ReplyRecord | Skipped | None:
    """Return the record of an official question page; None when the PDF is another one."""
    if any(page.has_picture and not page.text.strip() for page in pages):
        return None  # words may be missing
    text = pdf_text([page.text for page in pages])
    return None if _holds_several("\n".join(text.lines)) else read_question_page(pdf_page(text))


def _read_html(text: str, mapping: Mapping, remark: Remark) -> Reading:
    item = _question_page(text)
    return read_blocks(read_html(text), mapping, remark) if item is None else iter([item])


def _question_page(text: str) -> ReplyRecord | Skipped | None:
    """Return the record of an official question page; None when the web page is another one."""
    if "question" not in text.lower() or _holds_several(html_to_text(text)):
        return None  # the word stands in every official page: no other one is read for it
    try:
        return read_question_page(html_page(text))
    except UnreadableError:  # the reader of any web page takes what lxml refuses
        return None


def _holds_several(text: str) -> bool:
    """Tell whether `text` holds several questions and replies, as no official page does."""
    return sum(isinstance(item, ReplyRecord) for item in read_pairs(text)) > 1


def _head(start: bytes) -> str:
    """Return the beginning of a document as text, in whatever encoding, from its first sign."""
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return start[:8192].decode(encoding, "ignore").lstrip("\ufeff \t\r\n")


def _read_json(text: str) -> Iterator[ReplyRecord | Skipped]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise UnreadableError(
                message(
                    "several JSON documents one after the other (JSON Lines?): no official "
                    "source is published like that; put one document in a file"
                )
            ) from error
        is_cut = error.pos >= len(text.rstrip()) - 1
        raise UnreadableError(
            message(
                "broken JSON at line {line}, column {column}: {why}{cut}",
                line=error.lineno,
                column=error.colno,
                why=error.msg,
                cut=message(" (the file seems cut short)") if is_cut else "",
            )
        ) from error
    except RecursionError as error:
        raise UnreadableError(
            message("its JSON is nested too deeply to be a real document")
        ) from error
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableError(
            message("its JSON holds an impossible value ({why})", why=error)
        ) from error
    if (questions := find_questions(document)) is not None:
        fictional = isinstance(document, dict) and bool(document.get("fictional"))
        yield from read_assemblee(questions, fictional=fictional)
    elif (answers := find_answers(document)) is not None:
        yield from read_answers(answers)
    else:
        raise UnreadableError(
            message("JSON, but neither the Assemblée's questions nor the UK Parliament's answers")
        )


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, with a remark when its encoding had to be guessed."""

    text: str
    remark: str


def decode(content: bytes) -> Decoded:
    """Return the text of `content`: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises UnreadableError for an empty or binary file.
    """
    if not content.strip():
        raise UnreadableError(message("the file is empty"))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return Decoded(content.decode("utf-16"), "")
        except UnicodeDecodeError as error:
            raise UnreadableError(
                message("its UTF-16 is damaged at byte {place}", place=error.start)
            ) from error
    sample = content[:65_536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > len(sample) * _MAX_CONTROL_SHARE or 0 in sample:
        raise UnreadableError(message("a binary file, not a text (looked at its first bytes)"))
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
