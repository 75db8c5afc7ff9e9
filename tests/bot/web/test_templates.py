"""The page's own words: every one that a template asks for is there, in each language."""

import re
from pathlib import Path

import pytest

import bot.web
from bot.languages.catalogue import LANGUAGES, text_of
from bot.languages.messages import READER

_TEMPLATES = Path(bot.web.__file__).parent / "templates"
_SAID = re.compile(r"""say\("(\w+)"[,)]""")


@pytest.mark.parametrize("path", sorted(_TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_a_template_says_nothing_that_no_catalogue_has(path: Path) -> None:
    keys = _SAID.findall(path.read_text("utf-8"))
    missing = [
        (key, code) for key in keys for code in LANGUAGES if text_of(READER, code, key) is None
    ]
    assert missing == []
