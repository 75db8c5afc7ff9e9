"""The security headers of every response. docs/operating.md gives the reasons for each."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

FOREVER = "public, max-age=31536000, immutable"  # cache-control of what is named by its content

HEADERS = {
    "x-content-type-options": "nosniff",
    # An old link may hold a question (?q=): no other site learns it.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def with_headers(send: Send, path: str, request_id: str) -> Send:
    """Return a `send` that adds the headers; for HTML, once all of it is known."""
    held: list[Message] = []

    async def finish(event: Message) -> None:
        if event["type"] == "http.response.start":
            headers = MutableHeaders(raw=event["headers"])
            for name, value in HEADERS.items():
                headers[name] = value
            headers["x-request-id"] = request_id
            # The names of these change with their content.
            is_asset = path.startswith("/assets/") and event["status"] == 200
            headers.setdefault("cache-control", FOREVER if is_asset else "no-store")
            headers["content-security-policy"] = content_policy()
            event["headers"] = headers.raw
            if headers.get("content-type", "").startswith("text/html"):
                held.append(event)
                return
        elif held and event["type"] == "http.response.body":
            held.append(event)
            if event.get("more_body"):
                return
            page = b"".join(part["body"] for part in held[1:] if "body" in part)
            headers = MutableHeaders(raw=held[0]["headers"])
            headers["content-security-policy"] = content_policy(page)
            await send({**held[0], "headers": headers.raw})
            await send({"type": "http.response.body", "body": page})
            held.clear()
            return
        await send(event)

    return finish


@lru_cache(maxsize=16)  # Gradio's page is the same again and again
def content_policy(page: bytes = b"") -> str:
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
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
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
