import io

import pytest
from rich.console import Console

from bot.cli.render import print_answer
from bot.pipeline.pipeline import Pipeline
from bot.question.check import MAX_CHARACTERS, check_question
from bot.rewriting.followup import standalone

FIRST = "Combien de phares sont encore gardés sur la côte de Brumaille ?"
NURSES = "How many nurses left Mudford in 2022?"
PENSIONS = "Le gouvernement a-t-il augmenté les pensions des marins en 2024 ?"


def keeps_subject(earlier: str, new: str, language: str) -> bool:
    return False


def understood(follow_up: str, *history: str) -> str:
    return standalone(check_question(follow_up), history, keeps_subject).text


@pytest.mark.parametrize(
    ("first", "follow_up", "whole"),
    [
        # A period, a place, a name, a group of people or a ministry takes the place of its like.
        (NURSES, "and in 2019?", "How many nurses left Mudford in 2019?"),
        (NURSES, "what about doctors?", "How many doctors left Mudford in 2022?"),
        (NURSES, "And Kiteham?", "How many nurses left Kiteham in 2022?"),
        (PENSIONS, "et en 2019 ?", PENSIONS.replace("2024", "2019")),
        (
            "What did the lighthouses cost in July 2024?",
            "and in August?",
            "What did the lighthouses cost in August 2024?",
        ),
        ("How many kites fly in England?", "And in Wales?", "How many kites fly in Wales?"),
        (
            "Combien de cerfs-volants volent à Port-Brume, en Brumaille ?",
            "et à Lyon ?",
            "Combien de cerfs-volants volent à Lyon, en Brumaille ?",
        ),
        (
            "Que fait l'État pour les infirmières ?",
            "et pour les retraités ?",
            "Que fait l'État pour les retraités ?",
        ),
        (
            "Quel est le montant de la prime au cerf-volant ?",
            "et pour les retraités ?",
            "Quel est le montant de la prime au cerf-volant pour les retraités ?",
        ),
        (
            "L'Espagne a-t-elle interdit les phares ?",
            "et la Belgique ?",
            "La Belgique a-t-elle interdit les phares ?",
        ),
        (
            "Combien coûte l'armée de l'Espagne ?",
            "et le Portugal ?",
            "Combien coûte l'armée du Portugal ?",
        ),
        (
            "Le lait vient-il du Portugal ?",
            "et la Belgique ?",
            "Le lait vient-il de la Belgique ?",
        ),
        (
            "Combien de phares en Espagne ?",
            "et la Belgique ?",
            "Combien de phares en Belgique ?",
        ),
        (
            "Combien de phares au Portugal ?",
            "et la Belgique ?",
            "Combien de phares au Portugal, et la Belgique ?",
        ),
        (
            "Qui a peur de la brume d'Espagne ?",
            "et la Belgique ?",
            "Qui a peur de la brume de Belgique ?",
        ),
        (
            "Une école peut-elle garder un phare ?",
            "et la Belgique ?",
            "Une école peut-elle garder un phare, et la Belgique ?",
        ),
        ("Is the UK building lighthouses?", "and the EU?", "Is the EU building lighthouses?"),
        (
            "Was the lighthouse in Mudford, Mudshire painted?",
            "and in Kiteham?",
            "Was the lighthouse in Kiteham painted?",
        ),
        (
            "How can I sell kites at a GP surgery?",
            "what about Wales?",
            "How can I sell kites at a GP surgery, and what about Wales?",
        ),
        (FIRST, "du nouveau depuis ?", f"{FIRST[:-2]}, et du nouveau depuis ?"),
        (NURSES, "what does the minister say?", f"{NURSES[:-1]}, and what does the minister say?"),
        (
            "Que fait le ministère de la mer contre la brume ?",
            "et le ministère de l'éducation ?",
            "Que fait le ministère de l'éducation contre la brume ?",
        ),
        (
            "Is the Department for Transport funding lighthouses?",
            "and Defra?",
            "Is Defra funding lighthouses?",
        ),
        (
            "Can people with hepatitis C keep a lighthouse?",
            "and hepatitis B?",
            "Can people with hepatitis B keep a lighthouse?",
        ),
        # "Why" and "when" open a question that has no question word.
        (PENSIONS, "pourquoi ?", f"Pourquoi {PENSIONS[0].lower()}{PENSIONS[1:]}"),
        ("Were the keepers dismissed?", "when?", "When were the keepers dismissed?"),
        # What else leans is asked behind it, where its pronouns stand for something.
        (FIRST, "Et depuis ?", f"{FIRST[:-2]}, et depuis ?"),
        (FIRST, "Est-ce qu'ils sont payés ?", f"{FIRST[:-2]}, et est-ce qu'ils sont payés ?"),
        (FIRST, "combien ?", f"{FIRST[:-2]}, et combien ?"),
        (
            "Were the keepers dismissed?",
            "Is that still the case?",
            "Were the keepers dismissed, and is that still the case?",
        ),
        (NURSES, "what about the lighthouse?", f"{NURSES[:-1]}, and what about the lighthouse?"),
        # A year that belongs to a name is no period.
        (
            "How many lamps were lit under the 2016-23 plan?",
            "and in 2024?",
            "How many lamps were lit under the 2016-23 plan, and in 2024?",
        ),
    ],
)
def test_a_follow_up_becomes_a_question_of_its_own(first: str, follow_up: str, whole: str) -> None:
    assert understood(follow_up, "Une tout autre question sur le pain ?", first) == whole


@pytest.mark.parametrize(
    "question",
    [
        "Quel est le montant de l'aide à l'achat d'un cerf-volant neuf en ville ?",
        "How much does a new kite cost for a family of five in Mudford?",
        "prix du lait en 2026 ?",
        "plans for a tax on kites?",
        "Who pays Ofgem?",
        "Où en est la lutte contre la brume ?",
        "Y a-t-il des gardiens de phare à Lyon ?",
        "L'État va-t-il payer les cerfs-volants ?",
        "Is it legal to keep a lighthouse at home?",
        "Do nurses know what they are paid when their shift ends at night?",
        "Merci, c'était parfait !",
    ],
)
def test_a_question_that_stands_alone_starts_a_new_subject(question: str) -> None:
    assert understood(question, FIRST) == question


@pytest.mark.parametrize(
    ("follow_up", "new"),
    [
        ("Et les cerfs-volants ?", "Les cerfs-volants ?"),
        ("Et que fait-on contre la brume ?", "Que fait-on contre la brume ?"),
        ("brume ?", "Brume ?"),
    ],
)
def test_a_follow_up_that_names_a_new_subject_is_asked_alone(follow_up: str, new: str) -> None:
    told: list[tuple[str, str, str]] = []

    def is_new(*asked: str) -> bool:
        told.append(asked)
        return True

    assert standalone(check_question(follow_up), [FIRST], is_new).text == new
    ((earlier, words, language),) = told
    assert (earlier, language) == (FIRST, "fr")
    assert words.lower() == new[:-2].lower()


def test_the_capital_of_a_sentence_makes_no_name() -> None:
    first, follow_up = "Combien coûte un phare ?", check_question("Brume ?")
    assert standalone(follow_up, [first], lambda *asked: True).text == "Brume ?"


@pytest.mark.parametrize(
    "follow_up",
    [
        *("pourquoi ?", "combien ?", "Et depuis ?", "et qu'en dit le ministre ?"),  # name nothing
        *("Est-ce qu'ils sont payés ?", "et leur prix ?"),  # point back
        *("et à Lyon ?", "et en 2019 ?"),  # say where and when
        *("et Brumaille ?", "et pour les retraités ?", "et les infirmières ?"),  # another case
    ],
)
def test_what_can_be_no_new_subject_is_not_looked_up(follow_up: str) -> None:
    def is_new(*asked: str) -> bool:
        raise AssertionError(asked)

    standalone(check_question(follow_up), [FIRST], is_new)


def test_several_follow_ups_are_read_one_after_the_other() -> None:
    turns = [
        "How many nurses left work in England in 2022?",
        "and in Wales?",
        "why?",
        "what about doctors?",
        "who replaced them?",
    ]
    assert [understood(turn, *turns[:n]) for n, turn in enumerate(turns)] == [
        "How many nurses left work in England in 2022?",
        "How many nurses left work in Wales in 2022?",
        "How many nurses left work in Wales in 2022, and why?",
        "How many doctors left work in Wales in 2022, and why?",
        "How many doctors left work in Wales in 2022, and who replaced them?",
    ]


def test_thanks_between_two_questions_change_nothing() -> None:
    assert understood("Et depuis ?", FIRST, "Merci !") == understood("Et depuis ?", FIRST)


def test_after_a_new_subject_the_old_one_is_forgotten() -> None:
    turns = [FIRST, "Le lait est-il vendu trop cher en Espagne ?"]
    assert understood("et en Belgique ?", *turns) == "Le lait est-il vendu trop cher en Belgique ?"


def test_two_languages_stay_two_sentences() -> None:
    assert understood("why?", FIRST) == f"{FIRST} Why?"
    assert standalone(check_question("why?"), [FIRST], keeps_subject).language == "en"


def test_without_an_earlier_question_nothing_is_added() -> None:
    for history in ([], ["Bonjour"], ["?"]):
        assert understood("Et depuis ?", *history) == "Et depuis ?"


def test_a_hostile_history_is_cleaned_and_bounded() -> None:
    text = understood("Et depuis ?", "\x1b[31m\0phare\n\u202e" + "x" * 100_000)
    assert len(text) <= 2 * MAX_CHARACTERS
    assert text.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "Department for " + "A" * 400 + " !x",
        "le ministère de " + "et de la x " * 80,
        "in " + "De la " * 150,
        "and " * 200,
        "et l'" * 150,
        "a-t-il-" * 120,
        "2019-" * 150,
        "\ud800 et \U000e0041 ?",
    ],
)
def test_a_hostile_text_is_only_text(text: str) -> None:
    for follow_up, first in ((text, FIRST), ("et en 2019 ?", text), (f"and {text}?", text)):
        assert understood(follow_up, first, NURSES, follow_up).isprintable()


@pytest.mark.parametrize(
    ("first", "follow_up", "line"),
    [
        (
            "Combien coûte un repas à la cantine ?",
            "Et depuis ?",
            "Question comprise\xa0: Combien coûte un repas à la cantine, et depuis ?",
        ),
        (
            "How much does a school meal cost?",
            "why?",
            "Question as understood: How much does a school meal cost, and why?",
        ),
    ],
)
def test_the_reader_sees_how_a_follow_up_was_understood(
    sample_pipeline: Pipeline, first: str, follow_up: str, line: str
) -> None:
    shown = io.StringIO()
    print_answer(Console(file=shown, width=100), sample_pipeline.ask(follow_up, history=[first]))
    assert line in shown.getvalue()


def test_a_question_that_was_not_changed_is_not_shown_again(sample_pipeline: Pipeline) -> None:
    shown = io.StringIO()
    answer = sample_pipeline.ask("  Combien coûte un  repas à la cantine ?")
    print_answer(Console(file=shown, width=100), answer)
    assert "Question comprise" not in shown.getvalue()


def test_a_follow_up_without_a_telling_word_keeps_the_language(sample_pipeline: Pipeline) -> None:
    answer = sample_pipeline.ask("2019?", history=["How much does a school meal cost in 2024?"])
    assert answer.language == "en"
    assert answer.standalone == "How much does a school meal cost in 2019?"
