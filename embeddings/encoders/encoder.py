"""Encoders: texts in, unit vectors out.

An index remembers which encoder made its vectors (`EncoderIdentity`); querying it with another one
is an error, never a silent mix. Each encoder is one module with the same interface.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from embeddings.encoders.identity import EncoderIdentity

Vectors = npt.NDArray[np.float32]

_SMALL_BATCH = 32  # texts: a second or two of a slow encoder


class Encoder(Protocol):
    """What search and build need of an encoder."""

    @property
    def identity(self) -> EncoderIdentity:
        """Which encoder this is."""

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimension,)."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts to be found, shape (len(texts), dimension)."""

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the encoder reads for `text`: the cost of reading it."""


@runtime_checkable
class StreamingEncoder(Encoder, Protocol):
    """An encoder with its own way of encoding many texts."""

    def encode_stream(self, texts: Sequence[str]) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Yield vectors as they are made, each with the place of its text in `texts`.

        Texts come roughly in their order: of many thousands, the first ones come first.
        """


def encode_stream(
    encoder: Encoder, texts: Sequence[str]
) -> Iterator[tuple[Sequence[int], Vectors]]:
    """Return the unit vectors of `texts` as `encoder` makes them, with their places in `texts`."""
    if isinstance(encoder, StreamingEncoder):
        return encoder.encode_stream(texts)
    return in_small_batches(encoder, texts)


def in_small_batches(encoder: Encoder, texts: Sequence[str]) -> Iterator[tuple[range, Vectors]]:
    """Yield the unit vectors of `texts`, with their places, a few at a time."""
    for start in range(0, len(texts), _SMALL_BATCH):
        part = texts[start : start + _SMALL_BATCH]
        yield range(start, start + len(part)), encoder.encode_passages(part)


class QueryMemory:
    """An encoder that encodes the same question only once, however often it is searched.

    Made for one question in one thread. `check` is called before anything is encoded, the costliest
    step of a question: what it raises ends the work.
    """

    def __init__(self, encoder: Encoder, check: Callable[[], None] = lambda: None) -> None:
        self._encoder = encoder
        self._check = check
        self._known: dict[str, Vectors] = {}

    @property
    def identity(self) -> EncoderIdentity:
        """Which encoder this is."""
        return self._encoder.identity

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimension,)."""
        if text not in self._known:
            self._check()
            self._known[text] = self._encoder.encode_query(text)
        return self._known[text]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts to be found, shape (len(texts), dimension)."""
        self._check()
        return self._encoder.encode_passages(texts)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the encoder reads for `text`."""
        return self._encoder.count_tokens(text)
