from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.bad_input import BadInputError
from bot.web.kept.conversation import MOST_CARDS, MOST_TURNS, KeptCard, parse_conversation
from tests.bot.web.kept.kept_parts import OFFICIAL, card, conversation, turn

_WRONG: list[Any] = [None, 5, 1.5, True, [["x"]], {"x": 1}, "x" * 40_001]


def _card(**fields: Any) -> KeptCard:
    return parse_conversation(conversation(turn(card(**fields)))).turns[0].cards[0]


def test_what_the_page_sends_is_read_whole() -> None:
    kept = parse_conversation(conversation())
    assert (kept.format, kept.language) == ("docx", "fr")
    assert kept.address == "https://parlebot.example/#q=phares"
    assert kept.turns[0].question == "Qui garde les phares ?"
    assert kept.turns[0].asked_on == date(2026, 11, 29)
    assert kept.turns[0].cards[0].quotes == ("La prime est maintenue.",)


@pytest.mark.parametrize("name", ["format", "language", "address", "turns"])
@pytest.mark.parametrize("wrong", _WRONG)
def test_a_conversation_of_another_form_is_refused(name: str, wrong: object) -> None:
    with pytest.raises(BadInputError):
        parse_conversation(conversation(**{name: wrong}))


@pytest.mark.parametrize("name", ["question", "understood", "lead", "cards", "notices", "asked_on"])
@pytest.mark.parametrize("wrong", _WRONG)
def test_a_turn_of_another_form_is_refused(name: str, wrong: object) -> None:
    with pytest.raises(BadInputError):
        parse_conversation(conversation(turn(card(), **{name: wrong})))


@pytest.mark.parametrize("name", ["head", "quotes", "quote_language", "reference", "address"])
@pytest.mark.parametrize("wrong", _WRONG)
def test_a_card_of_another_form_is_refused(name: str, wrong: object) -> None:
    with pytest.raises(BadInputError):
        _card(**{name: wrong})


@pytest.mark.parametrize(
    "item",
    [
        None,
        [],
        "x",
        {},
        conversation(turns=[]),
        conversation(format="pdf"),
        conversation(language="de"),
        conversation(*[turn()] * (MOST_TURNS + 1)),
        conversation(turn(*[card()] * (MOST_CARDS + 1))),
        conversation(turn(card(quotes=["x"] * 201))),
        conversation(turn(*[card(quotes=["x"] * 200)] * 25)),
    ],
)
def test_what_is_no_conversation_or_too_long_a_one_is_refused(item: object) -> None:
    with pytest.raises(BadInputError):
        parse_conversation(item)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "javascript:alert(1)",
        "http://questions.assemblee-nationale.fr/",
        "https://questions.assemblee-nationale.fr.evil.example/",
        "https://questions.assemblee-nationale.fr/ x",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_an_official_address_may_become_a_link(address: str) -> None:
    assert _card(address=address).address == ""
    assert _card().address == OFFICIAL


@pytest.mark.parametrize("language", ["", "fra", "f", "FR", "fr\x00-x", '"/>'])
def test_a_language_is_two_letters_or_none(language: str) -> None:
    assert _card(quote_language=language).quote_language in ("", "fr")


def test_a_day_that_is_none_is_left_out() -> None:
    kept = parse_conversation(conversation(turn(asked_on="hier")))
    assert kept.turns[0].asked_on is None


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
def test_of_a_text_only_what_no_file_can_show_is_lost(text: str) -> None:
    kept = parse_conversation(conversation(turn(card(quotes=["x", text]), question=text))).turns[0]
    shown = "".join(kept.cards[0].quotes[1:])
    lost = set(text) - set(shown)
    assert all(
        c.isspace() or ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 or ord(c) > 0xFFFD for c in lost
    )
    shown.encode("utf-8")
    assert "\n" not in kept.question
    assert "".join(kept.question.split()) == "".join(shown.split())
