"""Reads the gettext catalogues: a folder a language, in it a file for each kind of reader."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "locale"


@cache
def texts_of(catalogue: str, language: str) -> Mapping[str, str]:
    """Return the texts that `catalogue` has in `language`, by their msgid."""
    # Imported here: many a command ends without a word from a catalogue.
    from babel.messages.pofile import read_po

    path = _FOLDER / language / "LC_MESSAGES" / f"{catalogue}.po"
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
