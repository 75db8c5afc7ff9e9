"""Reader of PDFs: the text of their pages by pypdf, without what is repeated on each page.

pypdf works in a child process (`pdf_pages.py`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.dropped.bounded import BoundedReader
from corpus.dropped.pairs import read_pairs, split_pairs
from corpus.dropped.plain_text import headings, is_header_line
from corpus.records.reading import Reading, Skipped, UnreadableError
from corpus.text.message import Message, message

_PAGE_SECONDS = 8
_MAX_PAGES = 5_000
_EDGE = 4  # lines at the top and at the foot of a page that may be furniture
# Where a line can have the number of its page: at its start, at its end, after "page".
_PAGE_NUMBER = re.compile(
    r"(?:^[-–—] ?|^|\bpage |\bp\. ?)(?P<number>\d{1,6})(?!\d)"
    r"|(?<![\d.,])(?P<last>\d{1,6})(?: ?(?:/|sur|of) ?\d+)? ?[-–—]?$",
    re.IGNORECASE,
)
_ONLY_A_NUMBER = re.compile(
    r"(?:page|p\.)? ?[-–—]? ?\d+(?: ?(?:/|sur|of) ?\d+)? ?[-–—]?", re.IGNORECASE
)
_OWN_NUMBER = "#"
_PICTURE = "\ue001page {} is a picture\ue001"
_NUMBERS_OF_PICTURES = re.compile("\ue001page (\\d+) is a picture\ue001")
_SAYS = {
    "encrypted": message(
        "it is encrypted: open it, print it to a new PDF without a password, and add that"
    ),
    "too large": message(
        "it is too large to read (more than {count} pages, or more than 1 GiB unpacked): "
        "split it, or save its text as .txt",
        count=f"{_MAX_PAGES:,}",
    ),
    "stopped": message(
        "a page of it takes more than {count} seconds or too much memory: open it and print "
        "it to a new PDF, or save its text as .txt",
        count=_PAGE_SECONDS,
    ),
}


def _damaged(why: str) -> Message:
    return message(
        "the PDF is damaged ({why}): open it in a PDF reader and print it to a new PDF", why=why
    )


_reader = BoundedReader(
    Path(__file__).with_name("pdf_pages.py"), _PAGE_SECONDS, _MAX_PAGES, _SAYS, _damaged
)
_SCAN = message(
    "no page of it has text (a scan?): have its text recognised (OCR, for example with "
    "ocrmypdf) and add the new PDF"
)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The text of one page, and whether it shows a picture."""

    text: str
    has_picture: bool


def read_pages(content: bytes) -> list[PdfPage]:
    """Return the pages of the PDF `content`. Raises UnreadableError, also if none has text."""
    pages = [PdfPage(page["text"], page["picture"]) for page in _reader.read(content)]
    if not any(page.text.strip() for page in pages):
        raise UnreadableError(_SCAN)
    return pages


def read_pdf(pages: Sequence[PdfPage], remark: Callable[[str], None]) -> Reading:
    """Yield the records of the PDF with these `pages`, or a Skipped."""
    text = page_text(pages)
    pairs = split_pairs(text)
    for position, pair in enumerate(pairs, start=1):
        pictures = _NUMBERS_OF_PICTURES.findall(pair)
        sections = headings(pair.splitlines())
        if pictures and "reply" in sections and not _above(pair, sections):
            yield Skipped(
                f"page {pictures[0]}",
                message(
                    "the page is a picture without text (a scan?), so that a part of the "
                    "reply may be missing: have its text recognised (OCR), or save the whole "
                    "text as .txt"
                ),
            )
            continue
        if pictures:
            remark(message("pages that are pictures, not read: {pages}", pages=", ".join(pictures)))
        for item in read_pairs(_NUMBERS_OF_PICTURES.sub("", pair)):
            place = f"pair {position}" if len(pairs) > 1 else ""
            yield Skipped(place, item.reason) if isinstance(item, Skipped) else item


def page_text(pages: Sequence[PdfPage]) -> str:
    """Return the text of all `pages`, without the lines repeated on (nearly) every one.

    Header fields and the headings of sections are never taken for such lines. A page that is only
    a picture leaves a mark.
    """
    lines = [page.text.splitlines() for page in pages]
    written = [number for number, page in enumerate(lines) if any(map(str.strip, page))]
    for end in (0, -1):
        for _ in range(_EDGE):
            if not _drop_common(lines, written, end):
                break
    texts = [
        _PICTURE.format(number)
        if page.has_picture and number - 1 not in written
        else "\n".join(own)
        for number, (page, own) in enumerate(zip(pages, lines, strict=True), start=1)
    ]
    return "\n".join(texts)


def _drop_common(lines: list[list[str]], written: list[int], end: int) -> bool:
    """Remove the outermost line at `end` (0 or -1) of the pages where it is furniture."""
    edges: dict[str, list[int]] = {}
    for number in written:
        page = lines[number]
        while page and not page[end].strip():
            page.pop(end)
        if page and _may_be_furniture(page[end]):
            for shape in _shapes(page[end], number + 1):
                edges.setdefault(shape, []).append(number)
    shared = max(edges.values(), key=len, default=[])
    # The first or the last page may well look different; of two pages, both must have the line.
    if len(shared) < max(2, len(written) - 1):
        shared = edges.get(_OWN_NUMBER, [])
    for number in shared:
        lines[number].pop(end)
    return bool(shared)


def _may_be_furniture(line: str) -> bool:
    """Return whether a line may be page furniture: not a heading, a field or a sentence's end.

    Where each page holds a pair of its own, identical replies end with the same line.
    """
    ends_sentence = line.rstrip().endswith((".", "!", "?", ";", ":", "»", '"'))
    return not (ends_sentence or is_header_line(line) or headings([line])[0])


def _shapes(line: str, page: int) -> set[str]:
    """Return what `line` may look like on other pages: itself, or with another page number.

    A number is given as its distance to `page`, so that "Page 7" and, one page on, "Page 8" are
    one. A line that is nothing but its page's own number is furniture even where it is alone.
    """
    line = " ".join(line.split())
    shapes = {line}
    for match in _PAGE_NUMBER.finditer(line):
        start, end = match.span(match.lastgroup or 0)
        distance = int(line[start:end]) - page
        shapes.add(f"{line[:start]}#{distance}{line[end:]}")
        if not distance and _ONLY_A_NUMBER.fullmatch(line):
            shapes.add(_OWN_NUMBER)
    return shapes


def _above(pair: str, sections: list[str | None]) -> bool:
    """Return whether all pictures of `pair` are above its first section."""
    first = next(number for number, name in enumerate(sections) if name)
    last = max(n for n, line in enumerate(pair.splitlines()) if _NUMBERS_OF_PICTURES.search(line))
    return last < first
