"""The parser of what is asked: the same for page, HTTP, batch and command line."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question.bad_input import BadInputError
from bot.question.check import MAX_READ, MOST_EARLIER
from bot.requests.request import (
    FILTERS,
    LONGEST_FILTER,
    MOST_ALTERNATIVES,
    Request,
    parse_filters,
    parse_request,
    read_json,
)
from embeddings.search.filters import Filters

_ASKED = {"question": "Les loyers ?"}
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_KEYS = ("question", "history", "without", "language", "id", *FILTERS)


def test_what_a_browser_sends_becomes_a_request_of_texts_days_and_known_names() -> None:
    sent = {
        "question": "Les loyers ?",
        "history": ["Et avant ?"],
        "ministry": " Mer ",
        "since": "2024-01-01",
        "until": "",
        "country": "FR",
        "without": ["ministry", "all"],
        "language": "fr",
        "unknown": {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    }
    assert parse_request(sent) == Request(
        question="Les loyers ?",
        history=("Et avant ?",),
        filters=Filters(ministry="Mer", since=date(2024, 1, 1), country="FR"),
        without=frozenset({"ministry", "all"}),
        language="fr",
    )


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES))
def test_whatever_is_sent_is_a_request_of_texts_or_refused(sent: dict[str, Any]) -> None:
    try:
        request = parse_request(sent)
    except BadInputError:
        return
    texts = [request.question, request.language, *request.history, *request.without]
    filters = [getattr(request.filters, name) for name in FILTERS]
    assert all(type(text) is str for text in texts)
    assert all(value is None or type(value) in (str, date) for value in filters)
    assert len(request.history) <= MOST_EARLIER
    "".join(texts).encode("utf-8")


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize(
    "value", [3, True, ["x"], {"path": "/dev/zero"}, "x" * (LONGEST_FILTER + 1), "\ud800"]
)
def test_a_filter_that_is_no_text_of_a_filter_s_length_is_refused(name: str, value: object) -> None:
    with pytest.raises(BadInputError):
        parse_request(_ASKED | {name: value})


def test_a_ministry_has_so_many_names_and_no_more() -> None:
    parse_filters({"ministry": "|".join(["mer"] * MOST_ALTERNATIVES)})
    with pytest.raises(BadInputError, match="names"):
        parse_filters({"ministry": "|".join(["mer"] * (MOST_ALTERNATIVES + 1))})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"since": "hier"}, "'hier' is not a day"),
        ({"until": "2024-02-30"}, "'2024-02-30' is not a day"),
        ({"since": "2025-01-02", "until": "2025-01-01"}, "ends before it starts"),
    ],
)
def test_a_period_that_cannot_be_is_told(options: dict[str, str], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        parse_request(_ASKED | options)


@pytest.mark.parametrize(
    "sent",
    [
        [],
        "texte",
        {"question": ["x"]},
        _ASKED | {"history": {"0": "x"}},
        _ASKED | {"without": "all"},
        _ASKED | {"without": ["nonsense"]},
        _ASKED | {"without": [{"a": 1}]},
        _ASKED | {"language": "de"},
        _ASKED | {"language": ["fr"]},
        _ASKED | {"id": float("nan")},
        _ASKED | {"id": [float("inf")]},
        _ASKED | {"id": "\ud800"},
        _ASKED | {"id": "x" * 1_001},
    ],
)
def test_what_is_of_another_type_is_refused(sent: object) -> None:
    with pytest.raises(BadInputError):
        parse_request(sent)


def test_half_a_character_at_the_end_of_what_was_pasted_hurts_no_question() -> None:
    asked = parse_request({"question": "Les loyers \ud83d", "history": ["avant \ude00"]})
    assert asked.question == "Les loyers \ufffd"
    assert asked.history == ("avant \ufffd",)


def test_no_more_of_a_text_is_kept_than_is_read() -> None:
    asked = parse_request({"question": "x" * (3 * MAX_READ), "history": ["y"] * 500})
    assert len(asked.question) == MAX_READ + 1
    assert len(asked.history) == MOST_EARLIER


@pytest.mark.parametrize(
    "text",
    ["NaN", '{"id": Infinity}', '{"id": -Infinity}', "{", "", "[" * 100_000, b"\xff\xfe", b"\x80"],
)
def test_what_is_no_json_by_the_standard_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadInputError, match="not JSON"):
        read_json(text)
