from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question.kinds import QuestionKind
from bot.relevance.relevance import (
    JudgedReply,
    any_holds,
    covered,
    judge,
    relevance_model,
    taken_together,
)
from bot.relevance.signals import NO_SIGNALS
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import EncoderIdentity
from embeddings.generation.manifest import current_folder
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.index import Index
from tests.fitted_encoders import FITTED

_POLICY = {kind: float(kind == QuestionKind.POLICY) for kind in QuestionKind}
_NAMES = tuple(NO_SIGNALS.by_name())
_SIGNALS = st.fixed_dictionaries({name: st.floats(-5, 5) for name in _NAMES})
_MODEL = relevance_model(FITTED[0], 0.0)


def judged(index: Index, encoder: Encoder, question: str, language: str) -> list[JudgedReply]:
    hits = index.search(question, language, encoder).hits
    rarities = {language: index.terms(question, language).rarity}
    return judge(hits, question, rarities, _POLICY, language, _MODEL)


@pytest.mark.parametrize("narrowness", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("encoder", FITTED, ids=lambda encoder: encoder.name)
def test_each_shipped_model_is_whole_and_its_thresholds_in_order(
    encoder: EncoderIdentity, narrowness: float
) -> None:
    model = relevance_model(encoder, narrowness)
    assert 0 < model.named_from < model.shown_from < model.plain_from < 1
    assert set(_NAMES) == set(model.part.weights) == set(model.settles.weights)
    assert set(model.covers.weights) == set(taken_together([], NO_SIGNALS))
    assert model.covers.weights["any_reply"] > 0 < model.covers.weights["best_reply"]
    assert model.part.weights["place_elsewhere"] < 0


@settings(max_examples=50, deadline=None)
@given(_SIGNALS)
def test_without_a_model_everything_found_is_shown_with_reserve(measured: dict[str, float]) -> None:
    model = relevance_model(replace(FITTED[0], name="of nobody"), 1.0)
    part = model.part.probability(measured)
    assert model.named_from <= part and model.shown_from <= part
    assert part == 0 < model.plain_from


@settings(max_examples=100, deadline=None)
@given(_SIGNALS, st.floats(0, 1))
def test_a_reply_that_the_fusion_finds_better_is_never_less_relevant(
    measured: dict[str, float], better: float
) -> None:
    raised = {name: measured[name] + better for name in ("score", "behind", "lead", "margin")}
    for regression in (_MODEL.part, _MODEL.settles):
        found = regression.probability(measured)
        better_found = regression.probability(measured | raised)
        assert 0 <= found <= better_found <= 1


def test_nothing_found_covers_nothing() -> None:
    assert covered([], _MODEL) == 0


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(0, 1))
def test_a_further_reply_never_makes_it_less_likely_that_any_answers(
    parts: list[float], further: float
) -> None:
    assert 0 <= any_holds(parts) <= any_holds([*parts, further]) + 1e-12 <= 1 + 1e-9
    assert max(parts, default=0.0) <= any_holds(parts) + 1e-12


@pytest.mark.parametrize("magnitude", [1e3, -1e3])
def test_an_absurd_signal_does_not_overflow(magnitude: float) -> None:
    extreme = dict.fromkeys(_NAMES, magnitude)
    assert 0 <= _MODEL.part.probability(extreme) <= 1


def test_every_reply_that_is_found_is_judged_and_the_right_one_best(
    sample_home: Home, encoder: Encoder
) -> None:
    index = Index(current_folder(sample_home))
    found = judged(index, encoder, "Combien coûte un repas à la cantine scolaire ?", "fr")
    assert len(found) == 20
    assert max(found, key=lambda one: one.part).hit.record.uid == "QANR5L99QE103"
    assert all(0 <= one.part <= 1 and 0 <= one.settles <= 1 for one in found)
    index.close()


@pytest.mark.parametrize("narrowness", [0.0, 0.5, 1.0])
def test_a_reply_that_alone_passes_the_filters_answers_as_it_does_among_others(
    sample_home: Home, encoder: Encoder, narrowness: float
) -> None:
    index = Index(current_folder(sample_home))
    model = relevance_model(encoder.identity, narrowness)
    question = "Combien coûte un repas à la cantine scolaire ?"
    rarities = {"fr": index.terms(question, "fr").rarity}
    for filters in (NO_FILTERS, Filters(number="103")):
        hits = index.search(question, "fr", encoder, filters).hits
        assert (len(hits) == 1) == (filters != NO_FILTERS)
        assert (
            covered(judge(hits, question, rarities, _POLICY, "fr", model), model)
            >= model.shown_from
        )
    index.close()


def test_a_question_of_the_corpus_is_likelier_answered_than_nonsense(
    sample_home: Home, encoder: Encoder
) -> None:
    index = Index(current_folder(sample_home))

    def best(question: str, language: str) -> float:
        return max(one.part for one in judged(index, encoder, question, language))

    asked = best("Combien coûte un repas à la cantine scolaire ?", "fr")
    for nonsense in ("zorglub xyzzy quux", "Quelle est la recette de la tarte aux pommes ?"):
        assert best(nonsense, "fr") < asked
    assert best("How do I bake an apple pie?", "en") < best(
        "Why do pharmacies run out of medicines?", "en"
    )
    index.close()
