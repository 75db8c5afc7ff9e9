"""Text that is safe for a terminal: control sequences are escaped, never obeyed."""

import re

# What steers a terminal or turns the order of letters around instead of being shown: C0 and C1,
# separators of lines, marks of direction, halves of characters.
_STEERING = "\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_IN_LINE = re.compile(f"[{_STEERING}]")
_IN_LINES = re.compile(f"(?![\n\t])[{_STEERING}]")
_HALVES = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return `text` on one line, unable to control a terminal: "a\x1b[2Jb", "a\nb".

    For what goes into a line of ours from elsewhere: names of files, words of another program.
    """
    return _IN_LINE.sub(_escape, text)


def printable_lines(text: str) -> str:
    """Return `text` with its lines and tabs, but unable to control a terminal."""
    return _IN_LINES.sub(_escape, text)


def escaped_halves(text: str) -> str:
    """Return `text` with lone surrogates escaped: JSON can hold them, but no encoding can."""
    return _HALVES.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()
