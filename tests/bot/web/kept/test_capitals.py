from dataclasses import replace

import pytest

from bot.web.kept.capitals import without_shouting
from tests.bot.bot_parts import record

_REPLY = "Le RER et TotalEnergies sont en Afrique ; le projet de la NUPES reste. Réforme faite."


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("PROJET DE TOTALENERGIES EN AFRIQUE", "Projet de TotalEnergies en Afrique"),
        ("RER MÉTROPOLITAINS", "RER métropolitains"),
        ("LA NUPES ET L'A3", "La NUPES et l'A3"),
        ("UN PROJET DE RÉFORME", "Un projet de Réforme"),
        ("Le RER, demain", "Le RER, demain"),
        ("A3 : RER", "A3 : RER"),
        ("", ""),
    ],
)
def test_words_in_capitals_are_written_as_the_texts_write_them(title: str, told: str) -> None:
    assert without_shouting(replace(record(_REPLY), title=title, question="")) == told
