import io
import os
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.languages.catalogue import text_of, texts_of
from tests import ROOT

CATALOGUES = sorted((ROOT / "bot" / "languages" / "locale").rglob("*.po"))


def _compiled(path: Path) -> bytes:
    made = io.BytesIO()
    with path.open("rb") as file:
        write_mo(made, read_po(file))
    return made.getvalue()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_what_is_read_is_what_the_catalogue_says(path: Path) -> None:
    compiled = path.with_suffix(".mo")
    if os.environ.get("PARLEBOT_WRITE_MESSAGES"):
        compiled.write_bytes(_compiled(path))
    assert compiled.read_bytes() == _compiled(path), "run: make messages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_every_text_is_found_by_its_id(path: Path) -> None:
    language, catalogue = path.parts[-3], path.stem
    for msgid, text in texts_of(catalogue, language).items():
        assert (text_of(catalogue, language, msgid) or msgid) == text


def test_what_no_catalogue_says_is_not_found() -> None:
    assert text_of("reader", "fr", "no such key") is None
    assert text_of("operator", "en", "the file is empty") is None
    assert text_of("reader", "xx", "sources") is None
