import pytest

from bot.answers.answer import Source
from bot.answers.quote import quote_at
from bot.notices.unanswered_part import unanswered_part
from tests.bot.bot_parts import record


def _source(reply: str, language: str) -> Source:
    written = record(reply, language=language)
    return Source(1, written, (), (quote_at(written, 0, len(reply)),))


@pytest.mark.parametrize(
    ("language", "question", "reply", "part"),
    [
        ("fr", "Combien coûte un phare et quand sera-t-il repeint ?",
         "Le phare sera repeint en mars 2027.", ""),
        ("fr", "Quand le phare sera-t-il repeint, et combien cela coûte-t-il ?",
         "Le phare sera repeint au printemps.", "combien cela coûte-t-il"),
        ("fr", "Combien de gardiens a le phare ? Quand sera-t-il automatisé ?",
         "Le phare a deux gardiens.", "Quand sera-t-il automatisé"),
        ("en", "How many keepers has the lighthouse, and when does it close?",
         "The lighthouse has two keepers.", "when does it close"),
        ("en", "How many keepers has the lighthouse, and when does it close?",
         "The lighthouse has two keepers. It closes next spring.", ""),
        ("en", "How many lighthouses are there, and when were they built?",
         "The lighthouses are not counted.",
         "How many lighthouses are there / when were they built"),
        # What is only named, as in a follow-up.
        ("fr", "Qui repeint le phare, et les mutuelles ?", "Deux agents repeignent le phare.",
         "les mutuelles"),
        ("en", "Who paints the lighthouse, and what about the tenants?", "Two agents paint it.",
         "the tenants"),
    ],
)  # fmt: skip
def test_the_part_that_the_quotes_do_not_answer_is_named_in_the_questions_words(
    language: str, question: str, reply: str, part: str
) -> None:
    assert unanswered_part(question, [_source(reply, language)]) == part


@pytest.mark.parametrize(
    ("language", "question", "reply"),
    [
        # One question: no part of it can be left over.
        ("fr", "Combien de gardiens a le phare ?", "Le phare est gardé."),
        ("fr", "Que fait-on pour les gardiens et les gardiennes de phare ?", "Ils sont formés."),
        ("en", "What is done for keepers and their families?", "They are trained."),
        # A vague time is an answer to "when".
        ("en", "Who paints the lighthouse and when?", "It will be painted in due course."),
        # What asks nothing is no part.
        ("en", "Who paints the lighthouse? Write to me in Falmouth.", "The lighthouse is painted."),
        ("en", "Who decides what is painted and when it is painted?", "The coastguard decides."),
        # What is named is told of, if only in a title, or is when and where it was asked about.
        ("fr", "Qui repeint le phare, et les agents ?", "Deux agents repeignent le phare."),
        ("fr", "Qui repeint la tour, et les phares ?", "Deux agents s'en chargent."),
        ("en", "Who paints the lighthouse, and at night?", "Two agents paint it."),
        ("fr", "Qui repeint le phare, et les mutuelles paient-elles ?", "Deux agents."),
        # Other words may well answer.
        ("fr", "Qui garde le phare, et pourquoi le repeint-on ?", "Les agents gardent le phare."),
        ("fr", "", "Deux agents."),
    ],
)
def test_when_in_doubt_no_part_is_said_to_be_unanswered(
    language: str, question: str, reply: str
) -> None:
    assert unanswered_part(question, [_source(reply, language)]) == ""


def test_a_number_or_a_date_is_looked_for_in_any_language() -> None:
    question = "Qui garde le phare, et quand ferme-t-il ?"
    assert unanswered_part(question, [_source("Two keepers.", "en")]) == "quand ferme-t-il"
    assert unanswered_part(question, [_source("It closes in May.", "en")]) == ""
    assert unanswered_part(question, []) == ""
