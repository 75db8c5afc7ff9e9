import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.languages.catalogue import texts_of
from bot.languages.recognise import recognised
from bot.languages.translate import OPERATOR, system_language, translate
from corpus.text.message import Message, message
from tests import ROOT

PRODUCT = ("bot", "corpus", "embeddings")
FRENCH = texts_of(OPERATOR, "fr")


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in (path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def _saying() -> set[str]:
    """The callables that take a template: `message`, and the errors that say one."""
    classes = {
        node.name: {ast.unparse(base) for base in node.bases}
        for _, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and (
            node.name == "MessageError"
            or "__init__" not in (getattr(n, "name", "") for n in node.body)
        )
    }
    found, before = {"MessageError"}, set[str]()
    while found != before:
        before = set(found)
        found |= {name for name, bases in classes.items() if bases & found}
    return {"message", *found}


SAYING = _saying()


def _calls() -> Iterator[tuple[str, ast.Call]]:
    """The calls that say a message, each with its place; message.py itself hands templates on."""
    for path, tree in _trees():
        if path.name != "message.py":
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in SAYING:
                    yield f"{path}:{node.lineno}", node


def _said() -> set[str]:
    """The templates of all messages."""
    return {
        call.args[0].value
        for _, call in _calls()
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def _places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_every_message_of_the_code_has_its_french() -> None:
    assert sorted(_said() - FRENCH.keys()) == []


def test_every_french_text_is_of_a_message_that_the_code_says() -> None:
    assert sorted(FRENCH.keys() - _said()) == []


@pytest.mark.parametrize("english", FRENCH)
def test_a_french_text_has_the_places_of_its_message(english: str) -> None:
    assert FRENCH[english].strip()
    assert _places(FRENCH[english]) == _places(english)


def test_every_template_is_written_out_where_it_is_said_with_what_fills_it() -> None:
    for place, call in _calls():
        (template,) = call.args
        if not isinstance(template, ast.Constant):
            # An error may hand on a Message that was made elsewhere.
            assert ast.unparse(call.func) != "message" and not call.keywords, place
            continue
        filled = sorted({str(word.arg) for word in call.keywords})
        assert filled == sorted(set(_places(template.value))), place


def _left_out() -> Message:
    inner = message("{place}: {reason}", place="'a.json'", reason=message("it is encrypted"))
    return message("left out  {place}: {reason}", place="/tmp/{x}.txt", reason=inner)


def test_places_are_filled_and_messages_inside_messages_are_translated() -> None:
    assert _left_out() == "left out  /tmp/{x}.txt: 'a.json': it is encrypted"
    french = "laissé de côté  /tmp/{x}.txt\xa0: 'a.json'\xa0: il est chiffré"
    assert translate(_left_out(), "fr") == french


def test_what_an_error_says_is_translated() -> None:
    assert translate(ValueError(message("it is encrypted")), "fr") == "il est chiffré"
    assert translate(ValueError("out of range"), "fr") == "out of range"


def test_an_unknown_message_is_shown_as_it_is() -> None:
    assert translate("something new", "fr") == "something new"


def test_english_stays_english() -> None:
    assert translate(message("the file is empty"), "en") == "the file is empty"


@pytest.mark.parametrize("english", FRENCH)
def test_a_message_kept_as_text_is_known_again(english: str) -> None:
    told = Message(english, {name: f"«{name}»" for name in _places(english)} | _INNER)
    if _places(english) != ["remark", "what"]:
        assert translate(recognised(str(told), "fr"), "fr") == translate(told, "fr")


_INNER = {"reason": message("it is encrypted")}


def test_text_that_is_no_message_stays_when_it_is_looked_up() -> None:
    for text in ("something new", "table questions: 3 rows", "No. It is not."):
        assert recognised(text, "fr") == text
    assert recognised("the file is empty", "en") == "the file is empty"


def test_a_message_inside_a_message_kept_as_text_is_known_again() -> None:
    french = "laissé de côté  /tmp/{x}.txt\xa0: 'a.json'\xa0: il est chiffré"
    assert translate(recognised(str(_left_out()), "fr"), "fr") == french


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
