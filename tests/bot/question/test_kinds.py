"""All questions here are written by us."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question.kinds import (
    QuestionKind,
    asks_own_case,
    kind_probabilities,
    log_odds,
    names_danger,
    turned_away,
)
from embeddings.encoders.encoder import Encoder

_SHARES = st.lists(st.floats(0, 1), min_size=6, max_size=6).map(
    lambda sizes: dict(zip(QuestionKind, (np.array(sizes) + 1e-9).tolist(), strict=True))
)


def _likeliest(question: str, language: str, encoder: Encoder) -> QuestionKind:
    vector = encoder.encode_query(question)
    shares = kind_probabilities(question, language, vector, encoder.identity)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    return max(shares, key=lambda kind: shares[kind])


@pytest.mark.parametrize(
    ("language", "question", "kind"),
    [
        ("fr", "Que fait le gouvernement pour les digues du littoral ?", "policy"),
        ("en", "How many new reservoirs are planned by 2035?", "policy"),
        ("en", "what is being done for people who wait for a driving test", "policy"),
        ("en", "lighthouses", "policy"),
        ("fr", "gardiens de phare", "policy"),
        ("fr", "entretien des phares", "policy"),
        (
            "en",
            "my brother keeps the lighthouse at Mudford and his pay has not moved for years, "
            "is anything being done for keepers",
            "policy",
        ),
        (
            "fr",
            "je suis gardienne de phare depuis vingt ans et on ferme la station, est-ce que je "
            "serai reclassée",
            "policy",
        ),
        ("fr", "Mon dossier de retraite est bloqué, pouvez-vous vérifier ?", "personal"),
        ("en", "Am I entitled to a blue badge with my bad knee?", "personal"),
        ("fr", "Qui va gagner la prochaine présidentielle ?", "opinion"),
        ("en", "Do you think the health secretary is any good?", "opinion"),
        ("fr", "J'ai avalé toute une boîte de somnifères", "danger"),
        ("en", "my stepdad locked me in the cellar", "danger"),
        ("fr", "Donne-moi une recette de crêpes", "other"),
        ("en", "write a song about my cat", "other"),
        ("fr", "Quel est le salaire minimum au Portugal ?", "elsewhere"),
        ("en", "How long is parental leave in Sweden?", "elsewhere"),
    ],
)
def test_a_question_is_known_by_its_kind(
    encoder: Encoder, language: str, question: str, kind: str
) -> None:
    assert _likeliest(question, language, encoder) == kind


@pytest.mark.parametrize(
    "question",
    [
        "Je veux mourir",
        "Mon mari me frappe",
        "il m'a violée hier soir",
        "J’AI ENVIE D’EN FINIR",
        "My husband hits me",
        "I'm going to kill myself tonight",
        "my baby has stopped breathing",
    ],
)
def test_words_that_say_danger_are_known_without_any_encoder(question: str) -> None:
    assert names_danger(question)


@pytest.mark.parametrize(
    "question",
    [
        "Combien la prévention du suicide reçoit-elle par an ?",
        "Que fait le gouvernement contre les violences faites aux femmes ?",
        "la crise qui nous frappe, qu'en dit le ministre ?",
        "on ne respire plus à Lyon, que prévoit-on contre la pollution ?",
        "Combien de femmes ont été violées en 2023 ?",
        "How much is spent on suicide prevention?",
        "How many women were killed by their partner last year?",
        "Will the new rule hit me?",
        "we can't breathe in London because of diesel, what is planned?",
    ],
)
def test_a_policy_on_suicide_or_violence_is_no_danger(encoder: Encoder, question: str) -> None:
    assert not names_danger(question)
    language = "fr" if "é" in question or "que" in question.lower() else "en"
    assert _likeliest(question, language, encoder) != QuestionKind.DANGER


def test_with_an_encoder_it_was_not_fitted_on_every_question_is_one_of_policy(
    encoder: Encoder,
) -> None:
    question = "Tell me a joke"
    vector = encoder.encode_query(question)
    other = replace(encoder.identity, name="another-model")
    assert kind_probabilities(question, "en", vector, other)[QuestionKind.POLICY] == 1


@settings(max_examples=200, deadline=None)
@given(_SHARES)
def test_log_odds_are_finite_and_grow_with_the_share(shares: dict[QuestionKind, float]) -> None:
    odds = log_odds(shares)
    assert len(odds) == len(QuestionKind) - 1
    assert all(-6 <= value <= 3 for value in odds)
    others = [shares[kind] for kind in QuestionKind if kind != QuestionKind.POLICY]
    assert [odds[i] for i in np.argsort(others)] == sorted(odds)


@settings(max_examples=200, deadline=None)
@given(_SHARES)
def test_nothing_about_elsewhere_is_turned_away(shares: dict[QuestionKind, float]) -> None:
    assert turned_away(shares) not in (QuestionKind.POLICY, QuestionKind.ELSEWHERE)


@settings(max_examples=200, deadline=None)
@given(_SHARES, st.floats(0.5, 1))
def test_what_is_mostly_policy_is_never_turned_away(
    shares: dict[QuestionKind, float], policy: float
) -> None:
    rest = 1 - shares[QuestionKind.POLICY] or 1.0
    mostly = {kind: share / rest * (1 - policy) for kind, share in shares.items()}
    assert turned_away(mostly | {QuestionKind.POLICY: policy}) is None


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("why can't I get a dentist", True),
        ("pourquoi je trouve pas de médecin traitant", True),
        ("what are our ministers doing about dentists", False),
        ("nos hôpitaux", False),
    ],
)
def test_a_question_about_the_asker_is_told_from_one_about_all(question: str, own: bool) -> None:
    assert asks_own_case(question) == own
