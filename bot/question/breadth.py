"""Whether a question is narrow, asking for one point, or broad, asking for all of its subject.

"How many officers does the coastguard have in Kent" wants one figure: a reply on the coastguard
that does not tell it is no answer. "Coastguard", or "what is the government doing for the
coastguard", wants what the replies say, and every part of it helps. So each has models of its own
for what answers (relevance/) and for which sentences to show (sentence_choice/).

Logistic regression on the question's vector and the number of its words that say something, for
each encoder its own (embeddings/encoders/fits.py), from benchmarks/fit_answers.py.
"""

import math
from enum import StrEnum
from functools import cache
from typing import NamedTuple, Self

import numpy as np

from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import Section, fitted
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.bm25 import analyse


class Breadth(StrEnum):
    """How much a question wants to know; the names are those of the files of fits."""

    BROAD = "broad"
    NARROW = "narrow"


class BreadthModel(NamedTuple):
    """Logistic regression: above 0, a question is narrow."""

    intercept: float
    terms: float  # for each unit of the logarithm of 1 + the question's terms
    direction: Vectors  # shape (dimension,)

    @classmethod
    def of(cls, values: Section) -> Self:
        """Return the model that the `values` of a file of fits describe."""
        direction = np.array(values["direction"], np.float32)
        return cls(values["intercept"], values["terms"], direction)

    def breadth(self, question: str, language: str, vector: Vectors) -> Breadth:
        """Return the breadth of `question` in `language`, whose unit vector is `vector`."""
        along = float(self.direction @ vector)
        score = self.intercept + self.terms * counted_terms(question, language) + along
        return Breadth.NARROW if score > 0 else Breadth.BROAD


def breadth_of(question: str, language: str, vector: Vectors, encoder: EncoderIdentity) -> Breadth:
    """Return the breadth of `question` in `language`, whose unit vector is `vector`.

    With an encoder that no model was fitted on, every question is broad.
    """
    model = breadth_model(encoder)
    return Breadth.BROAD if model is None else model.breadth(question, language, vector)


def counted_terms(question: str, language: str) -> float:
    """Return the logarithm of 1 + the different words of `question` that say something."""
    terms = {term for term in analyse(question, language) if not term.isdigit()}
    return math.log1p(len(terms))


@cache
def breadth_model(encoder: EncoderIdentity) -> BreadthModel | None:
    """Return the model that was fitted on the vectors of `encoder`, or None."""
    values = fitted("breadth", encoder)
    return None if values is None else BreadthModel.of(values)
