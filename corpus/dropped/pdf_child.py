"""Reads PDFs in a process of its own, so that none can hold up or fill the program that asks.

Run as a script with two numbers: the most seconds a page may take, and the most pages. Each request
on its input is a length (8 bytes) and a PDF; each reply is a line of JSON a page, then one with how
it ended. The process ends itself when a page takes too long. Imports nothing of ours.
"""

import contextlib
import faulthandler
import gc
import io
import json
import logging
import os
import sys
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError

_MAX_MEMORY = 1 << 30
_MAX_PAGE_TEXT = 1 << 21  # characters; a page of print has some 5,000


def main(page_seconds: int, max_pages: int) -> None:
    """Serve requests until the input ends."""
    logging.disable()
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    sys.setrecursionlimit(2_000)
    quiet = os.open(os.devnull, os.O_WRONLY)
    while len(size := sys.stdin.buffer.read(8)) == 8:
        content = sys.stdin.buffer.read(int.from_bytes(size, "big"))
        for reply in _replies(content, page_seconds, max_pages, quiet):
            sys.stdout.buffer.write(json.dumps(reply).encode() + b"\n")
            sys.stdout.buffer.flush()
        del content
        gc.collect()


def _replies(content: bytes, seconds: int, max_pages: int, quiet: int) -> Iterator[dict[str, Any]]:
    try:
        faulthandler.dump_traceback_later(seconds, exit=True, file=quiet)
        for page in _pages(io.BytesIO(content), max_pages):
            yield page
            faulthandler.dump_traceback_later(seconds, exit=True, file=quiet)
        yield {"end": ""}
    except (FileNotDecryptedError, DependencyError):
        yield {"end": "encrypted"}
    except (MemoryError, RecursionError):
        yield {"end": "too large"}
    except Exception as error:  # pypdf lets nearly any through for a damaged file
        yield {"end": "damaged", "detail": f"{type(error).__name__}: {error}"[:200]}
    finally:
        faulthandler.cancel_dump_traceback_later()


def _pages(file: io.BytesIO, max_pages: int) -> Iterator[dict[str, Any]]:
    reader = pypdf.PdfReader(file)
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
    except Exception:
        return False


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
