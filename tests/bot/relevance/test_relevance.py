from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question.kinds import QuestionKind
from bot.relevance.relevance import Signals, judge_relevance, relevance_model, relevance_signals
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import EncoderIdentity
from embeddings.generation.manifest import current_folder
from embeddings.search.features import Features
from embeddings.search.index import Index
from embeddings.texts.sentence_splitter import Span
from tests.fitted_encoders import FITTED

_POLICY = {kind: float(kind == QuestionKind.POLICY) for kind in QuestionKind}
_NAMES = (*Features._fields, *(name for name in Signals._fields if name != "features"))
_SIGNALS = st.builds(
    Signals.from_names, st.fixed_dictionaries({n: st.floats(-5, 5) for n in _NAMES})
)
_MODEL = relevance_model(FITTED[0])


@pytest.mark.parametrize("encoder", FITTED, ids=lambda encoder: encoder.name)
def test_each_shipped_model_is_whole_and_its_thresholds_in_order(encoder: EncoderIdentity) -> None:
    model = relevance_model(encoder)
    assert 0 < model.related_from < model.covered_from < model.plain_from < 1
    assert model.covers.weights.features.reply_cosine > 0
    assert model.covers.weights.place_elsewhere < 0
    assert model.right.weights.lead > 0


@settings(max_examples=50, deadline=None)
@given(_SIGNALS)
def test_without_a_model_everything_found_is_shown_with_reserve(measured: Signals) -> None:
    model = relevance_model(replace(FITTED[0], name="of nobody"))
    covers, confidence = judge_relevance(measured, model)
    assert model.related_from <= covers and model.covered_from <= covers
    assert confidence == 0 < model.plain_from


@settings(max_examples=150, deadline=None)
@given(_SIGNALS)
def test_the_confidence_is_a_probability_below_that_of_being_covered(measured: Signals) -> None:
    covers, confidence = judge_relevance(measured, _MODEL)
    assert 0 <= confidence <= covers <= 1


@settings(max_examples=100, deadline=None)
@given(_SIGNALS, st.floats(0, 1))
def test_a_nearer_reply_never_covers_less(measured: Signals, nearer: float) -> None:
    cosine = measured.features.reply_cosine + nearer
    closer = measured._replace(features=measured.features._replace(reply_cosine=cosine))
    model = _MODEL
    assert judge_relevance(closer, model).covers >= judge_relevance(measured, model).covers


@pytest.mark.parametrize("magnitude", [1e3, -1e3])
def test_an_absurd_signal_does_not_overflow(magnitude: float) -> None:
    extreme = Signals.from_names(dict.fromkeys(_NAMES, magnitude))
    assert 0 <= judge_relevance(extreme, _MODEL).confidence <= 1


def test_a_question_of_the_corpus_is_likelier_covered_than_nonsense(
    sample_home: Home, encoder: Encoder
) -> None:
    index = Index(current_folder(sample_home))

    def confidence(question: str, language: str) -> float:
        hits = index.search(question, language, encoder).hits
        measured = relevance_signals(
            hits, question, index.terms(question, language).rarity, _POLICY
        )
        return judge_relevance(measured, _MODEL).confidence

    asked = confidence("Combien coûte un repas à la cantine scolaire ?", "fr")
    for nonsense in ("zorglub xyzzy quux", "Quelle est la recette de la tarte aux pommes ?"):
        assert confidence(nonsense, "fr") < asked
    assert confidence("How do I bake an apple pie?", "en") < confidence(
        "Why do pharmacies run out of medicines?", "en"
    )
    index.close()


@pytest.mark.parametrize(
    ("question", "asked", "missing"),
    [
        ("Combien de phares sont gardés ?", True, True),
        ("How many lighthouses are kept?", True, True),
        ("Qui garde les phares ?", False, False),
    ],
)
def test_a_number_asked_for_is_looked_for_in_the_nearest_sentences(
    sample_home: Home, encoder: Encoder, question: str, asked: bool, missing: bool
) -> None:
    index = Index(current_folder(sample_home))
    hits = index.search(question, "fr", encoder).hits
    wordy = replace(hits[0], record=replace(hits[0].record, reply="Les phares sont gardés."))
    wordy = replace(wordy, passages=(Span(0, 23),), sentences=((Span(0, 23), 0.5),))
    measured = relevance_signals([wordy], question, {}, _POLICY)
    assert (measured.asks_number, measured.no_number) == (asked, missing)
    index.close()
