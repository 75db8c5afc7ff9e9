"""Foreign text as it may be printed: nothing in it moves a cursor, starts a line or hides."""

import unicodedata

_ESCAPED = (
    "Cc",
    "Cf",
    "Cs",
    "Zl",
    "Zp",
)  # controls, marks of direction, half characters, line ends


def printable(text: str) -> str:
    """Return `text` with each character that a terminal or a log would act on as an escape."""
    if text.isprintable():
        return text
    return "".join(_escape(c) if unicodedata.category(c) in _ESCAPED else c for c in text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
