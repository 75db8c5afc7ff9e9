"""Chooses the reader of a file that an operator drops into a folder, by its content."""

import re
from collections.abc import Callable

from corpus.dropped.blocks import read_blocks
from corpus.dropped.columns import Mapping
from corpus.dropped.csv_table import read_csv
from corpus.dropped.office.excel_errors import cell_errors
from corpus.dropped.office.ooxml import Package
from corpus.dropped.office.spreadsheet import read_spreadsheet
from corpus.dropped.office.word import read_docx
from corpus.dropped.pairs import read_pairs
from corpus.ingestion.containers import Document
from corpus.records.reading import Reading, UnreadableError
from corpus.text.html import is_html_page
from corpus.text.message import message

_ZIP, _RTF = b"PK\x03\x04", b"{\\rtf"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How an OLE2 file names its streams, in UTF-16: each is a file inside it.
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_XLS_STREAM = re.compile(b"|".join(f"{n}\0".encode("utf-16-le") for n in ("Workbook", "Book")))
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_ODS_WITHIN = 100  # bytes: the first member of an OpenDocument file says what it is
_PDF_WITHIN = 1_024  # bytes: readers accept some before "%PDF-"
_PAGES = (".html", ".htm", ".xhtml")


def is_pdf(start: bytes) -> bool:
    """Tell whether a document that begins with `start` is a PDF."""
    return b"%PDF-" in start[:_PDF_WITHIN]


def is_web_page(start: str, name: str) -> bool:
    """Tell whether a document called `name` that begins with `start` is a page in HTML."""
    return is_html_page(start) or name.lower().endswith(_PAGES)


def is_office_file(start: bytes) -> bool:
    """Return whether a document that begins with `start` is an office document."""
    return start.startswith((_ZIP, _OLE2, _RTF))


def read_office(document: Document, remark: Callable[[str], None]) -> Reading:
    """Return the records of a Word file or a spreadsheet.

    Raises UnreadableError, which says what to do, for such a file that cannot be read.
    """
    start = document.start
    if start.startswith(_OLE2):
        if _WORD_STREAM not in document.content and _XLS_STREAM.search(document.content):
            return read_spreadsheet(document.content, {}, document.mapping, remark)
        raise UnreadableError(
            "an Office file that is encrypted or of the old kind (.doc): save it as .docx or "
            ".xlsx without a password"
        )
    if start.startswith(_RTF):
        raise UnreadableError("a Rich Text file: save it as .docx or .txt")
    return _read_package(document.content, document.mapping, remark)


def read_dropped_text(
    text: str, name: str, mapping: Mapping, remark: Callable[[str], None]
) -> Reading:
    """Return the records of a table or a text in the file called `name`."""
    table = read_csv(text, name, mapping, remark)
    return read_pairs(text) if table is None else table


def _read_package(content: bytes, mapping: Mapping, remark: Callable[[str], None]) -> Reading:
    package = Package(content)
    if package.has_macros:
        remark(message("it holds macros: they were neither read nor run"))
    if "xl/workbook.xml" in package.names or _ODS in content[:_ODS_WITHIN]:
        package.check_parts()
        errors = cell_errors(package) if "xl/workbook.xml" in package.names else {}
        return read_spreadsheet(content, errors, mapping, remark)
    if any(name.startswith("word/document") for name in package.names):
        return read_blocks(read_docx(package, remark), mapping, remark)
    raise UnreadableError(
        "an Office or OpenDocument file other than .docx, .xlsx and .ods: save it as one of these"
    )
