from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.breadth import ByBreadth, narrowness_of
from embeddings.encoders.encoder import Encoder
from tests.fitted_encoders import FITTED

NARROW = [
    ("en", "How many keepers does the lighthouse at Mudford have since the cuts of last year?"),
    ("en", "on which day of the week does the pharmacy at Mudford open its doors again"),
    ("fr", "Combien d'agents l'État a-t-il recrutés l'an dernier pour garder les phares bretons ?"),
    ("fr", "à quelle date ouvre le guichet pour remplacer une chaudière au fioul en Corse"),
]
BROAD = [
    ("en", "lighthouses"),
    ("en", "what is the government doing about lighthouses"),
    ("fr", "phares"),
    ("fr", "que fait l'État pour les phares ?"),
    ("en", "our lighthouse lost its keeper and my brother fishes at night, will anybody be sent"),
    ("fr", "mon père pêche la nuit et le phare n'a plus de gardien, que va-t-on faire ?"),
]
BETWEEN = [
    ("en", "can a pharmacist refuse to tell me which day my prescription will be ready"),
    ("fr", "ma mère attend depuis mai, quand ouvrira enfin le guichet pour sa chaudière"),
]


@pytest.mark.parametrize(("language", "question"), NARROW)
def test_a_question_for_one_point_is_narrow(encoder: Encoder, language: str, question: str) -> None:
    vector = encoder.encode_query(question)
    assert narrowness_of(question, language, vector, encoder.identity) > 0.5


@pytest.mark.parametrize(("language", "question"), BROAD)
def test_a_topic_a_question_for_all_of_it_and_one_that_tells_a_life_are_broad(
    encoder: Encoder, language: str, question: str
) -> None:
    vector = encoder.encode_query(question)
    assert narrowness_of(question, language, vector, encoder.identity) < 0.5


@pytest.mark.parametrize(("language", "question"), BETWEEN)
def test_a_question_for_a_point_of_ones_own_life_lies_between(
    encoder: Encoder, language: str, question: str
) -> None:
    vector = encoder.encode_query(question)
    assert 0.1 < narrowness_of(question, language, vector, encoder.identity) < 0.9


def test_with_an_encoder_that_nothing_was_fitted_on_every_question_is_broad(
    encoder: Encoder,
) -> None:
    language, question = NARROW[0]
    nobody = replace(FITTED[0], name="of nobody")
    vector = encoder.encode_query(question)
    assert narrowness_of(question, language, vector, nobody) == 0


_VALUE = st.floats(-1e3, 1e3)


@given(_VALUE, _VALUE, st.floats(0, 1))
def test_what_is_weighed_by_breadth_lies_between_its_values(
    broad: float, narrow: float, narrowness: float
) -> None:
    value = ByBreadth(broad, narrow)
    assert value.at(0) == broad
    assert value.at(1) == pytest.approx(narrow, abs=1e-9)
    assert min(broad, narrow) - 1e-9 <= value.at(narrowness) <= max(broad, narrow) + 1e-9
