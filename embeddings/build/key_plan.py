"""The plan of a segment: every key of its records, embedded or not.

A plan contains no texts, only the hashes by which the vector cache knows them, so that a million
records can be planned without being held in memory. It is kept until every key is embedded.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from embeddings.disk.array_file import ArrayWriter, map_array
from embeddings.generation.segment import PLAN_FILES
from embeddings.texts.passages import Key, KeyKind
from embeddings.vector_cache.cache import digest

# record: number in the segment; start, end: span in its text; characters: of the text to embed.
_ITEM = np.dtype(
    [
        ("record", "<i4"),
        ("start", "<i4"),
        ("end", "<i4"),
        ("characters", "<i4"),
        ("digest", "V32"),
    ]
)
_BLOCK = 8192  # keys written at once
Plan = npt.NDArray[Any]  # of _ITEM, in the order of the records


class PlanWriter:
    """Writes the plans of a new segment, one file per kind of key."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self._files = {
            kind: self._stack.enter_context(ArrayWriter(folder / name, _ITEM))
            for kind, name in PLAN_FILES.items()
        }
        self._rows: dict[KeyKind, list[tuple[int, int, int, int, bytes]]] = {
            kind: [] for kind in KeyKind
        }

    def add(self, record: int, keys: Iterable[Key]) -> None:
        """Add the keys of the record with this number; numbers must be ascending."""
        for key in keys:
            rows = self._rows[key.kind]
            rows.append((record, key.start, key.end, len(key.text), digest(key.text)))
            if len(rows) >= _BLOCK:
                self._flush(key.kind)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for each in KeyKind:
            self._flush(each)
        self._stack.close()

    def _flush(self, kind: KeyKind) -> None:
        self._files[kind].append(np.array(self._rows[kind], _ITEM))
        self._rows[kind].clear()


def load_plans(folder: Path) -> dict[KeyKind, Plan]:
    """Return the plans of the segment at `folder`, mapped into memory."""
    return {kind: map_array(folder / name) for kind, name in PLAN_FILES.items()}


def digests_of(plan: Plan) -> list[bytes]:
    """Return the hashes of the keys of (a part of) a plan."""
    return [item.tobytes() for item in plan["digest"]]


def blocks(plan: Plan) -> Iterator[tuple[int, Plan]]:
    """Yield a plan in parts that fit in memory, each preceded by the number of its first key."""
    for start in range(0, len(plan), _BLOCK):
        yield start, plan[start : start + _BLOCK]
