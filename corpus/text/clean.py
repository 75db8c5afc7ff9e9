"""Plain clean text, which every reader converts its source's texts into."""

import re
import unicodedata

# Characters that show nothing and can hide something: soft hyphens, zero-width and
# right-to-left marks, tags, byte-order marks. Category Cf holds them all.
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" *\n *")
_BREAKS = re.compile(r"\n{2,}")
_LINE_SEPARATORS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")


def clean(text: str) -> str:
    """Return `text` without invisible characters, with single spaces and single line breaks.

    Letters and punctuation stay as they are (composed, NFC). Non-breaking spaces become plain
    ones, so that a quote copied from the page and one copied from the file are the same.
    """
    text = _LINE_SEPARATORS.sub("\n", text)
    if not text.isascii() or _has_controls(text):
        # Composed last: an invisible character may have stood between a letter and its accent.
        text = unicodedata.normalize("NFC", text.translate(_VISIBLE))
    text = _SPACES.sub(" ", text)
    return _BREAKS.sub("\n", _AROUND_BREAK.sub("\n", text)).strip()


def one_line(text: str) -> str:
    """Return `text` cleaned and on one line, as titles and names are kept."""
    return clean(text).replace("\n", " ")


def _has_controls(text: str) -> bool:
    return any(c != "\n" and (c < " " or c == "\x7f") for c in text)


class _Visible(dict[int, str]):
    """The replacement of each character, looked up once: a reader cleans a thousand million."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character == "\n" or category not in _HIDDEN:
            shown = character
        else:
            shown = " " if category in ("Cc", "Zs") else ""
        self[code] = shown
        return shown


_HIDDEN = frozenset(("Cf", "Co", "Cs", "Cn", "Cc", "Zs"))
_VISIBLE = _Visible()
