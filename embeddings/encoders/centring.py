"""Subtracts from the vectors what all texts of a language have in common.

The encoder puts a text's language into its vector, so strongly that an English question finds no
French reply among many English ones. Half of each language's mean is subtracted from the keys, and
half of the mean of typical questions in the asker's language from the question; both are then
scaled back to length one. Measured with the bundled encoder on citizens' questions (train-*.jsonl,
all records in one home, share with the right reply first): English on French .16 without, .65
with.
"""

import numpy as np
import numpy.typing as npt

from corpus.files.beside import json_beside
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.identity import EncoderIdentity

SHARE = 0.5  # of a mean that is taken off; 0.3 to 0.7 measure alike, 1.0 loses within a language
QUESTION_LANGUAGES = ("fr", "en")


# Some seventy questions take the bundled encoder seconds, so they are asked once a process.
_means: dict[tuple[type, EncoderIdentity], Vectors] = {}


def typical_question_means(encoder: Encoder) -> Vectors:
    """Return the mean vector of typical questions, shape (QUESTION_LANGUAGES, dimension)."""
    key = (type(encoder), encoder.identity)
    if key not in _means:
        questions = json_beside(__file__, "typical_questions.json")
        _means[key] = np.stack(
            [
                np.mean([encoder.encode_query(text) for text in questions[language]], axis=0)
                for language in QUESTION_LANGUAGES
            ]
        ).astype(np.float32)
    return _means[key]


def centre_keys(vectors: Vectors, languages: npt.NDArray[np.uint8], means: Vectors) -> Vectors:
    """Return the unit vectors of keys, less half of their language's mean.

    `means` has the mean of all keys of the kind by language code.
    """
    return _unit(vectors - SHARE * means[languages])


def centre_question(vector: Vectors, language: str, means: Vectors) -> Vectors:
    """Return the unit vector of a question, less half of its language's mean."""
    return _unit(vector - SHARE * means[QUESTION_LANGUAGES.index(language)])


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
