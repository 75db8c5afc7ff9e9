import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.quote import is_verified
from bot.entailment.find_quote import find_quote
from tests.bot.bot_parts import record

REPLY = record(
    "Le plan « Phare » est mis en œuvre depuis mai… Aucune aide n'est prévue ; 57 % des ports – "
    "les plus petits – l'attendent encore. Elle dépend du budget de 2027."
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("est mis en oeuvre depuis mai", "Le plan « Phare » est mis en œuvre depuis mai…"),
        ('Le plan "Phare" est mis', "Le plan « Phare » est mis en œuvre depuis mai…"),
        ("est mis en œuvre depuis mai...", "Le plan « Phare » est mis en œuvre depuis mai…"),
        ("aide n’est prévue", "Aucune aide n'est prévue"),
        ("57% des ports - les plus", "57 % des ports – les plus petits – l'attendent encore."),
    ],
)
def test_a_quote_is_found_however_it_is_typeset_and_widened_to_its_clause(
    words: str, found: str
) -> None:
    quote = find_quote(words, REPLY)
    assert quote is not None
    assert quote.text == found


def test_a_sentence_that_opens_with_a_pronoun_brings_the_one_before() -> None:
    quote = find_quote("Elle dépend du budget", REPLY)
    assert quote is not None
    assert quote.text.startswith("Aucune aide n'est prévue")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "en œuvre",
        "aide est prévue pour",
        "Le plan est mis en œuvre",
        "mis en œuvre [...] budget de 2027",
        "le plan Phare",
        "ide n'est prévue",
        "(.*)+ (.*)+ (.*)+",
    ],
)
def test_what_does_not_stand_there_is_not_found(words: str) -> None:
    assert find_quote(words, REPLY) is None


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 140), st.integers(3, 80))
def test_whatever_is_found_is_verified_and_holds_the_words(start: int, length: int) -> None:
    quote = find_quote(REPLY.reply[start : start + length], REPLY)
    if quote:
        assert is_verified(quote, REPLY)
        assert REPLY.reply[start : start + length].strip(" .,;:\"'-«»…–") in quote.text
