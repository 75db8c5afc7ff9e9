import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question import MAX_CHARACTERS, RejectedError, check_question


@pytest.mark.parametrize(
    "raw", ["", "   ", "\n\t", "?!", "…", "«»", "\u200b\u00ad", "\0", "\ud800"]
)
def test_a_question_without_a_word_is_rejected(raw: str) -> None:
    with pytest.raises(RejectedError) as caught:
        check_question(raw)
    assert caught.value.reason == "rejected_empty"


@pytest.mark.parametrize("length", [MAX_CHARACTERS + 1, 100_000, 1_000_000])
def test_a_document_is_not_a_question(length: int) -> None:
    with pytest.raises(RejectedError) as caught:
        check_question("a" * length)
    assert caught.value.reason == "rejected_long"
    assert check_question("a" * MAX_CHARACTERS).text == "a" * MAX_CHARACTERS


def test_a_question_comes_back_on_one_line_without_invisible_characters() -> None:
    raw = " Qui\u00a0garde\n\nle \u202ephare\u00ad\x1b[31m ? "
    assert check_question(raw).text == "Qui garde le phare [31m ?"


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("Qui garde le phare ?", "fr"),
        ("Who guards the lighthouse?", "en"),
        ("combien de phares dans le pays", "fr"),
        ("how many lighthouses are there", "en"),
        ("Sécurité", "fr"),
    ],
)
def test_the_language_is_that_of_the_words(raw: str, language: str) -> None:
    for default in ("fr", "en"):
        assert check_question(raw, default).language == language


def test_the_default_language_decides_where_the_words_do_not() -> None:
    assert check_question("SNCF 2024", "en").language == "en"
    assert check_question("SNCF 2024", "fr").language == "fr"


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=1_500))
def test_any_text_is_a_clean_question_or_rejected(raw: str) -> None:
    try:
        checked = check_question(raw)
    except RejectedError as error:
        assert error.language in ("fr", "en")
        return
    assert checked.text == checked.text.strip()
    assert len(checked.text.splitlines()) == 1
    assert 0 < len(checked.text) <= MAX_CHARACTERS
    assert check_question(checked.text) == checked
