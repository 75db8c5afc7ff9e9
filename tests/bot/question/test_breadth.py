from dataclasses import replace

import pytest

from bot.question.breadth import Breadth, breadth_of
from embeddings.encoders.encoder import Encoder
from tests.fitted_encoders import FITTED

NARROW = [
    ("en", "How many keepers does the lighthouse at Mudford have since the cuts of last year?"),
    ("en", "can a pharmacist refuse to tell me which day my prescription will be ready"),
    ("fr", "Combien d'agents l'État a-t-il recrutés l'an dernier pour garder les phares bretons ?"),
    ("fr", "à quelle date ouvre le guichet pour remplacer une chaudière au fioul en Corse"),
]
BROAD = [
    ("en", "lighthouses"),
    ("en", "what is the government doing about lighthouses"),
    ("fr", "phares"),
    ("fr", "que fait l'État pour les phares ?"),
]


@pytest.mark.parametrize(("language", "question"), NARROW)
def test_a_question_for_one_point_is_narrow(encoder: Encoder, language: str, question: str) -> None:
    vector = encoder.encode_query(question)
    assert breadth_of(question, language, vector, encoder.identity) is Breadth.NARROW


@pytest.mark.parametrize(("language", "question"), BROAD)
def test_a_topic_and_a_question_for_all_of_it_are_broad(
    encoder: Encoder, language: str, question: str
) -> None:
    vector = encoder.encode_query(question)
    assert breadth_of(question, language, vector, encoder.identity) is Breadth.BROAD


def test_with_an_encoder_that_nothing_was_fitted_on_every_question_is_broad(
    encoder: Encoder,
) -> None:
    language, question = NARROW[0]
    nobody = replace(FITTED[0], name="of nobody")
    vector = encoder.encode_query(question)
    assert breadth_of(question, language, vector, nobody) is Breadth.BROAD
