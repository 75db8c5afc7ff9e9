"""Reads the gettext catalogues: one folder per language, with one file for each kind of reader.

Adding a language means adding a folder. Everything falls back to English. People edit the .po file;
`make messages` compiles it to the .mo file beside it, which opens in a millisecond.
"""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

ENGLISH = "en"
LANGUAGES = ("fr", ENGLISH)  # that a reader may choose; the first where none is chosen
_FOLDER = Path(__file__).parent / "locale"


@cache
def spoken(language: str) -> str:
    """Return `language` if there is a folder for it, else English."""
    return language if (_FOLDER / language).is_dir() and language.isalpha() else ENGLISH


def text_of(catalogue: str, language: str, msgid: str) -> str | None:
    """Return the text that `catalogue` has for `msgid` in `language`; None if it has none.

    Operators' messages are English as they are, so that no file says them.
    """
    return _compiled(catalogue, language).gettext(msgid) or None


class _Nothing(NullTranslations):
    """Says "" for what no catalogue has, where gettext would say the id again."""

    def gettext(self, message: str) -> str:
        """Return ""."""
        return ""


@cache
def _compiled(catalogue: str, language: str) -> NullTranslations:
    path = _FOLDER / language / "LC_MESSAGES" / f"{catalogue}.mo"
    if not path.exists():
        return _Nothing()
    with path.open("rb") as file:
        found = GNUTranslations(file)
    found.add_fallback(_Nothing())
    return found


@cache
def texts_of(catalogue: str, language: str) -> Mapping[str, str]:
    """Return all texts of `catalogue` in `language` by msgid; empty if there is no file."""
    path = _FOLDER / language / "LC_MESSAGES" / f"{catalogue}.po"
    if not path.exists():
        return {}
    # Imported here: most commands look a few texts up, and list none.
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
