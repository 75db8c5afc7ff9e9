"""How narrow a question is, which asks for one point, or how broad, which asks for a subject.

"How many officers does the coastguard have in Kent" wants one figure: a reply on the coastguard
that does not tell it is no answer. "Coastguard", or "what is the government doing for the
coastguard", wants what the replies say, and every part of it helps. So what answers (relevance/)
and which sentences to show (sentence_choice/) are weighed for narrow and for broad questions by
themselves, and in between for those that lie in between: "can the coastguard refuse to tell me
when our boat will be back".

Logistic regression on the question's vector and the number of its words that say something, for
each encoder its own (embeddings/encoders/fits.py), from benchmarks/fit_answers.py.
"""

import math
from functools import cache
from typing import NamedTuple, Self

import numpy as np

from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import Section, fitted
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.bm25 import analyse


class ByBreadth(NamedTuple):
    """A value that is one for broad questions and another for narrow ones."""

    broad: float
    narrow: float

    def at(self, narrowness: float) -> float:
        """Return the value for a question of that `narrowness`, 0 to 1."""
        return self.broad + narrowness * (self.narrow - self.broad)


def regression_at(values: Section, narrowness: float) -> tuple[float, dict[str, float]]:
    """Return intercept and weights by name, for questions of that `narrowness`, 0 to 1.

    `values` of a file of fits describe a regression for broad and for narrow ones, with one set of
    names.
    """
    broad, narrow = values["broad"], values["narrow"]
    weights = {
        name: ByBreadth(weight, narrow["weights"][name]).at(narrowness)
        for name, weight in broad["weights"].items()
    }
    return ByBreadth(broad["intercept"], narrow["intercept"]).at(narrowness), weights


class BreadthModel(NamedTuple):
    """Logistic regression: the probability that a question is narrow."""

    intercept: float
    terms: float  # for each unit of the logarithm of 1 + the question's terms
    direction: Vectors  # shape (dimension,)

    @classmethod
    def of(cls, values: Section) -> Self:
        """Return the model that the `values` of a file of fits describe."""
        direction = np.array(values["direction"], np.float32)
        return cls(values["intercept"], values["terms"], direction)

    def narrowness(self, question: str, language: str, vector: Vectors) -> float:
        """Return how narrow `question` in `language` is, 0 to 1; `vector` is its unit vector."""
        along = float(self.direction @ vector)
        score = self.intercept + self.terms * counted_terms(question, language) + along
        return 0.5 * (1 + math.tanh(score / 2))  # never too large


def narrowness_of(question: str, language: str, vector: Vectors, encoder: EncoderIdentity) -> float:
    """Return how narrow `question` in `language` is, 0 to 1; `vector` is its unit vector.

    With an encoder that no model was fitted on, every question is broad.
    """
    model = breadth_model(encoder)
    return 0.0 if model is None else model.narrowness(question, language, vector)


def counted_terms(question: str, language: str) -> float:
    """Return the logarithm of 1 + the different words of `question` that say something."""
    terms = {term for term in analyse(question, language) if not term.isdigit()}
    return math.log1p(len(terms))


@cache
def breadth_model(encoder: EncoderIdentity) -> BreadthModel | None:
    """Return the model that was fitted on the vectors of `encoder`, or None."""
    values = fitted("breadth", encoder)
    return None if values is None else BreadthModel.of(values)
