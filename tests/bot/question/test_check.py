from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pipeline.pipeline import Pipeline
from bot.question.check import (
    MAX_CHARACTERS,
    MAX_TOKENS,
    CheckedQuestion,
    RejectedError,
    check_question,
    within_tokens,
)
from embeddings.encoders.encoder import Encoder


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


@pytest.mark.parametrize(
    "text",
    ["((a" * 333, "déserts médicaux " * 300, "問題は何ですか" * 200, "x" * 3_000, "a b " * 500],
)
def test_of_a_question_with_too_many_tokens_the_beginning_is_read(
    encoder: Encoder, text: str
) -> None:
    question = CheckedQuestion(text.strip(), "fr")
    assert encoder.count_tokens(question.text) > MAX_TOKENS
    read = within_tokens(question, encoder)
    assert question.text.startswith(read.text)
    assert MAX_TOKENS // 2 < encoder.count_tokens(read.text) <= MAX_TOKENS
    following = question.text[len(read.text) :]
    assert following.startswith(" ") or " " not in question.text  # no word is cut in two


def test_a_question_of_ordinary_length_is_read_whole(encoder: Encoder) -> None:
    question = CheckedQuestion("Que fait le gouvernement contre les déserts médicaux ? " * 10, "fr")
    assert within_tokens(question, encoder) is question


def test_the_reader_is_told_where_a_long_question_was_cut(sample_pipeline: Pipeline) -> None:
    asked = "Mon fauteuil roulant sera-t-il remboursé ? " + "((a" * 300
    answer = sample_pipeline.ask(asked)
    (notice,) = [notice for notice in answer.notices if notice.kind == "shortened"]
    assert "seul son début a été cherché" in notice.text
    assert asked.startswith(answer.standalone)


class _OverError(Exception):
    pass


def test_work_ends_at_its_next_step_when_the_check_says_so(sample_pipeline: Pipeline) -> None:
    question, made = "Qui paie les fauteuils roulants ?", []
    assert sample_pipeline.ask(question, check=lambda: made.append(1)).sources
    assert len(made) >= 2

    def ending_at(step: int) -> Callable[[], None]:
        left = iter(range(step))

        def check() -> None:
            if next(left, None) is None:
                raise _OverError

        return check

    for step in range(len(made)):
        with pytest.raises(_OverError):
            sample_pipeline.ask(question, check=ending_at(step))
