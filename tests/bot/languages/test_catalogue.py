import os
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from bot.languages.catalogue import text_of, texts_of
from tests import ROOT

CATALOGUES = sorted((ROOT / "bot" / "languages" / "locale").rglob("*.po"))


def _texts(catalogue: Catalog) -> dict[str, str]:
    """The texts by their ids, without the header, which has the hour of compiling."""
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_what_is_read_is_what_the_catalogue_says(path: Path) -> None:
    with path.open("rb") as file:
        written = read_po(file)
    if os.environ.get("PARLEBOT_WRITE_MESSAGES"):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, written)
    with path.with_suffix(".mo").open("rb") as file:
        assert _texts(read_mo(file)) == _texts(written), "run: make messages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_every_text_is_found_by_its_id(path: Path) -> None:
    language, catalogue = path.parts[-3], path.stem
    for msgid, text in texts_of(catalogue, language).items():
        assert text_of(catalogue, language, msgid) == text


def test_what_no_catalogue_says_is_not_found() -> None:
    assert text_of("reader", "fr", "no such key") is None
    assert text_of("operator", "en", "the file is empty") is None
    assert text_of("reader", "xx", "sources") is None
