import json
from datetime import date
from typing import Any

import pytest

from bot.parlebot import Parlebot
from bot.question.bad_input import BadInputError
from bot.requests.batch import answer_line
from bot.requests.request import parse_filters
from embeddings.search.filters import Filters


def _answer(parlebot: Parlebot, item: object, **options: str) -> dict[str, Any]:
    return answer_line(parlebot.answer, json.dumps(item), 7, options)


@pytest.mark.parametrize("identity", ["q-1", 3, None, ["a", 1], {"deep": True}])
def test_the_id_is_passed_through_whatever_it_is(
    sample_parlebot: Parlebot, identity: object
) -> None:
    result = _answer(sample_parlebot, {"id": identity, "question": "Les loyers ?"})
    assert result["id"] == identity
    assert next(iter(result)) == "id"
    assert result["status"] != "rejected"


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "",
        "[]",
        "null",
        '"Les loyers ?"',
        "[" * 100_000,
        '{"id": "q-1"}',
        '{"id": "q-1", "question": null}',
        '{"id": "q-1", "question": 12}',
        '{"id": "q-1", "question": "Les loyers ?", "history": "before"}',
        '{"id": "q-1", "question": "Les loyers ?", "history": [1]}',
        '{"id": "q-1", "question": "Les loyers ?", "since": "yesterday"}',
        '{"id": "q-1", "question": "Les loyers ?", "until": "2024-02-30"}',
        '{"id": "q-1", "question": "Les loyers ?", "ministry": 5}',
    ],
    ids=lambda line: line[:60],
)
def test_a_line_that_is_no_question_is_rejected_in_its_place(
    sample_parlebot: Parlebot, line: str
) -> None:
    result = answer_line(sample_parlebot.answer, line, 7, {})
    assert result["status"] == "rejected"
    assert "7" in result["answer"]
    assert result["id"] == ("q-1" if '"q-1"' in line else None)
    json.dumps(result)


def test_a_question_without_words_keeps_its_id(sample_parlebot: Parlebot) -> None:
    result = _answer(sample_parlebot, {"id": 1, "question": " ? "})
    assert (result["id"], result["status"]) == (1, "rejected")


def test_the_filters_of_a_line_win_over_those_of_the_command(sample_parlebot: Parlebot) -> None:
    item = {"id": 1, "question": "Quelles aides pour les familles ?", "ministry": "des sports"}
    result = _answer(sample_parlebot, item, ministry="logement")
    assert {found["uid"] for found in result["retrieved"]} == {"QANR5L99QE139"}
    del item["ministry"]
    result = _answer(sample_parlebot, item, ministry="logement")
    assert {found["uid"] for found in result["retrieved"]} == {"QANR5L99QE114", "QANR5L99QE115"}
    result = _answer(sample_parlebot, item, ministry="logement", since="2026-01-01")
    assert {found["uid"] for found in result["retrieved"]} == {"QANR5L99QE114"}


def test_the_history_of_a_line_is_used(sample_parlebot: Parlebot) -> None:
    earlier = "Combien coûte un repas à la cantine scolaire ?"
    result = _answer(sample_parlebot, {"question": "Et depuis ?", "history": [earlier]})
    assert result["standalone"] == "Combien coûte un repas à la cantine scolaire, et depuis ?"
    assert result["id"] is None


def test_filters_are_read_from_options() -> None:
    options = {"source": "AN", "ministry": "mer", "since": "2024-01-02", "until": ""}
    assert parse_filters(options) == Filters("AN", "mer", date(2024, 1, 2), None)
    assert not parse_filters({})


@pytest.mark.parametrize("day", ["2024", "05/07/2024", "2024-13-01", "{x}", "1er mai"])
def test_a_day_that_is_none_is_named(day: str) -> None:
    with pytest.raises(BadInputError, match="since"):
        parse_filters({"since": day})
