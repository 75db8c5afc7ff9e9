"""The headers that tell a browser what the page may do. docs/operating.md gives their reasons."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

FOREVER = "public, max-age=31536000, immutable"  # cache-control of what is named by its content

HEADERS = {
    "x-content-type-options": "nosniff",
    # The address may hold a question (?q=): no other site learns it.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def content_policy(page: bytes = b"") -> str:
    """Return the Content-Security-Policy of an answer; of `page`, when it is HTML.

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
    """Collects the text of the scripts that stand in a page."""

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
