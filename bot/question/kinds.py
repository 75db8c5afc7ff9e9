"""The kind of a question: one for ministers' replies, or one that no reply can answer.

A linear classifier on the question's vector and five cues in its words (kind_words.json); each
encoder has weights of its own (embeddings/encoders/fits.py), from benchmarks/fit_kinds.py.
Someone in danger is also recognised by plain rules, which work with any encoder.
"""

import math
import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.files.beside import json_beside
from corpus.text.fold import fold_in_place
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import fitted
from embeddings.encoders.identity import EncoderIdentity

POLICY_FROM = 0.5  # share of policy from which a question that nothing answers is one for ministers
DANGER_FROM = 0.5  # share of danger from which help lines come first
_TINY = 1e-9
_LEAST, _MOST = -6.0, 3.0  # beyond, the classifier is sure, and no surer
_CUE_SCALE = 0.5  # of a cue beside a vector of length one
_CUES = ("first_person", "second_person", "judges", "own_case", "asks_opinion")


class QuestionKind(StrEnum):
    """What a question is after; only a question of policy can be answered from replies."""

    POLICY = "policy"
    PERSONAL = "personal"
    OPINION = "opinion"
    DANGER = "danger"
    OTHER = "other"
    ELSEWHERE = "elsewhere"  # another country, a town, a company: the search decides


class KindsModel(NamedTuple):
    """Multinomial logistic regression: a row of weights per kind, shape (kinds, dimension + 6).

    The last six columns belong to French and to the five cues.
    """

    weights: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]


def kind_probabilities(
    question: str, language: str, vector: Vectors, encoder: EncoderIdentity
) -> dict[QuestionKind, float]:
    """Return the probability of each kind for `question`, whose unit vector is `vector`.

    With an encoder that the classifier was not fitted on, every question is one of policy.
    """
    model = kinds_model(encoder)
    if model is None:
        return {kind: float(kind == QuestionKind.POLICY) for kind in QuestionKind}
    sizes = model.weights @ features(question, language, vector) + model.intercepts
    weighed = np.exp(sizes - sizes.max())
    shares = weighed / weighed.sum()
    return dict(zip(QuestionKind, map(float, shares), strict=True))


def log_odds(shares: dict[QuestionKind, float]) -> list[float]:
    """Return the log odds of each other kind against policy, in their order."""
    policy = max(shares[QuestionKind.POLICY], _TINY)
    others = [max(shares[kind], _TINY) for kind in QuestionKind if kind != QuestionKind.POLICY]
    return [min(max(math.log(share / policy), _LEAST), _MOST) for share in others]


def features(question: str, language: str, vector: Vectors) -> Vectors:
    """Return what the classifier sees of a question, shape (dimension + 6,)."""
    text = fold_in_place(question)
    cues = [_CUE_SCALE * bool(_words(cue).search(text)) for cue in _CUES]
    return np.concatenate([vector, [language == "fr"], cues]).astype(np.float32)


def is_danger(shares: dict[QuestionKind, float]) -> bool:
    """Return whether someone is at risk, so that help lines come first, whatever was found."""
    return shares[QuestionKind.DANGER] >= DANGER_FROM


def turned_away(shares: dict[QuestionKind, float]) -> QuestionKind | None:
    """Return the kind for which a question that no reply answers is turned away, or None.

    Questions about elsewhere are never turned away: that the replies do not answer says enough.
    """
    likeliest = max(shares, key=lambda kind: shares[kind])
    if likeliest in (QuestionKind.POLICY, QuestionKind.ELSEWHERE):
        return None
    return likeliest if shares[QuestionKind.POLICY] < POLICY_FROM else None


def asks_own_case(question: str) -> bool:
    """Return whether a question is put as one about the asker."""
    return bool(_words("speaks_of_self").search(fold_in_place(question)))


def names_danger(question: str) -> bool:
    """Return whether the words of `question` say that someone is in danger now."""
    return bool(_words("says_danger").search(fold_in_place(question)))


@cache
def _words(name: str) -> re.Pattern[str]:
    table = json_beside(__file__, "kind_words.json")
    return re.compile(rf"\b(?:{'|'.join(table[name])})\b")


@cache
def kinds_model(encoder: EncoderIdentity) -> KindsModel | None:
    """Return the model that was fitted on the vectors of `encoder`, or None."""
    values = fitted("kinds", encoder)
    if values is None:
        return None
    weights = np.array([values["weights"][kind] for kind in QuestionKind], np.float32)
    intercepts = np.array([values["intercepts"][kind] for kind in QuestionKind], np.float32)
    return KindsModel(weights, intercepts)
