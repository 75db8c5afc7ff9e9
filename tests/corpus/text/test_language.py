import pytest

from corpus.text import language
from corpus.text.language import language_of


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
def test_a_french_sentence_is_told(text: str) -> None:
    assert language_of(text) == "fr"


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
def test_an_english_sentence_is_told(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("hospital parking charges", "en"),
        ("lighthouse keepers", "en"),
        ("déserts médicaux", "fr"),
        ("taxe fonciere", "fr"),
        ("cantines scolaires", "fr"),
        ("éoliennes", "fr"),
    ],
)
def test_a_topic_without_a_function_word_is_told_by_its_letters(topic: str, told: str) -> None:
    assert language_of(topic) == told


@pytest.mark.parametrize("text", ["", "2031", "OK 2031 XYZ", "SNCF 2024", "TGV", "問題は何ですか"])
def test_a_text_that_does_not_tell_is_in_no_language(text: str) -> None:
    assert language_of(text) == ""


def test_a_word_that_is_repeated_proves_nothing_more() -> None:
    assert language_of("Mon fauteuil sera-t-il remboursé ? " + "the " * 300) == "fr"


def test_accents_count_composed_or_not() -> None:
    assert language_of("cafe\u0301") == language_of("caf\u00e9") == "fr"


def test_another_language_is_data_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    cornish = {"_an_": 3.0, "dhy": 4.0, "_yw_": 6.0}
    learned = language._learned() | {"kw": cornish}
    monkeypatch.setattr(language, "_learned", lambda: learned)
    language._evidence_in_word.cache_clear()
    try:
        assert language_of("yw an gwydhyow") == "kw"
        assert language_of("Combien coûte le permis ?") == "fr"
    finally:
        language._evidence_in_word.cache_clear()
