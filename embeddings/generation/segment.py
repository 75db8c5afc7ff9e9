"""Segments: what a generation is made of. The first is the base, the others are deltas.

A segment is a folder of files that are never changed once written, so the next generation shares
them by hard link. Its records have numbers of their own from 0 on; their ordinals in the generation
follow from the segments before it. A record that was changed or removed since keeps its place,
under a tombstone.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from embeddings.texts.passages import KeyKind

# In a segment's folder.
RECORDS_FILE = "records.sqlite"
COLUMNS_FILE = "columns.npz"
TERMS_FILES = ("terms.npy", "term_starts.npy")
DENSE_FILES = {kind: f"{kind.name.lower()}.faiss" for kind in KeyKind}
KEY_RECORD_FILES = {kind: f"{kind.name.lower()}_records.npy" for kind in KeyKind}
KEY_SPAN_FILES = {kind: f"{kind.name.lower()}_spans.npy" for kind in KeyKind}
PLAN_FILES = {kind: f"{kind.name.lower()}_plan.npy" for kind in KeyKind}
KEY_FILES = frozenset(
    name for files in (DENSE_FILES, KEY_RECORD_FILES, KEY_SPAN_FILES) for name in files.values()
)

# In the generation's folder.
TOMBSTONES_FILE = "dead.npy"
STATISTICS_FILE = "statistics.npz"
SETTLED_FILE = "settled.npz"
LEXICAL_FOLDER = "lexical"


class KeyCount(NamedTuple):
    """How many keys of a kind are searched by meaning, and how many there are."""

    done: int
    all: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, as named in the manifest."""

    name: str  # of its folder
    records: int
    keys: tuple[KeyCount, ...]  # by kind
    planned: bool  # the list of all its keys is kept, since some are not embedded yet
    counted_from: int = 0  # its first record whose keys are in the statistics by this segment

    @property
    def complete(self) -> bool:
        """True if every key is searched by meaning."""
        return all(count.done == count.all for count in self.keys)


def with_offsets(segments: Sequence[Segment]) -> Iterator[tuple[int, Segment]]:
    """Yield the ordinal of each segment's first record, with the segment."""
    offset = 0
    for segment in segments:
        yield offset, segment
        offset += segment.records


def next_name(segments: Sequence[Segment]) -> str:
    """Return the name for the segment after `segments`."""
    return f"{int(segments[-1].name) + 1 if segments else 0:04}"


def link(source: Path, goal: Path) -> None:
    """Make `goal` the same file as `source`, or a copy if the disk does not support links."""
    goal.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, goal)
    except OSError:
        shutil.copyfile(source, goal)
