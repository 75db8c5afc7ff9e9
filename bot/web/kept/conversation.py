"""A conversation that a browser sends to have a file made of it, parsed into a value.

It began as what kept.py made, but what comes back is anybody's: its form is strict, its size is
bounded, and it goes into no file but the sender's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.languages.catalogue import LANGUAGES
from bot.question.bad_input import BadInputError
from corpus.parliaments.official_address import is_official

FORMATS = ("markdown", "docx")
MOST_TURNS = 50
MOST_CARDS = 60  # of a turn
_MOST_TEXTS = 200  # lines, notices, or quotes of one card
_MOST_IN_ALL = 5_000  # cards, lines, notices and quotes: a Word file of them takes a second
_LONGEST_TEXT = 40_000  # characters; a quote of a whole long reply has fewer
# What XML cannot hold, and no reader would see.
_UNSHOWN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"[\t\n ]+")  # not those that keep a French mark at its word
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A reply that was shown."""

    head: str  # its number in the answer, its title, who replied, when
    quotes: tuple[str, ...]
    quote_language: str  # two letters, or "" for unknown
    reference: str
    address: str  # of an official page, or ""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question and what was shown for it."""

    question: str
    understood: str
    lead: tuple[str, ...]
    cards: tuple[KeptCard, ...]
    notices: tuple[str, ...]
    asked_on: date | None


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """What a reader saves, and in which format."""

    format: str  # of `FORMATS`
    language: str  # of `LANGUAGES`
    address: str  # of the page
    turns: tuple[KeptTurn, ...]


def parse_conversation(item: object) -> KeptConversation:
    """Return the conversation in `item`, read from JSON. Raises BadInputError."""
    fields = _object(item)
    form, language = fields.get("format"), fields.get("language")
    if form not in FORMATS or language not in LANGUAGES:
        raise BadInputError(
            "format is one of {formats}, language one of {languages}",
            formats=", ".join(FORMATS),
            languages=", ".join(LANGUAGES),
        )
    turns = tuple(_turn(turn) for turn in _list(fields, "turns", MOST_TURNS))
    if not turns:
        raise BadInputError("there is nothing to save")
    if sum(map(_size, turns)) > _MOST_IN_ALL:
        raise BadInputError("this conversation is too long for one file")
    return KeptConversation(form, language, _line(fields, "address"), turns)


def _size(turn: KeptTurn) -> int:
    quotes = sum(len(card.quotes) for card in turn.cards)
    return len(turn.cards) + quotes + len(turn.lead) + len(turn.notices)


def _turn(item: object) -> KeptTurn:
    fields = _object(item)
    return KeptTurn(
        _line(fields, "question"),
        _line(fields, "understood"),
        _texts(fields, "lead"),
        tuple(_card_of(card) for card in _list(fields, "cards", MOST_CARDS)),
        _texts(fields, "notices"),
        _day(fields),
    )


def _card_of(item: object) -> KeptCard:
    fields = _object(item)
    language, address = _line(fields, "quote_language"), _line(fields, "address")
    return KeptCard(
        _line(fields, "head"),
        _texts(fields, "quotes"),
        language if _LANGUAGE.fullmatch(language) else "",
        _line(fields, "reference"),
        address if is_official(address) else "",
    )


def _day(fields: Mapping[str, object]) -> date | None:
    try:
        return date.fromisoformat(_line(fields, "asked_on"))
    except ValueError:
        return None


def _object(item: object) -> Mapping[str, object]:
    if not isinstance(item, dict):
        raise BadInputError("what is to be saved has another form")
    return item


def _list(fields: Mapping[str, object], name: str, most: int) -> list[object]:
    value = fields.get(name)
    if not isinstance(value, list) or len(value) > most:
        raise BadInputError("{name} is a list of at most {count}", name=name, count=most)
    return value


def _texts(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (_text(v, name) for v in _list(fields, name, _MOST_TEXTS))))


def _line(fields: Mapping[str, object], name: str) -> str:
    return _BLANKS.sub(" ", _text(fields.get(name), name)).strip()


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise BadInputError(
            "{name} is a text of at most {count} characters", name=name, count=_LONGEST_TEXT
        )
    return _UNSHOWN.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
