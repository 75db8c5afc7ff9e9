import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.lines import unwrap

LONG = "Le fil des cerfs-volants sera renforcé dans toutes les communes du littoral"


def test_the_lines_of_a_wrapped_paragraph_are_joined() -> None:
    text = "Le fil sera renforcé dans\ntoutes les communes du\nlittoral fictif."
    assert unwrap(text) == "Le fil sera renforcé dans toutes les communes du littoral fictif."


def test_a_blank_line_ends_a_paragraph() -> None:
    assert unwrap("Un fil\nlong.\n\nUn vent\nfort.") == "Un fil long.\nUn vent fort."


def test_a_sentence_that_ends_well_before_the_margin_ends_a_paragraph() -> None:
    assert unwrap(f"{LONG}\nde Valmorel.\n{LONG}") == f"{LONG} de Valmorel.\n{LONG}"


def test_list_items_keep_their_lines_and_join_their_own_wraps() -> None:
    text = f"Sont prévus :\n- {LONG}\npour de bon ;\n- un vent ;\n1. un fil ;\na) une queue."
    assert unwrap(text) == (
        f"Sont prévus :\n- {LONG} pour de bon ;\n- un vent ;\n1. un fil ;\na) une queue."
    )


@pytest.mark.parametrize(
    ("wrapped", "whole"),
    [
        ("le développe-\nment durable", "le développement durable"),
        ("le développe\xad\nment durable", "le développement durable"),
        ("il sera peut-\nêtre là", "il sera peut-être là"),
        ("celui-\nci vole", "celui-ci vole"),
        ("ceux-\nlà volent", "ceux-là volent"),
        ("vole-t-\nil encore", "vole-t-il encore"),
        ("les sous-\npréfets volent", "les sous-préfets volent"),
        ("la Loire-\nAtlantique", "la Loire-Atlantique"),
        ("l'article 12-\nbis du code", "l'article 12-bis du code"),
        ("le cerf-\nvolant, dit cerf-volant", "le cerf-volant, dit cerf-volant"),
        ("vent - ou\nbrise", "vent - ou brise"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_the_pages_or_the_words(wrapped: str, whole: str) -> None:
    assert unwrap(wrapped) == whole


@pytest.mark.parametrize(
    "furniture",
    [
        "ASSEMBLÉE NATIONALE",
        "17e législature",
        "17ème législature",
        "Page 1 / 2",
        "page 2/2",
        "https://questions.assemblee-nationale.fr/q98/98-7QE.htm",
        "https://www.assemblee-nationale.fr/dyn/98/questions/QANR5L98QE7",
    ],
)
def test_the_furniture_of_a_page_is_taken_out_of_the_paragraph_around_it(furniture: str) -> None:
    assert unwrap(f"Le fil\n{furniture}\nsera renforcé.") == "Le fil sera renforcé."


def test_furniture_inside_a_sentence_is_text() -> None:
    text = "Voir https://questions.assemblee-nationale.fr/q98/98-7QE.htm à la page 1 / 2."
    assert unwrap(text) == text


@pytest.mark.parametrize("text", ["", LONG, f"{LONG}.\n{LONG}.", f"{LONG} :\n- un ;\n- deux."])
def test_a_text_that_was_never_wrapped_stays_as_it_is(text: str) -> None:
    assert unwrap(text) == text.replace(f".\n{LONG}", f". {LONG}")


WORDS = st.lists(
    st.sampled_from(["le", "fil", "déjà", "vole", "l'été", "communes", "12,5", "%", "question"]),
    min_size=1,
    max_size=60,
)


@given(WORDS, st.integers(8, 100))
@settings(max_examples=150, deadline=None)
def test_a_paragraph_wrapped_at_any_width_reads_as_one_again(words: list[str], width: int) -> None:
    paragraph = " ".join(words)
    assert unwrap(textwrap.fill(paragraph, width)) == paragraph


@given(st.text("abé -.:\n1)", max_size=80))
@settings(max_examples=200, deadline=None)
def test_unwrapping_loses_no_letter(text: str) -> None:
    letters = [c for c in text if c.isalnum()]
    assert [c for c in unwrap(text) if c.isalnum()] == letters
