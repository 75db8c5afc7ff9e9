"""Fixtures of the tests of embeddings/."""

import pytest

from embeddings.encoders.encoder import Encoder
from tests.embeddings.fictional_parts import Remembering


@pytest.fixture
def remembering(encoder: Encoder) -> Remembering:
    """The real encoder behind a memory, so that many small builds cost little."""
    return Remembering(encoder)
