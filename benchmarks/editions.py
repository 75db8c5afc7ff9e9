"""A fictional corpus in editions, each a little different, with an encoder that costs nothing.

For measurements of builds: what changes from one edition to the next is known, so is what each
edition answers.
"""

import hashlib
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.official_shapes import uk_page
from corpus.records.record import ReplyRecord, Status
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.analysis import analyse

FILES = 6
ALL_CHANGE = 10  # every so many editions each file changes, not one
_DIMENSION = 64
_PLACES = ("Gull", "Fog", "Tide", "Otter", "Copper", "Willow", "Heron", "Amber", "Salt", "Comet")
_ENDS = ("haven", "mouth", "stead", "wick", "combe", "ness", "ferry", "bridge")


class WordEncoder:
    """Unit vectors from the words of a text: no model, so that a build is all writing."""

    def __init__(self, pause: float = 0.0) -> None:
        """Take `pause` seconds for each batch of passages, as a real encoder takes its time."""
        self.identity = EncoderIdentity("words-of-the-benchmark", "1", _DIMENSION, "", "", "f32")
        self._pause = pause

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        return _vector(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts."""
        time.sleep(self._pause)
        return np.stack([_vector(text) for text in texts])

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())


def _vector(text: str) -> Vectors:
    vector = np.full(_DIMENSION, 0.01, np.float32)
    for term in analyse(text, "en"):
        seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:8], "little")
        vector += np.random.default_rng(seed).standard_normal(_DIMENSION).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def write_edition(folder: Path, edition: int, records: int) -> None:
    """Make the files of `folder` those of `edition`: one differs from the edition before."""
    folder.mkdir(exist_ok=True)
    for file in range(FILES):
        since = max(e for e in range(edition + 1) if not e % ALL_CHANGE or e % FILES == file)
        path = folder / f"{file}.json"
        made = [_record(n, since) for n in range(file, records, FILES)]
        with path.with_suffix(".new").open("wb") as out:
            uk_page(made, out)
        aside = path.with_suffix(".new")
        if path.exists() and path.read_bytes() == aside.read_bytes():
            aside.unlink()
        else:
            aside.replace(path)


def questions(count: int) -> list[str]:
    """Return questions on the first records."""
    return [f"How many keepers does the lighthouse of {_place(n)} have?" for n in range(count)]


def _place(number: int) -> str:
    return f"{_PLACES[number % len(_PLACES)]}{_ENDS[number // len(_PLACES) % len(_ENDS)]}"


def _record(number: int, edition: int) -> ReplyRecord:
    keepers = 3 + number + 7 * edition
    place = _place(number)
    return ReplyRecord(
        uid=f"uk-{9_500_000 + number}",
        source="UK",
        country="GB",
        language="en",
        kind="UK written",
        title=f"Lighthouse of {place}",
        question=f"To ask the fictional Minister for Lamps, how many keepers {place} has.",
        reply=f"The lighthouse of {place} has {keepers} keepers. Its lamp is lit at dusk by "
        f"keeper number {keepers - 1}. In edition {edition} no other lamp stands at {place}.",
        status=Status.ANSWERED,
        number=str(number),
        ministry="Department for Lamps",
        asked_on=date(2026, 1, 5),
        answered_on=date(2026, 1, 12),
    )
