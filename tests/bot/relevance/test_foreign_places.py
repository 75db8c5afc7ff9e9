"""The records here are fictional."""

import json
from importlib.resources import files

import pytest

from bot.relevance.foreign_places import named_places, names_any, places
from corpus.records.record import ReplyRecord
from tests.bot.bot_parts import record as written


@pytest.fixture
def record() -> ReplyRecord:
    return written("Les phares sont gardés.", question="Que fait le Brésil pour ses phares ?")


def test_a_foreign_country_that_the_record_does_not_name_is_elsewhere(record: ReplyRecord) -> None:
    for question in ("Combien de phares en Norvège ?", "How many lighthouses has Oslo?"):
        asked = named_places(question)
        assert asked and not names_any(asked, record)


def test_a_country_the_record_names_in_another_language_is_not_elsewhere(
    record: ReplyRecord,
) -> None:
    assert names_any(named_places("What do Brazilian lighthouses cost?"), record)


@pytest.mark.parametrize(
    "question", ["Que fait la France ?", "What is London doing?", "turkey prices"]
)
def test_what_is_no_foreign_country_is_not_named(question: str) -> None:
    assert named_places(question) == []


def test_no_form_of_a_name_belongs_to_two_countries() -> None:
    table = json.loads(files("bot.relevance").joinpath("foreign_places.json").read_text("utf-8"))
    forms = [form for place, own in table.items() if place != "note" for form in own]
    assert len(forms) == len(set(forms))
    assert len(places()) == len(table) - 1
