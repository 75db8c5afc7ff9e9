import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coverage import Signals, probability, shipped_model, signals
from embeddings.encoder import Encoder
from embeddings.generation import current_folder
from embeddings.home import Home
from embeddings.search import Index

_SIGNALS = st.builds(Signals, *[st.floats(-5, 5) for _ in Signals._fields])


def test_the_shipped_model_is_whole_and_its_thresholds_in_order() -> None:
    model = shipped_model()
    assert 0 < model.covered_from < model.plain_from < 1
    assert model.weights.reply_similarity > 0


@settings(max_examples=150, deadline=None)
@given(_SIGNALS)
def test_the_confidence_is_a_probability(measured: Signals) -> None:
    assert 0 <= probability(measured, shipped_model()) <= 1


@settings(max_examples=100, deadline=None)
@given(_SIGNALS, st.floats(0, 1))
def test_a_nearer_reply_never_covers_less(measured: Signals, nearer: float) -> None:
    closer = measured._replace(reply_similarity=measured.reply_similarity + nearer)
    model = shipped_model()
    assert probability(closer, model) >= probability(measured, model)


@pytest.mark.parametrize("magnitude", [1e3, -1e3])
def test_an_absurd_signal_does_not_overflow(magnitude: float) -> None:
    extreme = Signals(*[magnitude for _ in Signals._fields])
    assert 0 <= probability(extreme, shipped_model()) <= 1


def test_a_question_of_the_corpus_is_likelier_covered_than_nonsense(
    sample_home: Home, encoder: Encoder
) -> None:
    index = Index(current_folder(sample_home))

    def confidence(question: str, language: str) -> float:
        hits = index.search(question, language, encoder).hits
        measured = signals(hits, question, language, index.rarity(question, language))
        return probability(measured, shipped_model())

    asked = confidence("Combien coûte un repas à la cantine scolaire ?", "fr")
    for nonsense in ("zorglub xyzzy quux", "Quelle est la recette de la tarte aux pommes ?"):
        assert confidence(nonsense, "fr") < asked
    assert confidence("How do I bake an apple pie?", "en") < confidence(
        "Why do pharmacies run out of medicines?", "en"
    )
    index.close()
