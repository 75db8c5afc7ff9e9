import pytest

from bot.pipeline.understanding import take_in
from bot.question.check import RejectedError

UNTOLD = "RSA 2024"


@pytest.mark.parametrize("default", ["fr", "en"])
def test_a_question_that_does_not_tell_is_in_the_language_of_the_conversation(default: str) -> None:
    english = ["How are doctors paid?", "2023?"]
    assert take_in(UNTOLD, english, default, 1_000).question.language == "en"
    assert take_in(UNTOLD, ["Combien gagne un médecin ?"], default, 1_000).question.language == "fr"
    assert take_in(UNTOLD, ["2023"], default, 1_000).question.language == default
    assert take_in(UNTOLD, [], default, 1_000).question.language == default


@pytest.mark.parametrize("default", ["fr", "en"])
def test_a_question_that_tells_changes_the_language_of_the_conversation(default: str) -> None:
    history = ["Combien gagne un médecin ?"]
    assert take_in("and nurses?", history, default, 1_000).question.language == "en"


@pytest.mark.parametrize("default", ["fr", "en"])
def test_what_cannot_be_read_is_refused_in_the_language_of_the_reader(default: str) -> None:
    with pytest.raises(RejectedError) as refused:
        take_in("?!", [], default, 1_000)
    assert refused.value.language == default
