"""Parses and limits what readers and programs ask: page, HTTP, batch and commands alike.

Of what a client sends, only a `Request` of texts, dates and known names gets past this module.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.filters.finder import ALL, FILTER_KINDS
from bot.languages.catalogue import LANGUAGES
from bot.question.bad_input import BadInputError
from bot.question.check import LONGEST_WORDING, MAX_READ, MOST_EARLIER, MOST_WORDINGS
from corpus.text.clean import one_line
from corpus.text.message import message
from embeddings.search.filters import ALTERNATIVES, NO_FILTERS, Filters

FILTERS = (
    "source", "country", "chamber", "ministry", "since", "until", "legislature", "number", "deputy",
)  # fmt: skip
LONGEST_FILTER = 300  # characters; no ministry's name comes near
MOST_ALTERNATIVES = 20  # names of a ministry, with "|" between them
_LONGEST_ID = 1_000  # characters, as JSON
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Request:
    """A question with everything that came with it."""

    question: str  # at most MAX_READ characters and one, by which it is known to be longer
    history: tuple[str, ...] = ()  # earlier questions, oldest first
    filters: Filters = NO_FILTERS
    without: frozenset[str] = frozenset()  # kinds of filter not to be looked for in the words
    # Other wordings to search with, of those that a chat model found; None: it is asked for them.
    wordings: tuple[str, ...] | None = None
    aids: bool = True  # reading aids are wanted, where the operator has turned them on
    language: str = ""  # of `LANGUAGES`: where nothing else tells; "" for not given
    id: Any = None  # any JSON value; goes back as it came


def parse_request(item: object, defaults: Mapping[str, Any] | None = None) -> Request:
    """Return the request in `item`, read from JSON.

    `defaults` are filters (and "without") that hold where the item gives none. Keys that are not
    known here count as nothing. Raises BadInputError for whatever else is not of its type.
    """
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise BadInputError('expected {{"id": ..., "question": "..."}}')
    history = item.get("history") or []
    if not isinstance(history, list) or not all(isinstance(text, str) for text in history):
        raise BadInputError("history is a list of earlier questions")
    language = item.get("language") or ""
    if language not in ("", *LANGUAGES):
        raise BadInputError("language is one of: {names}", names=", ".join(LANGUAGES))
    defaults = defaults or {}
    given = {name: item[name] for name in FILTERS if item.get(name)}
    return Request(
        question=_well_formed(item["question"]),
        history=tuple(_well_formed(text) for text in history[-MOST_EARLIER:]),
        filters=parse_filters({**defaults, **given}),
        without=parse_without(item.get("without") or defaults.get("without") or []),
        wordings=parse_wordings(item.get("wordings")),
        aids=item.get("aids") is not False,
        language=language,
        id=parse_id(item.get("id")),
    )


def parse_filters(options: Mapping[str, Any]) -> Filters:
    """Return the filters among `options`. Raises BadInputError for an invalid one."""
    values: dict[str, Any] = {name: _filter(name, options.get(name) or "") for name in FILTERS}
    if values["ministry"].count(ALTERNATIVES) >= MOST_ALTERNATIVES:
        raise BadInputError("ministry holds more than {count} names", count=MOST_ALTERNATIVES)
    since, until = (_day(name, values.pop(name)) for name in ("since", "until"))
    if since and until and since > until:
        raise BadInputError(
            "from {since} to {until} is no period: it ends before it starts",
            since=since,
            until=until,
        )
    return Filters(**values, since=since, until=until)


def parse_without(kinds: object) -> frozenset[str]:
    """Return the kinds of filter not to look for. Raises BadInputError for an unknown one."""
    known = (*FILTER_KINDS, ALL)
    if not isinstance(kinds, (list, tuple)) or not all(kind in known for kind in kinds):
        raise BadInputError("without is a list of: {kinds}", kinds=", ".join(known))
    return frozenset(kinds)


def parse_wordings(value: object) -> tuple[str, ...] | None:
    """Return other wordings of a question. Raises BadInputError if they are not."""
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise BadInputError("wordings is a list of other wordings of the question")
    texts = (one_line(_well_formed(text))[:LONGEST_WORDING] for text in value[:MOST_WORDINGS])
    return tuple(filter(None, texts))


def parse_id(value: object) -> object:
    """Return `value`, which is echoed unchanged. Raises BadInputError if it cannot be."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        is_short = len(text.encode("utf-8")) <= _LONGEST_ID
    except (ValueError, RecursionError):  # a number too large for JSON, or half a character
        raise BadInputError("the id is no value of JSON") from None
    if not is_short:
        raise BadInputError("the id has more than {count} characters", count=_LONGEST_ID)
    return value


def read_json(text: str | bytes) -> object:
    """Return the value of `text` parsed as strict JSON (RFC 8259). Raises BadInputError.

    NaN and infinities, which Python's own reader lets pass, are no JSON.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadInputError("the request is not JSON ({why})", why=_short(error)) from None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


def _short(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return message("it is nested too deeply")
    return str(error)[:200]


def _well_formed(text: str) -> str:
    """Return as much of `text` as is read; half of a surrogate pair becomes U+FFFD.

    A browser cuts pasted text this way at the length limit of its box.
    """
    return _SURROGATES.sub("\ufffd", text[: MAX_READ + 1])


def _filter(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInputError("every filter is a text")
    if len(value) > LONGEST_FILTER:
        raise BadInputError(
            "{option} has more than {count} characters", option=name, count=LONGEST_FILTER
        )
    if _SURROGATES.search(value):
        raise BadInputError("{option} holds half a character", option=name)
    return value.strip()


def _day(name: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadInputError(
            "{option}: {value} is not a day like 2024-07-05", option=name, value=repr(value)
        ) from None
