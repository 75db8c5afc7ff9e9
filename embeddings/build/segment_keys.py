"""Writes the keys of a segment that are embedded: their vectors, records and spans.

Vectors go from the cache to a scratch file, block by block, and from there into the index, so that
memory does not grow with the corpus.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.build.key_plan import Plan, blocks, digests_of
from embeddings.disk.array_file import ArrayWriter, map_array
from embeddings.disk.home import VectorServer
from embeddings.encoders.centring import centre_keys
from embeddings.encoders.encoder import Vectors
from embeddings.generation.segment import DENSE_FILES, KEY_RECORD_FILES, KEY_SPAN_FILES, KeyCount
from embeddings.texts.passages import KeyKind
from embeddings.vector_cache.cache import VectorCache
from embeddings.vectors.index_choice import write_vector_index
from embeddings.vectors.score_statistics import Moments

_BLOCK = 8192  # vectors in memory at once


class SegmentKeys:
    """The keys of one kind of a segment, gathered from the cache first, then indexed."""

    def __init__(self, folder: Path, kind: KeyKind, languages: npt.NDArray[np.uint8]) -> None:
        """Work in the segment at `folder`, whose records have the given language codes."""
        self._folder, self._kind, self._languages = folder, kind, languages
        self._scratch = folder / f"{kind.name.lower()}_scratch.npy"

    def gather(self, plan: Plan, cache: VectorCache, dimension: int) -> KeyCount:
        """Write record, span and, for a while, vector of each planned key that has a vector."""
        done = 0
        with (
            ArrayWriter(self._folder / KEY_RECORD_FILES[self._kind], np.int32) as records,
            ArrayWriter(self._folder / KEY_SPAN_FILES[self._kind], np.int32, 2) as spans,
            ArrayWriter(self._scratch, np.float32, dimension) as vectors,
        ):
            for _, block in blocks(plan):
                held, found = cache.held(digests_of(block), dimension)
                keys = block[held]
                records.append(keys["record"])
                spans.append(np.stack([keys["start"], keys["end"]], axis=1))
                vectors.append(found)
                done += len(keys)
        return KeyCount(done, len(plan))

    def language_sums(self, languages: int) -> tuple[npt.NDArray[np.int64], Vectors]:
        """Return the number and the sum of the gathered vectors by language code."""
        counts = np.zeros(languages, np.int64)
        sums = np.zeros((languages, map_array(self._scratch).shape[1]))
        for _, vectors, own in self._blocks():
            counts += np.bincount(own, minlength=languages)
            for code in np.unique(own):
                sums[code] += vectors[own == code].sum(axis=0, dtype=np.float64)
        return counts, sums.astype(np.float32)

    def index(
        self, means: Vectors, moments: Moments, counted_from: int, server: VectorServer | None
    ) -> None:
        """Centre the gathered vectors by the `means` of their language, and index them.

        Those of the records from `counted_from` on are added to `moments`.
        """
        mapped = np.lib.format.open_memmap(self._scratch, mode="r+")
        records = map_array(self._folder / KEY_RECORD_FILES[self._kind])
        for start, vectors, own in self._blocks():
            centred = centre_keys(vectors, own, means)
            mapped[start : start + len(centred)] = centred
            fresh = records[start : start + len(centred)] >= counted_from
            moments.add(centred[fresh], own[fresh])
        write_vector_index(
            self._folder / DENSE_FILES[self._kind],
            mapped,
            self._languages[records],
            server,
            searched=self._kind != KeyKind.SENTENCE,
        )
        del mapped
        self._scratch.unlink()

    def _blocks(self) -> Iterator[tuple[int, Vectors, npt.NDArray[np.uint8]]]:
        """Yield the first row, vectors and language codes of each block of gathered vectors."""
        vectors = map_array(self._scratch)
        records = map_array(self._folder / KEY_RECORD_FILES[self._kind])
        for start in range(0, len(vectors), _BLOCK):
            part = slice(start, start + _BLOCK)
            yield start, np.asarray(vectors[part]), self._languages[records[part]]
