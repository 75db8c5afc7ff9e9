"""The texts of a generation that are not embedded yet, newest records first."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.build.key_plan import Plan, blocks, digests_of, load_plans
from embeddings.disk.array_file import map_array
from embeddings.generation.catalogue import Catalogue
from embeddings.generation.record_texts import RecordTexts
from embeddings.generation.segment import COLUMNS_FILE, TOMBSTONES_FILE, Segment, with_offsets
from embeddings.texts.passages import KeyKind, keys_of
from embeddings.vector_cache.cache import VectorCache

# What a question is like comes first, and it is short; then what may be quoted.
STAGES = ((KeyKind.TITLE, KeyKind.QUESTION), (KeyKind.REPLY, KeyKind.SENTENCE))
_RECORDS = 400  # whose texts are embedded together: enough of each length for full batches
_SAMPLES = 2
_SAMPLED = 100  # records, of a large corpus, that samples are taken from
_OF_A_RECORD = 4  # texts


class Todo:
    """The texts of a generation that have no vector yet. Close it after use."""

    def __init__(self, folder: Path, segments: Sequence[Segment], cache: VectorCache) -> None:
        """Read the planned segments of the generation, or draft, at `folder`."""
        tombstones = map_array(folder / TOMBSTONES_FILE)
        self._texts = RecordTexts(folder, segments, tombstones)
        self._cache = cache
        catalogue = Catalogue.load([folder / s.name / COLUMNS_FILE for s in segments], tombstones)
        self._days, self._alive = catalogue.answered_on, catalogue.alive
        self.characters = 0  # of distinct texts, but those of one kind are not told from another's
        self._ordinals: dict[KeyKind, list[npt.NDArray[np.int64]]] = {k: [] for k in KeyKind}
        for offset, segment in with_offsets(segments):
            if segment.planned:
                for kind, plan in load_plans(folder / segment.name).items():
                    self._look_at(kind, plan, offset)

    def _look_at(self, kind: KeyKind, plan: Plan, offset: int) -> None:
        marks, lengths = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        for _, block in blocks(plan):
            ordinals = block["record"].astype(np.int64) + offset
            wanted = ~self._cache.known(digests_of(block)) & self._alive[ordinals]
            self._ordinals[kind].append(np.unique(ordinals[wanted]))
            missing = block[wanted]
            heads = [digest[:8] for digest in digests_of(missing)]
            marks.append(np.frombuffer(b"".join(heads), np.uint64))
            lengths.append(missing["characters"].astype(np.int64))
        _, first = np.unique(np.concatenate(marks), return_index=True)
        self.characters += int(np.concatenate(lengths)[first].sum())

    def batches(self, kinds: Sequence[KeyKind]) -> Iterator[list[str]]:
        """Yield the missing texts of these kinds of key, a batch of records at a time."""
        ordinals = self._newest_first(kinds)
        for start in range(0, len(ordinals), _RECORDS):
            texts = [
                key.text
                for ordinal in ordinals[start : start + _RECORDS].tolist()
                for key in keys_of(self._texts[ordinal])
                if key.kind in kinds
            ]
            yield self._cache.missing(texts)

    def samples(self, characters: int) -> Iterator[list[str]]:
        """Yield two lists of missing texts, each of at least so many characters if possible.

        They are of records and kinds that stand for all.
        """
        ordinals = self._newest_first(tuple(KeyKind))
        step = max(1, len(ordinals) // _SAMPLED)
        chosen: list[str] = []
        given = 0
        for ordinal in ordinals[::step].tolist():
            missing = self._cache.missing(key.text for key in keys_of(self._texts[ordinal]))
            chosen += missing[:: max(1, len(missing) // _OF_A_RECORD)][:_OF_A_RECORD]
            if sum(map(len, chosen)) >= characters:
                yield chosen
                chosen, given = [], given + 1
                if given == _SAMPLES:
                    return

    def close(self) -> None:
        """Close the files."""
        self._texts.close()

    def _newest_first(self, kinds: Sequence[KeyKind]) -> npt.NDArray[np.int64]:
        found = [np.empty(0, np.int64), *(o for kind in kinds for o in self._ordinals[kind])]
        ordinals = np.unique(np.concatenate(found))
        return ordinals[np.argsort(-self._days[ordinals], kind="stable")]
