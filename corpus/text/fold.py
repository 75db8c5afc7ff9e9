"""Folds texts for comparison: differences between two spellings of the same words are removed."""

import re
import unicodedata
from functools import lru_cache

from corpus.text.clean import clean

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
    | {"–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "…": "..."}
)


class _NoMarks(dict[int, int | None]):
    """A table for `str.translate` that drops marks without width, filled as characters occur."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) == "Mn" else code
        return self[code]


_NO_MARKS = _NoMarks()


def fold_typography(text: str) -> str:
    """Return `text` on one line, with the typesetter's choices undone.

    Curly quotes, dashes, ellipses, ligatures and spaces become their plain forms. Two texts that
    fold to the same string say the same words; letters, accents, case and figures still count.
    """
    text = clean(text).translate(_TYPOGRAPHY)
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("ﬁ", "fi").replace("ﬂ", "fl")
    text = re.sub(r"\s+", " ", text)
    return re.sub(r' ?" ?', '"', text).strip()


def strip_accents(text: str) -> str:
    """Return `text` without accents: replies of 1986 to 1997 were published without any."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_NO_MARKS))


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with plain apostrophes."""
    return strip_accents(text).replace("’", "'").lower()


def fold_in_place(text: str) -> str:
    """Return `text` folded but of unchanged length, so that offsets stay valid."""
    return "".join(map(_fold_one, text))


def fold_all(text: str) -> str:
    """Return `text` in lower case, without accents, with the typesetter's choices undone."""
    return strip_accents(fold_typography(text)).lower()


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    if character in "’‘ʼ":
        return "'"
    plain = strip_accents(character).lower()
    return plain if len(plain) == 1 else character
