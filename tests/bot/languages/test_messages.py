import ast
import re
import string
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages.catalogue import texts_of
from bot.languages.messages import READER, country_name, day, quoted, say, who
from tests import ROOT
from tests.bot.bot_parts import record

FRENCH, ENGLISH = texts_of(READER, "fr"), texts_of(READER, "en")
SOURCES = [
    ast.parse(path.read_text("utf-8"))
    for folder in ("bot", "corpus", "embeddings")
    for path in (ROOT / folder).rglob("*.py")
]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(FRENCH) == sorted(ENGLISH)


@pytest.mark.parametrize("key", sorted(FRENCH))
def test_a_message_has_both_languages_with_the_same_places(key: str) -> None:
    french, english = FRENCH[key], ENGLISH[key]
    assert french.strip()
    assert english.strip()
    assert _places(french) == _places(english)


def _literals() -> set[str]:
    return {
        node.value
        for source in SOURCES
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _composed() -> Iterator[re.Pattern[str]]:
    """What f-strings with an underscore of their own look like, such as "page_{name}"."""
    for node in (node for source in SOURCES for node in ast.walk(source)):
        if isinstance(node, ast.JoinedStr):
            fixed = [p.value if isinstance(p, ast.Constant) else None for p in node.values]
            if any(part and "_" in str(part) for part in fixed):
                yield re.compile("".join("(.+)" if p is None else re.escape(str(p)) for p in fixed))


def test_every_key_that_is_said_is_in_the_catalogues() -> None:
    said = {
        node.args[0].value
        for source in SOURCES
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "say"
        if isinstance(node.args[0], ast.Constant)
    }
    assert sorted(said - FRENCH.keys()) == []
    assert len(said) > 100


def test_every_key_of_the_catalogues_is_said() -> None:
    """A key is written out in the code, or put together from a word that is."""
    literals, composed = _literals(), list(_composed())
    silent = [
        key
        for key in FRENCH.keys() - literals
        if not any(
            (match := shape.fullmatch(key)) and literals.issuperset(match.groups())
            for shape in composed
        )
    ]
    assert sorted(silent) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_what_fills_a_place_is_data_and_stays_as_it_is(text: str) -> None:
    for hostile in (text, "{n}", "{0}", "{x.__class__}", "{{}}", "%s", "}{"):
        assert say("filter_source", "fr", value=hostile) == f"source {hostile}"
        assert hostile in say("notice_filters", "en", filters=hostile)


def test_a_french_day_has_its_ordinal_first() -> None:
    assert day(date(2026, 5, 1), "fr") == "1er mai 2026"
    assert day(date(2026, 8, 12), "fr") == "12 août 2026"
    assert day(date(2026, 5, 1), "en") == "1 May 2026"
    assert day(None, "fr") == day(None, "en") == ""


def test_quotes_stand_between_the_marks_of_their_language() -> None:
    assert quoted("le phare", "fr") == "« le phare »"
    assert quoted("the light", "en") == "“the light”"


def test_a_country_without_a_name_here_is_its_code() -> None:
    assert country_name("GB", "fr") == "Royaume-Uni"
    assert country_name("XX", "fr") == "XX"


@pytest.mark.parametrize(
    ("ministry", "own", "asker", "said"),
    [
        ("Ministère de la mer", "fr", "fr", "Le ministère de la mer"),
        ("ministre de la mer", "fr", "fr", "Le ministre de la mer"),
        ("Mer", "fr", "fr", "Le ministère « Mer »"),
        ("Home Office", "en", "en", "The Home Office"),
        ("The Cabinet", "en", "en", "The Cabinet"),
        ("ministre de la mer", "fr", "en", "Ministre de la mer (France)"),
        ("", "fr", "fr", "Le ministre"),
        ("", "fr", "en", "The minister"),
    ],
)
def test_who_replied_begins_a_sentence(ministry: str, own: str, asker: str, said: str) -> None:
    assert who(record("x", ministry=ministry, language=own), asker) == said
