import pytest

from bot.followup import standalone
from bot.question import MAX_CHARACTERS, CheckedQuestion

FIRST = "Combien de phares sont encore gardés sur la côte de Brumaille ?"


@pytest.mark.parametrize(
    "follow_up",
    [
        *("Et depuis ?", "Pourquoi ?", "combien ?", "Et pour les écoles ?", "and in Scotland?"),
        *("What about children?", "Est-ce qu'ils sont payés ?", "Are they paid for it?", "Quand ?"),
    ],
)
def test_a_question_that_leans_is_searched_with_the_one_before(follow_up: str) -> None:
    question = CheckedQuestion(follow_up, "fr")
    together = standalone(question, ["Une tout autre question sur le pain ?", FIRST])
    assert together == CheckedQuestion(f"{FIRST} {follow_up}", "fr")


@pytest.mark.parametrize(
    "question",
    [
        "Quel est le montant de l'aide à l'achat d'un cerf-volant neuf en ville ?",
        "How much does a new kite cost for a family of five in Mudford?",
    ],
)
def test_a_question_that_stands_alone_starts_a_new_subject(question: str) -> None:
    asked = CheckedQuestion(question, "fr")
    assert standalone(asked, [FIRST]) == asked


def test_without_an_earlier_question_nothing_is_added() -> None:
    asked = CheckedQuestion("Et depuis ?", "fr")
    assert standalone(asked, []) == asked


def test_the_follow_ups_own_language_is_kept() -> None:
    assert standalone(CheckedQuestion("and why?", "en"), [FIRST]).language == "en"


def test_a_hostile_history_is_cleaned_and_bounded() -> None:
    history = ["\x1b[31m\0phare\n\u202e" + "x" * 100_000]
    together = standalone(CheckedQuestion("Et depuis ?", "fr"), history).text
    assert len(together) <= 2 * MAX_CHARACTERS
    assert together.isprintable()
