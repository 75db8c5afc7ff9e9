"""Fixtures of the tests of embeddings/."""

import sys
from pathlib import Path

import pytest

from embeddings.encoder import Encoder

sys.path.append(str(Path(__file__).parent))  # fictional_parts is no test, but tests import it
from fictional_parts import Remembering


@pytest.fixture
def remembering(encoder: Encoder) -> Remembering:
    """The real encoder behind a memory, so that many small builds cost little."""
    return Remembering(encoder)
