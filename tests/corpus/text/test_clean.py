import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.clean import clean, one_line
from corpus.text.fold import fold_typography, strip_accents

# Characters that official files really contain, beside any other one.
_AWKWARD = st.sampled_from(
    "\xad\xa0\u202f\u200b\u200f\ufeff\ud800\x07\x7f\x85\r\n\t «»“”\"'’–…œﬁe\u0301"
)
TEXTS = st.text(st.one_of(_AWKWARD, st.characters()), max_size=60)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("déve\xadloppe\xadment", "développement"),
        ("1\u202f500\xa0euros", "1 500 euros"),
        ("mot\u200bmot\ufeff", "motmot"),
        ("\u200fdroite\u202e", "droite"),
        ("a\ud800b", "ab"),
        ("a\x07b", "a b"),
        ("a\x7fb", "a b"),
        ("a\tb", "a b"),
        ("cafe\u0301", "café"),
        ("cafe\u200d\u0301", "café"),
        ("a \r\n\r\n  b", "a\nb"),
        ("a\u2028b\x85c\rd", "a\nb\nc\nd"),
        ("", ""),
    ],
)
def test_a_text_is_cleaned_of_what_does_not_show(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_letters_and_punctuation_stay_as_they_are() -> None:
    text = "« L’œuvre » – n° 12 – coûte 3 € ; 10⁶ m² !"
    assert clean(text) == text


def test_a_title_is_kept_on_one_line() -> None:
    assert one_line(" Eau \n potable\r\n") == "Eau potable"


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_no_invisible_character_is_left(text: str) -> None:
    left = {c for c in clean(text) if unicodedata.category(c) in ("Cf", "Cc", "Cs")}
    assert left <= {"\n"}


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_clean_text_folds_as_the_raw_one_does(text: str) -> None:
    assert fold_typography(clean(text)) == fold_typography(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold_typography(fold_typography(text)) == fold_typography(text)


@pytest.mark.parametrize(
    "typeset",
    [
        "il a dit « l'œuvre » – enfin... hier",
        "il a dit «\xa0l’œuvre\xa0» — enfin… hier",
        "il a dit “l’oeuvre” - enfin… hier",
        'il a dit\n"l\'oeuvre" ‑ enfin...  hier',
    ],
)
def test_the_typesetters_choices_are_undone(typeset: str) -> None:
    assert fold_typography(typeset) == fold_typography('il a dit "l\'oeuvre" - enfin... hier')


@pytest.mark.parametrize(
    ("one", "other"),
    [("12 euros", "13 euros"), ("élève", "eleve"), ("Paris", "paris"), ("de plus", "deplus")],
)
def test_words_letters_accents_and_case_still_count(one: str, other: str) -> None:
    assert fold_typography(one) != fold_typography(other)


def test_accents_are_stripped_and_nothing_else() -> None:
    assert strip_accents("Où ça ? À l'École, Noël 2031 !") == "Ou ca ? A l'Ecole, Noel 2031 !"
