import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import messages
from bot.languages.messages import country_name, day, quoted, say, who
from tests.bot.bot_parts import record

TEXTS: dict[str, tuple[str, str]] = messages._MESSAGES


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_message_has_both_languages_with_the_same_places(key: str) -> None:
    french, english = TEXTS[key]
    assert french.strip()
    assert english.strip()
    assert _places(french) == _places(english)


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
