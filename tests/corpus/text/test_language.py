import pytest

from corpus.text.language import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "Combien coûte le permis ?",
        "Quel est le montant de la redevance ?",
        "Les aides aux agriculteurs sont-elles prolongées ?",
        "Et pour les retraités ?",
        "Conformement aux decisions figurant dans l'arrete, les credits ont ete ouverts.",
        "Le Gouvernement suit l'affaire du budget « Net Zero » avec la plus grande attention.",
    ],
)
def test_french_is_told_from_its_small_words(text: str) -> None:
    assert detect_language(text, default="en") == "fr"


@pytest.mark.parametrize(
    "text",
    [
        "How much does a licence cost?",
        "What is the winter fuel payment?",
        "And for pensioners?",
        "To ask the Secretary of State for Kites, how many kites fly.",
        "Is it true that the café in Calais was closed by the minister?",
    ],
)
def test_english_is_told_from_its_small_words(text: str) -> None:
    assert detect_language(text, default="fr") == "en"


@pytest.mark.parametrize("default", ["fr", "en"])
def test_words_of_neither_language_give_the_default(default: str) -> None:
    assert detect_language("OK 2031 XYZ", default=default) == default


def test_accents_alone_are_french() -> None:
    assert detect_language("éoliennes", default="en") == "fr"
