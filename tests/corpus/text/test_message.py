import copy
import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.message import Message, message, said_by


def test_a_message_is_its_english_text() -> None:
    said = message("{count} files in {folder}", count=3, folder="/tmp")
    assert said == "3 files in /tmp"
    assert (said.template, dict(said.arguments)) == (
        "{count} files in {folder}",
        {"count": "3", "folder": "/tmp"},
    )


@given(st.one_of(st.text(), st.sampled_from(("{n}", "{0}", "{x.__class__}", "{{}}", "%s", "}{"))))
def test_what_fills_a_place_is_data(text: str) -> None:
    inner = message("<{text}>", text=text)
    assert message("{{it}} is {text}", text=inner) == f"{{it}} is <{text}>"


def test_an_error_that_fills_a_place_gives_the_message_it_carries() -> None:
    inner = message("the file is empty")
    said = message("line {number}: {why}", number=2, why=ValueError(inner))
    assert said == "line 2: the file is empty"
    assert said.arguments["why"] is inner


def test_what_an_error_says_is_its_message_or_its_text() -> None:
    said = message("the file is empty")
    assert said_by(ValueError(said)) is said
    assert said_by(OSError(2, "No such file")) == "[Errno 2] No such file"


def test_a_changed_message_keeps_its_template_and_changes_what_stands_in_it() -> None:
    said = message("{place}: {why}", place="A", why=message("not {what}", what="B"))
    lowered = said.map(str.lower)
    assert lowered == "a: not b"
    assert isinstance(lowered.arguments["why"], Message)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])
def test_a_message_stays_one_when_it_is_copied(again: Callable[[Message], Message]) -> None:
    said = again(message("{place}: {why}", place="A", why=message("not {what}", what="B")))
    assert said == "A: not B"
    assert said.arguments["why"].template == "not {what}"
