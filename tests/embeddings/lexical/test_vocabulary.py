from pathlib import Path

import pytest

from corpus.text.language import language_of
from embeddings.lexical.bm25 import LexicalIndex, LexicalText, analyse
from embeddings.lexical.vocabulary import language_by_words
from tests.embeddings.fictional_parts import build_lexical

# No letters tell the language of what is asked here: each test makes sure of it.
_LONG = " ".join(f"{n}" for n in range(2_000, 2_200))  # words of a long reply that tell nothing
FRENCH = [f"Le loup et les loups inquiètent la ZRR. {_LONG}"] * 40
ENGLISH = [f"Drones may not fly here, says the ZRR. {_LONG}"] * 40


def _index(folder: Path, french: int, english: int) -> tuple[LexicalIndex, dict[str, int]]:
    texts = [LexicalText(n, "fr", "", "", t) for n, t in enumerate(FRENCH[:french])]
    texts += [LexicalText(n + 100, "en", "", "", t) for n, t in enumerate(ENGLISH[:english])]
    build_lexical(folder, texts)
    words = {"fr": 0, "en": 0}
    for text in texts:
        words[text.language] += len(analyse(text.reply, text.language))
    return LexicalIndex(folder), {language: n for language, n in words.items() if n}


@pytest.mark.parametrize(("text", "spoken"), [("loups", "fr"), ("drones", "en")])
def test_a_word_of_one_languages_records_tells(tmp_path: Path, text: str, spoken: str) -> None:
    assert language_of(text) == ""
    index, sizes = _index(tmp_path / "index", 40, 40)
    assert language_by_words(text, sizes, index) == spoken


@pytest.mark.parametrize("text", ["ZRR", "RSA", "2031", ""])
def test_a_name_that_both_know_or_none_tells_nothing(tmp_path: Path, text: str) -> None:
    index, sizes = _index(tmp_path / "index", 40, 40)
    assert language_by_words(text, sizes, index) == ""


def test_a_few_records_count_beside_many_of_another_language(tmp_path: Path) -> None:
    index, sizes = _index(tmp_path / "index", 2, 40)
    assert language_by_words("loups", sizes, index) == "fr"


def test_records_of_one_language_tell_nothing_of_a_text(tmp_path: Path) -> None:
    index, sizes = _index(tmp_path / "index", 40, 0)
    assert language_by_words("loups", sizes, index) == ""
