"""Refusals as they are told: JSON to programs, a page to those who opened an address."""

import json
import re

from starlette.datastructures import Headers

from bot.languages.translate import translate
from bot.web.documents.error_page import error_document
from bot.web.publisher import Publisher

_FOR_PROGRAMS = ("/api/", "/chat/", "/metrics", "/health", "/ready")
_DOCUMENTS = "/r/"  # nothing but a page is ever at these addresses
_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_MOST_TYPES = 20  # that a client may say it accepts; a browser names some eight


class Refusals:
    """How the server of one publisher tells that a request is refused."""

    def __init__(self, publisher: Publisher, root_path: str) -> None:
        self._publisher = publisher
        self._home = f"{root_path}/"

    def told(
        self, status: int, said: str, path: str, headers: Headers, language: str
    ) -> tuple[str, bytes]:
        """Return the content type and the body of a refusal.

        `said` is an English message of this project; `path` (without the root path) and `headers`
        are of the request.
        """
        text = translate(said, language)
        is_document = path.startswith(_DOCUMENTS) or prefers_html(headers.get("accept", ""))
        if path.startswith(_FOR_PROGRAMS) or not is_document:
            return "application/json", json.dumps({"error": text}, ensure_ascii=False).encode()
        page = error_document(status, text, language, self._publisher, self._home)
        return "text/html; charset=utf-8", page.encode()


def prefers_html(accept: str) -> bool:
    """Return whether an Accept header asks for HTML by name, and for nothing else more."""
    wanted: dict[str, float] = {}
    for part in accept.split(",")[:_MOST_TYPES]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        wanted[kind] = next((_quality(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
    html = wanted.get("text/html", 0.0)
    return html > 0 and html >= max(wanted.values())


def _quality(text: str) -> float:
    return float(text) if _QUALITY.fullmatch(text) else 0.0
