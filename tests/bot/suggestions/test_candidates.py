import re
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.languages.catalogue import LANGUAGES
from bot.suggestions.candidates import everyday, made_of
from corpus.text.fold import fold
from corpus.text.language import language_of
from tests.bot.bot_parts import record

ENGLISH = record("The ban on animal fur is planned.", language="en", country="GB", title="")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_questions_are_many_short_and_each_its_own(language: str) -> None:
    questions = everyday(language)
    assert len(questions) >= 50
    assert len({fold(question) for question in questions}) == len(questions)
    for question in questions:
        assert 20 <= len(question) <= 90, question
        assert question.endswith("\u202f?" if language == "fr" else "?"), question
        assert language_of(question) in (language, None), question


def test_a_language_nobody_wrote_for_has_no_questions() -> None:
    assert everyday("br") == ()
    assert list(made_of(record("Ya.", language="br"))) == []


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        (
            "To ask the Secretary of State, what recent steps his Department is taking to tackle "
            "rural crime.",
            "What is the government doing to tackle rural crime?",
        ),
        (
            "To ask the Chancellor, whether she plans to ban the import of animal fur; and when.",
            "Does the government plan to ban the import of animal fur?",
        ),
    ],
)
def test_an_english_question_is_made_of_what_a_member_asked(asked: str, made: str) -> None:
    assert list(made_of(replace(ENGLISH, question=asked))) == [made]


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        (
            "Elle lui demande quelles mesures il compte prendre pour protéger les phares anciens.",
            "Que compte faire le gouvernement pour protéger les phares anciens\u202f?",
        ),
        (
            "Il souhaite savoir si le Gouvernement entend repeindre les phares de la côte.",
            "Le gouvernement compte-t-il repeindre les phares de la côte\u202f?",
        ),
    ],
)
def test_a_french_question_is_made_of_what_a_member_asked(asked: str, made: str) -> None:
    assert list(made_of(record("Oui.", question=asked, title=""))) == [made]


def test_a_title_becomes_a_question_without_its_capitals_and_what_follows_the_colon() -> None:
    titled = replace(ENGLISH, title="Animal Fur: Imports", question="", reply="Of animal fur.")
    assert list(made_of(titled)) == ["Animal fur: what is the government doing?"]
    shouted = record("Les soins de fin de vie.", question="", title="FIN DE VIE")
    assert list(made_of(shouted)) == ["Fin de vie\xa0: que fait le gouvernement\u202f?"]


@pytest.mark.parametrize(
    ("title", "reply"),
    [
        ("Ian Corfield", "Ian Corfield is the director."),  # somebody
        ("Solar Power in Buckinghamshire", "Solar power in Buckinghamshire."),  # a place
        ("Their Plans", "Their plans."),  # whose?
        ("Budget 2026 Plans", "The budget 2026 plans."),
        ("Fur", "Fur."),  # says too little
        ("Plans " * 20, "plans"),  # too long
        ("Plans and…", "plans and…"),
    ],
)
def test_what_does_not_stand_alone_is_no_question(title: str, reply: str) -> None:
    assert list(made_of(replace(ENGLISH, title=title, question="", reply=reply))) == []


@pytest.mark.parametrize(
    "asked",
    [
        "what steps he is taking to help his constituents",
        "what steps he is taking to improve roads in Aldershot",
        "what steps he is taking to (a) mend and (b) clean roads",
        "what steps he is taking to deliver that project",
    ],
)
def test_what_only_its_author_would_ask_is_not_made_a_question(asked: str) -> None:
    assert list(made_of(replace(ENGLISH, question=f"To ask the Minister, {asked}."))) == []


def test_everyday_questions_do_not_follow_one_another_on_one_subject() -> None:
    for language in LANGUAGES:
        heads = [set(re.findall(r"\w{7,}", fold(question))) for question in everyday(language)]
        common = {"gouvernement", "government", "existent", "support"}
        assert sum(bool(one & other - common) for one, other in pairwise(heads)) <= 6
