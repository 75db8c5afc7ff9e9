from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.kept.title import title_of
from tests.bot.bot_parts import record

_FRENCH = (
    "Mme Ana Roy attire l'attention de M. le ministre de la mer sur la situation des gardiens de "
    "phare de l'Atlantique. Elle lui demande quelles mesures il prendra."
)
_ENGLISH = "To ask the Secretary of State for Environment, Food and Rural Affairs, "


def _title(title: str, question: str, language: str = "fr", **fields: str) -> str:
    asked = replace(record("Oui."), title=title, question=question, language=language)
    return title_of(replace(asked, **fields), language)


@pytest.mark.parametrize("title", ["", "phares", "PHARES", "pêche et phares", "Phares"])
def test_an_entry_of_an_index_gives_way_to_what_is_asked(title: str) -> None:
    told = _title(title, _FRENCH, rubrique="mer")
    assert told == "Situation des gardiens de phare de l'Atlantique"


def test_a_title_that_says_something_stays() -> None:
    assert _title("Salaire des gardiens", _FRENCH) == "Salaire des gardiens"
    assert _title("Lighthouses: Wales", f"{_ENGLISH}if he will.", "en") == "Lighthouses: Wales"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("M. X interroge M. le ministre au sujet des phares de Brest.", "Phares de Brest"),
        ("M. X alerte Mme la ministre au sujet d'un phare fermé.", "Un phare fermé"),
        ("Mme X appelle son attention concernant l'avenir du phare.", "Avenir du phare"),
        ("M. X interroge le ministre quant à la date du décret.", "Date du décret"),
    ],
)
def test_a_french_question_says_what_it_is_about_after_whom_it_asks(
    question: str, told: str
) -> None:
    assert _title("", question) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            f"{_ENGLISH}what steps his Department is taking to protect rural lighthouses.",
            "What steps his Department is taking to protect rural lighthouses",
        ),
        (
            "To ask the Scottish Government how many lighthouses are lit along each coast.",
            "How many lighthouses are lit along each coast",
        ),
        (
            "To ask the Scottish Government, further to the answer to question S5W-1 by Ana Roy "
            "(Official Report, c. 5), whether it plans to close any lighthouse of Orkney.",
            "Whether it plans to close any lighthouse of Orkney",
        ),
        (
            "To ask the Scottish Government whether it will act and, if so, when the keepers of "
            "each lighthouse will know.",
            "Whether it will act and, if so, when the keepers of each lighthouse will know",
        ),
        (
            "To ask the Scottish Government, with regard to the closed lighthouse of Orkney, when "
            "it will open.",
            "With regard to the closed lighthouse of Orkney, when it will open",
        ),
    ],
)
def test_an_english_question_begins_at_what_it_asks(question: str, told: str) -> None:
    assert _title("", question, "en") == told


def test_a_long_clause_is_cut_between_words_and_leaves_none_hanging() -> None:
    told = _title("", f"{_ENGLISH}what assessment he has made of {'the big lamp of ' * 9}it.", "en")
    assert len(told) <= 112
    assert told.endswith("lamp …")
    clause = f"la lampe {'du phare ' * 8}de Brest, qui ne luit plus {'la nuit ' * 9}du tout."
    told = _title("", f"M. X interroge M. le ministre sur {clause}")
    assert told.endswith("de Brest …")


def test_what_says_nothing_of_its_subject_falls_back_on_what_there_is() -> None:
    assert _title("Phares", "Qui garde les phares ?") == "Phares"
    assert _title("", "Qui garde les phares ?", rubrique="mer") == "Mer"
    assert _title("", "Qui garde les phares ?") == "Qui garde les phares ?"
    assert _title("", "", number="33") == "Question n°\xa033"
    assert _title("", "Wer bewacht die Leuchttürme?", "de") == "Wer bewacht die Leuchttürme?"


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["fr", "en", "de", ""]))
def test_every_record_has_a_title_and_all_of_its_words_are_the_record_s(
    title: str, question: str, language: str
) -> None:
    for opening in ("", "M. X interroge M. le ministre sur la ", "To ask the Minister, what "):
        told = _title(title, opening + question, language, number="33").removesuffix(" …")
        assert told
        known = f"{title} {opening}{question} Question n°33 Question 33"
        assert "".join(told.casefold().split()) in "".join(known.casefold().split())
