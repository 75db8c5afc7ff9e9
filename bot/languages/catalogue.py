"""Reads the gettext catalogues: one folder per language, with one file for each kind of reader.

Adding a language means adding a folder. Everything falls back to English.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

ENGLISH = "en"
LANGUAGES = ("fr", ENGLISH)  # that a reader may choose; the first where none is chosen
_FOLDER = Path(__file__).parent / "locale"


@cache
def spoken(language: str) -> str:
    """Return `language` if there is a folder for it, else English."""
    return language if (_FOLDER / language).is_dir() and language.isalpha() else ENGLISH


@cache
def texts_of(catalogue: str, language: str) -> Mapping[str, str]:
    """Return the texts of `catalogue` in `language` by msgid; empty if there is no file.

    Operators' messages are English as they are, so that no file says them.
    """
    path = _FOLDER / language / "LC_MESSAGES" / f"{catalogue}.po"
    if not path.exists():
        return {}
    # Imported here: many a command ends without a word from a catalogue.
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
