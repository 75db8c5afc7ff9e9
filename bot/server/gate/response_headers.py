"""The security headers of every response. docs/operating.md gives the reasons for each."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from bot.server.gate.addresses import EMBED

FOREVER = "public, max-age=31536000, immutable"  # Cache-Control for files named by their content

HEADERS = {
    "x-content-type-options": "nosniff",
    # An old link may hold a question (?q=): no other site learns it.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_NOBODY = "'none'"
# An SVG, which an operator may have from anywhere, may hold a script.
_INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def with_headers(send: Send, path: str, request_id: str, embed_hosts: tuple[str, ...] = ()) -> Send:
    """Return a `send` that adds the headers; for HTML, once all of it is known.

    `embed_hosts` are the sites that may show /embed, and nothing else of ours, in a frame.
    """
    held: list[Message] = []
    framed_by = embed_hosts if path == EMBED.name else ()

    async def finish(event: Message) -> None:
        if event["type"] == "http.response.start":
            headers = MutableHeaders(raw=event["headers"])
            for name, value in HEADERS.items():
                headers[name] = value
            if framed_by:  # by a site that isolates itself, too
                headers["cross-origin-resource-policy"] = "cross-origin"
            headers["x-request-id"] = request_id
            # The names of these change with their content.
            is_asset = path.startswith("/assets/") and event["status"] == 200
            headers.setdefault("cache-control", FOREVER if is_asset else "no-store")
            kind = headers.get("content-type", "")
            is_picture = kind.startswith("image/")
            headers["content-security-policy"] = (
                _INERT if is_picture else content_policy(framed_by=framed_by)
            )
            event["headers"] = headers.raw
            if kind.startswith("text/html"):
                held.append(event)
                return
        elif held and event["type"] == "http.response.body":
            held.append(event)
            if event.get("more_body"):
                return
            page = b"".join(part["body"] for part in held[1:] if "body" in part)
            headers = MutableHeaders(raw=held[0]["headers"])
            headers["content-security-policy"] = content_policy(page, framed_by)
            await send({**held[0], "headers": headers.raw})
            await send({"type": "http.response.body", "body": page})
            held.clear()
            return
        await send(event)

    return finish


@lru_cache(maxsize=16)  # Gradio's page is the same again and again
def content_policy(page: bytes = b"", framed_by: tuple[str, ...] = ()) -> str:
    """Return the Content-Security-Policy of a response; for HTML, that of `page`.

    Scripts are those of this server, and those that stand in `page` itself, each by its digest.
    """
    digests = "".join(f" 'sha256-{digest}'" for digest in _digests(page))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{digests}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(framed_by) or _NOBODY}",
        )
    )


def _digests(page: bytes) -> list[str]:
    if not page:
        return []
    scripts = _Scripts()
    scripts.feed(page.decode("utf-8", "replace"))
    scripts.close()
    # A browser digests a script with its line ends as LF.
    texts = (text.replace("\r\n", "\n").replace("\r", "\n") for text in scripts.texts if text)
    return [b64encode(sha256(text.encode()).digest()).decode() for text in dict.fromkeys(texts)]


class _Scripts(HTMLParser):
    """Collects the text of the inline scripts of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and not any(name == "src" for name, _ in attrs):
            self._inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data
