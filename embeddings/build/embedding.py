"""Embeds what is missing, estimates how long that takes, and decides when a generation is due.

Work is measured in characters, not texts: a reply passage takes twenty times as long as a title.
"""

import time
from collections.abc import Callable

from corpus.records.progress import Progress
from embeddings.build.stages import STAGES, Todo
from embeddings.encoders.encoder import Encoder
from embeddings.texts.passages import KeyKind
from embeddings.vector_cache.cache import VectorCache

_SURELY_SMALL = 60_000  # characters, which any encoder embeds within a minute
_SAMPLE = 40_000  # characters: enough for an encoder to use the way that it has for many texts
_FIRST_INTERVAL = 60.0  # seconds between two generations; doubled each time ...
_LONGEST_INTERVAL = 2 * 3600.0  # ... up to this
_WRITING_SHARE = 0.1  # of the time that writing generations may take


class Meter:
    """Counts what is embedded, and estimates how long the rest takes."""

    def __init__(self, characters: int, progress: Progress) -> None:
        """Start with this many characters to embed."""
        self.left, self.texts = characters, 0
        self._all, self._progress = characters, progress
        self._done, self._seconds = 0, 0.0

    @property
    def seconds_left(self) -> float:
        """The time that the rest takes at the rate so far; 0 if nothing was embedded yet."""
        return self.left * self._seconds / self._done if self._done else 0.0

    def embed(self, texts: list[str], encoder: Encoder, cache: VectorCache) -> None:
        """Embed `texts`, none of which has a vector, and count them."""
        start = time.perf_counter()
        lengths = [len(text) for text in texts]

        def advance(done: int, total: int) -> None:
            at = self._all - self.left + sum(lengths[:done])
            self._progress(min(at, self._all), self._all)

        cache.add_missing(texts, encoder, advance)
        self._seconds += time.perf_counter() - start
        self._done += sum(lengths)
        self.left = max(0, self.left - sum(lengths))
        self.texts += len(texts)

    def estimate(self, todo: Todo, encoder: Encoder, cache: VectorCache) -> float:
        """Return how many seconds the work takes, judging by a sample, which counts as done."""
        if self.left <= _SURELY_SMALL:
            return 0.0
        for texts in todo.samples(_SAMPLE):
            self._done, self._seconds = 0, 0.0  # what the first one took to get ready is no rate
            self.embed(texts, encoder, cache)
        return self.seconds_left


class Schedule:
    """When the next generation of a large build is due."""

    def __init__(self) -> None:
        self._interval = _FIRST_INTERVAL
        self._due = time.monotonic() + _FIRST_INTERVAL

    def due(self) -> bool:
        """Return whether it is time to publish what was embedded."""
        return time.monotonic() >= self._due

    def published(self, seconds: float) -> None:
        """Record that writing a generation took `seconds`."""
        self._interval = min(2 * self._interval, _LONGEST_INTERVAL)
        self._due = time.monotonic() + max(self._interval, seconds / _WRITING_SHARE)


def embed_all(todo: Todo, meter: Meter, encoder: Encoder, cache: VectorCache) -> None:
    """Embed all that is missing."""
    for texts in todo.batches(tuple(KeyKind)):
        if texts:
            meter.embed(texts, encoder, cache)


def embed_until(
    due: Callable[[], bool], todo: Todo, meter: Meter, encoder: Encoder, cache: VectorCache
) -> None:
    """Embed what is missing, stage by stage, until `due`; at most to the end of a stage.

    A stage in which nothing is missing is passed over.
    """
    for kinds in STAGES:
        worked = False
        for texts in todo.batches(kinds):
            if texts:
                meter.embed(texts, encoder, cache)
                worked = True
                if due():
                    return
        if worked:
            return
