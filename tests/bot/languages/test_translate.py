import json
import re

import pytest

from bot.languages.translate import system_language, translate
from tests import ROOT

_TABLE: dict[str, str] = json.loads(
    (ROOT / "bot" / "languages" / "operator_french.json").read_text("utf-8")
)
_CODE = re.sub(
    r"""['"]\s*\n\s*f?['"]""",
    "",
    "\n".join(
        p.read_text("utf-8")
        for d in ("bot", "corpus", "embeddings")
        for p in (ROOT / d).rglob("*.py")
    ),
)


def _places(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("english", _TABLE)
def test_a_translation_keeps_every_place_of_its_message(english: str) -> None:
    assert _places(_TABLE[english]) == _places(english)


@pytest.mark.parametrize("english", _TABLE)
def test_every_translated_message_is_one_that_the_code_still_says(english: str) -> None:
    words = [part for part in re.split(r"\{\w+\}", english) if len(part) > 8]
    code = _CODE.replace('\\"', '"')
    assert [part for part in words if part.strip(" ,.;:()'") not in code] == []


def test_places_are_filled_and_messages_inside_messages_are_translated() -> None:
    message = "left out  /tmp/{x}.txt: 'a.json': it is encrypted"
    assert translate(message, "fr") == "laissé de côté  /tmp/{x}.txt : 'a.json' : il est chiffré"


def test_an_unknown_message_is_shown_as_it_is() -> None:
    assert translate("something new", "fr") == "something new"


def test_english_stays_english() -> None:
    assert translate("the file is empty", "en") == "the file is empty"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_system_language_follows_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language
