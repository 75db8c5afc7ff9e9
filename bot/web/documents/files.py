"""The page's style sheet and scripts, each put together from its files, and its pictures."""

from functools import cache
from hashlib import sha256
from pathlib import Path

_WEB = Path(__file__).parent.parent
# In these orders.
_STYLES = ("base.css", "page.css", "turn.css", "source.css", "document.css", "print.css")
_SCRIPTS = (
    "base.js", "talk.js", "links.js", "keep.js", "conversations.js", "turns.js", "source.js",
    "useful.js", "page.js",
)  # fmt: skip


@cache
def page_style() -> str:
    """Return the style sheet of every document, but for its colours."""
    return _together("style", _STYLES)


@cache
def page_script() -> str:
    """Return the page's script: its files as the body of one function, whose names they share."""
    script = _together("script", _SCRIPTS)
    return f"(() => {{{script}}})();"


@cache
def reply_script() -> str:
    """Return the script of a reply's own page: it marks the words that a link names, and copies."""
    return _together("script_reply", ("reply.js",))


@cache
def script_version(script: str) -> str:
    """Return what a script's address ends with, which changes with its text."""
    return sha256(script.encode()).hexdigest()[:16]


def page_icon() -> bytes:
    """Return the icon for browsers that show no SVG, as ICO."""
    return (_WEB / "assets" / "favicon.ico").read_bytes()


def page_picture() -> bytes:
    """Return the picture shown beside a link to the page, as PNG of 1200 by 630."""
    return (_WEB / "assets" / "card.png").read_bytes()


def _together(folder: str, names: tuple[str, ...]) -> str:
    return "".join((_WEB / folder / name).read_text("utf-8") for name in names)
