"""The text of an official PDF, line by line, separated from what is repeated on every page.

The pages are read by `corpus/dropped/pdf.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.text.lines import is_furniture


@dataclass(frozen=True, slots=True)
class PdfText:
    """The lines of a PDF and, separately, those that are page furniture."""

    lines: list[str]
    furniture: list[str]


def pdf_text(texts: Iterable[str]) -> PdfText:
    """Return the text of a PDF whose pages have these `texts`."""
    pages = [[line for raw in text.splitlines() if (line := raw.strip())] for text in texts]
    furniture = [*_take_common(pages, 0), *_take_common(pages, -1)]
    lines = [line for page in pages for line in page]
    return PdfText(
        [line for line in lines if not is_furniture(line)],
        [*furniture, *filter(is_furniture, lines)],
    )


def _take_common(pages: list[list[str]], end: int) -> list[str]:
    """Take the lines that begin (0) or end (-1) every one of several pages, and return them.

    Only from the edge inwards, as long as all pages have the same line there: words of a reply
    that stand on each page by chance stay.
    """
    taken: list[str] = []
    while len(pages) > 1 and all(pages):
        edge = [page[end] for page in pages]
        if len(set(edge)) > 1 and not all(map(is_furniture, edge)):
            break
        taken += dict.fromkeys(page.pop(end) for page in pages)
    return taken
