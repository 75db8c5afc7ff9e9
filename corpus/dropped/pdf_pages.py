"""Reads the pages of a PDF with pypdf, in the child process `child.py`. Imports nothing of ours."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError

_ENCRYPTED = (FileNotDecryptedError, DependencyError)
_MAX_PAGE_TEXT = 1 << 21  # characters; a page of print has some 5,000


def _read(content: bytes, max_pages: int) -> Iterator[dict[str, Any]]:
    """Yield the text of each page and whether it shows a picture.

    Raises what pypdf lets through, and MemoryError for too many pages or too long a one.
    """
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileNotDecryptedError
    count = len(reader.pages)
    if count > max_pages:
        raise MemoryError
    for number in range(count):
        page = reader.pages[number]
        text = page.extract_text()
        if len(text) > _MAX_PAGE_TEXT:
            raise MemoryError
        yield {"text": text.encode("utf-8", "replace").decode(), "picture": _has_picture(page)}


def _has_picture(page: pypdf.PageObject) -> bool:
    try:
        resources = page.get("/Resources", {}).get_object()
        objects = resources.get("/XObject", {}).get_object().values()
        return any(item.get_object().get("/Subtype") == "/Image" for item in objects)
    except Exception:  # pypdf lets nearly any through for a damaged file
        return False
