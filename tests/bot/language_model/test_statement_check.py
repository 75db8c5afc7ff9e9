"""Honest statements stand, and what a model could get wrong is taken out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answers.answer import Source
from bot.answers.quote import is_verified
from bot.language_model.output import Claim
from bot.language_model.statement_check import Checked, StatementChecker
from bot.pipeline.pipeline import Pipeline
from corpus.records.record import ReplyRecord
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import record
from tests.embeddings.fictional_parts import Remembering

_HONEST = json.loads((Path(__file__).parent / "honest_statements.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def records(sample_pipeline: Pipeline) -> Iterator[dict[str, ReplyRecord]]:
    written = {
        r["uid"]: record(r["reply"], uid=r["uid"], language=r["language"], country=r["country"])
        for r in _HONEST["records"]
    }
    texts = sample_pipeline.index().texts
    for statement in _HONEST["statements"]:
        if statement["uid"] not in written:
            found = texts.find(statement["uid"])
            assert found is not None
            written[found.uid] = found
    yield written


def _check(case: dict[str, Any], records: dict[str, ReplyRecord], encoder: Encoder) -> Checked:
    source = Source(1, records[case["uid"]], (), ())
    # Several statements are of one record, whose sentences are encoded once.
    checker = StatementChecker("?", case["language"], [source], Remembering(encoder))
    return checker.check(Claim(case["text"], 1, tuple(case["quotes"])))


def test_of_one_hundred_honest_statements_at_most_five_are_taken_out(
    records: dict[str, ReplyRecord], encoder: Encoder
) -> None:
    cases = _HONEST["statements"]
    assert len(cases) == 100
    assert sum(case["language"] == "en" for case in cases) >= 40
    checked = [(case, _check(case, records, encoder)) for case in cases]
    removed = [f"{c.reason}: {case['text']}" for case, c in checked if c.statement is None]
    assert len(removed) <= 5, removed
    for case, result in checked:
        if result.statement:
            assert all(is_verified(q, records[case["uid"]]) for q in result.statement.quotes)


# (statement, language, quote) of the fictional replies: each is close to its quote and false.
# ruff: noqa: E501
_FALSE = [
    ("QANR5L99QE101", "fr", "En 2025, 49 % des appels sont traités hors de France.", "57 % des appels adressés aux opérateurs de téléphonie sont traités hors du territoire national, contre 49 % en 2021", "place"),
    ("QANR5L99QE101", "en", "In 2021, 57% of calls were handled abroad.", "57 % des appels adressés aux opérateurs de téléphonie sont traités hors du territoire national, contre 49 % en 2021", "place"),
    ("QANR5L99QE104", "fr", "Le droit au rattrapage sera opposable.", "il n'est pas prévu de le rendre opposable", "negation"),
    ("QANR5L99QE104", "fr", "24 % des absences longues sont remplacées dans le second degré.", "le taux atteint 96 % pour les absences longues, mais seulement 24 % pour les absences de moins de quinze jours", "place"),
    ("QANR5L99QE113", "en", "A spouse's income has counted in the calculation since 1 October 2023.", "Depuis le 1er octobre 2023, les revenus du conjoint n'entrent plus dans le calcul", "negation"),
    ("QANR5L99QE120", "en", "Livestock attacks rose 6% in 2024.", "La prédation a concerné 11 300 animaux d'élevage en 2024, en baisse de 6 % par rapport à 2023", "direction"),
    ("QANR5L99QE127", "en", "The State can force banks to keep cash machines.", "l'État ne peut leur imposer de le maintenir", "negation"),
    ("QANR5L99QE131", "en", "The speed limit will go from 80 to 90 km/h on 1 July 2018.", "la vitesse maximale sera abaissée de 90 à 80 km/h au 1er juillet 2018", "direction"),
    ("QANR5L99QE147", "fr", "Les fauteuils roulants seront partiellement pris en charge le 1er décembre 2025.", "La prise en charge intégrale des fauteuils roulants entrera en vigueur le 1er décembre 2025.", "opposite"),
    ("QANR5L99QE147", "en", "Wheelchairs will stop being reimbursed on 1 December 2025.", "La prise en charge intégrale des fauteuils roulants entrera en vigueur le 1er décembre 2025.", "negation"),
    ("f-en-1", "en", "In 2023, 1,320 inspections were carried out.", "In 2024, 1,320 inspections were carried out, down from 1,510 in 2023.", "place"),
    ("f-en-1", "fr", "Le service côtier sera privatisé.", "We have no plans to privatise the coastal service.", "negation"),
    ("f-en-2", "fr", "Le dispositif sera étendu aux lycées d'ici à la fin de 2027.", "The Secretary of State is considering whether to extend the scheme to colleges, and will decide by the end of 2027.", "certainty"),
    ("f-en-2", "en", "Schools may charge parents for these clubs.", "Schools must not charge parents for these clubs.", "negation"),
]  # fmt: skip


@pytest.mark.parametrize(("uid", "language", "text", "quote", "reason"), _FALSE)
def test_a_statement_that_bends_its_quote_is_taken_out_for_that_reason(
    uid: str,
    language: str,
    text: str,
    quote: str,
    reason: str,
    records: dict[str, ReplyRecord],
    encoder: Encoder,
) -> None:
    case = {"uid": uid, "language": language, "text": text, "quotes": [quote]}
    assert _check(case, records, encoder) == Checked(None, reason)
