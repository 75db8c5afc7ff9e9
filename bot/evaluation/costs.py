"""What an encoder costs on this machine: to open it, to ask with it, to embed with it, to keep."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from embeddings.encoders.encoder import Encoder, encode_stream
from embeddings.generation.manifest import Manifest
from embeddings.generation.segment import DENSE_FILES
from embeddings.search.index import Index
from embeddings.texts.passages import keys_of

# In a process of its own: what one encoder has loaded, the other would find there.
_OPENING = """
import sys, time
start = time.perf_counter()
from embeddings.encoders.load import open_encoder
open_encoder(sys.argv[1]).encode_query("Que fait le gouvernement ?")
print(time.perf_counter() - start)
"""
_PATIENCE = 600  # seconds
_SAMPLED = 40_000  # characters: enough for an encoder to use the way that it has for many texts
_RECORDS = 200  # that the sample is taken from
_OF_A_RECORD = 4  # texts


def costs(index: Index, encoder: Encoder, milliseconds: float | None) -> dict[str, Any]:
    """Return what `encoder` costs with its `index`, by name; None for what cannot be measured.

    `milliseconds` is what a question took, if known.
    """
    return {
        "seconds_to_open": seconds_to_open(encoder.identity.name),
        "milliseconds_a_question": milliseconds,
        "characters_a_second": characters_a_second(encoder, _texts(index)),
        "bytes_of_vectors": bytes_of_vectors(index.manifest),
    }


def seconds_to_open(name: str) -> float | None:
    """Return how long a new process takes until the encoder called `name` has read a question."""
    command = [sys.executable, "-P", "-c", _OPENING, name]
    with suppress(subprocess.SubprocessError, ValueError, IndexError):
        said = subprocess.run(  # noqa: S603
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=True,
        ).stdout
        return float(said.split()[-1])
    return None


def characters_a_second(encoder: Encoder, texts: Sequence[str]) -> float | None:
    """Return how many characters `encoder` reads a second of many texts.

    The first half of `texts` is not timed: an encoder may have to get ready for many texts.
    """
    half = len(texts) // 2
    rate = None
    for part in (texts[:half], texts[half:]):
        start = time.perf_counter()
        characters = sum(
            len(part[place]) for places, _ in encode_stream(encoder, part) for place in places
        )
        rate = characters / (time.perf_counter() - start) if characters else None
    return rate


def bytes_of_vectors(manifest: Manifest) -> int:
    """Return the size of the files of vectors of the generation that `manifest` describes."""
    names = set(DENSE_FILES.values())
    return sum(size for name, (size, _) in manifest.files.items() if PurePath(name).name in names)


def _texts(index: Index) -> list[str]:
    """Return texts of records and kinds that stand for all, of some 80,000 characters."""
    chosen: dict[str, None] = {}
    left = 2 * _SAMPLED
    for record in index.records(step=max(1, index.manifest.records // _RECORDS)):
        texts = [key.text for key in keys_of(record)]
        for text in texts[:: max(1, len(texts) // _OF_A_RECORD)][:_OF_A_RECORD]:
            chosen[text] = None
            left -= len(text)
        if left <= 0:
            break
    return list(chosen)
