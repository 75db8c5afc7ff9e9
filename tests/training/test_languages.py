from random import Random

from corpus.text.language import traits
from training.languages import learned, pieces, single_words

_LETTERS = "bdfgmnprst"
_PAIRS = [(a, b) for a in _LETTERS for b in _LETTERS]
TEXTS = {  # two languages that share their consonants alone
    "fr": [[f"{a}ou{b}a", "le", f"{b}oi{a}"] for a, b in _PAIRS] * 3,
    "en": [[f"{a}ee{b}y", "the", f"{b}ew{a}"] for a, b in _PAIRS] * 3,
}


def test_what_one_language_alone_writes_speaks_for_it() -> None:
    examples = [*single_words(TEXTS), *pieces(TEXTS, Random(0), 200.0)]
    found = {told: set(" ".join(by.values()).split()) for told, by in learned(examples).items()}
    written = {
        told: {trait for text in some for word in text for trait in traits(word)}
        for told, some in TEXTS.items()
    }
    assert found["fr"] & (written["fr"] - written["en"])
    assert found["en"] & (written["en"] - written["fr"])
    assert found["fr"] <= written["fr"]
    assert found["en"] <= written["en"]


def test_a_language_with_more_texts_weighs_no_more() -> None:
    words = list(single_words(TEXTS | {"en": TEXTS["en"] * 5}))
    weight = {told: sum(w for of, _, w in words if of == told) for told in TEXTS}
    assert round(weight["fr"], 6) == round(weight["en"], 6) > 0
