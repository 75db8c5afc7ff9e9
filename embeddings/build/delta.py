"""The delta: what the next generation shares with the previous one, and what it adds.

New and changed records become a delta segment; the records that they replace, and the removed ones,
stay where they are under a tombstone. Small delta segments are merged, so that their number grows
with the logarithm of what was added. When delta segments and tombstones exceed a fifth of the base,
in any language, everything is rewritten: words that are only in delta segments do not help to
correct typing errors, their acronyms are not known, and the means and statistics of a language
hardly change as long as it is mostly in the base.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import DatabaseError
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.store.store import Store
from embeddings.build.draft import GenerationDraft
from embeddings.disk.array_file import read_array
from embeddings.disk.home import Home, NoGenerationError
from embeddings.generation.catalogue import Catalogue
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.generation.record_texts import RecordTexts
from embeddings.generation.segment import COLUMNS_FILE, TOMBSTONES_FILE, Segment
from embeddings.generation.verified import verify

Ordinals = npt.NDArray[np.int64]
WHOLE_BELOW = 500  # records of a base: so few are soon written anew
_SHARE = 0.2  # of the base, that delta segments and tombstones may have
_TIMES = 2  # a delta segment takes in those before it that are up to so many times as large


@dataclass(frozen=True, slots=True)
class Before:
    """The current generation."""

    folder: Path
    manifest: Manifest
    versions: dict[str, str]  # uid -> version of each record


def previous(home: Home) -> Before | None:
    """Return the current generation of `home`; None if there is none, or it is damaged."""
    try:
        folder = current_folder(home)
        manifest = Manifest.read(folder)
        verify(home, folder, manifest)
        texts = RecordTexts(folder, manifest.segments, read_array(folder / TOMBSTONES_FILE))
    except (NoGenerationError, OSError, ValueError, DatabaseError):
        return None
    try:
        return Before(folder, manifest, texts.versions())
    except DatabaseError:
        return None
    finally:
        texts.close()


@dataclass(frozen=True, slots=True)
class Delta:
    """What the next generation consists of, besides the first segments of the previous one."""

    kept: tuple[Segment, ...]
    tombstones: Ordinals  # in what is kept
    absorbed: list[str]  # uids from the segments that are not kept
    new: list[str]  # uids


def plan_delta(before: Before, store: Store, versions: dict[str, str]) -> Delta | None:
    """Return how to bring the generation up to `versions`; None if everything must be rewritten."""
    new = [uid for uid, version in versions.items() if before.versions.get(uid) != version]
    gone = [uid for uid, version in before.versions.items() if versions.get(uid) != version]
    folder, segments = before.folder, before.manifest.segments
    base = segments[0].records
    if base < WHOLE_BELOW or len(new) + len(gone) > _SHARE * base:
        return None
    tombstones = read_array(folder / TOMBSTONES_FILE)
    texts = RecordTexts(folder, segments, tombstones)
    try:
        ordinals = [ordinal for uid in gone if (ordinal := texts.ordinal_of(uid)) is not None]
        tombstones = np.concatenate([tombstones, np.array(ordinals, np.int64)])
        catalogue = Catalogue.load([folder / s.name / COLUMNS_FILE for s in segments], tombstones)
        languages = Counter(record.language for record in store.records(new))
        if not _is_small(catalogue, base, before.manifest.languages, languages):
            return None
        if _is_gone(catalogue.source, catalogue) or _is_gone(catalogue.country, catalogue):
            return None  # otherwise the manifest would keep naming it
        kept = _kept(segments, catalogue.alive, len(new), complete=before.manifest.complete)
        first = sum(segment.records for segment in kept)
        absorbed = [texts[first + n].uid for n in np.flatnonzero(catalogue.alive[first:]).tolist()]
    finally:
        texts.close()
    return Delta(kept, tombstones[tombstones < first], absorbed, new)


def write_delta(
    folder: Path, before: Before, store: Store, delta: Delta, corpus_sha256: str
) -> GenerationDraft:
    """Write the records of the next generation into the new `folder`."""
    return GenerationDraft.extended(
        folder,
        before.folder,
        before.manifest,
        corpus_sha256,
        kept=delta.kept,
        tombstones=delta.tombstones,
        absorbed=store.records(delta.absorbed),
        new=store.records(delta.new),
    )


def _is_small(catalogue: Catalogue, base: int, languages: Sequence[str], new: Counter[str]) -> bool:
    """Return whether deltas and tombstones are a small share of the base in each language."""
    codes, count = catalogue.language, len(languages)
    in_base = np.bincount(codes[:base], minlength=count)
    beside = np.bincount(codes[base:][catalogue.alive[base:]], minlength=count)
    beside += np.bincount(codes[:base][~catalogue.alive[:base]], minlength=count)
    beside += np.array([new[language] for language in languages], np.int64)
    return set(new) <= set(languages) and bool((beside <= _SHARE * in_base).all())


def _is_gone(codes: npt.NDArray[np.integer[Any]], catalogue: Catalogue) -> bool:
    """Return whether a value of a coded column has no live record left."""
    return len(np.unique(codes)) > len(np.unique(codes[catalogue.alive]))


def _kept(
    segments: tuple[Segment, ...], alive: npt.NDArray[np.bool_], new: int, *, complete: bool
) -> tuple[Segment, ...]:
    """Return the segments to keep unchanged next to a delta segment of `new` records."""
    kept, size = list(segments), new
    end = len(alive)
    # As long as vectors are missing, each record's keys are counted with the segment it is in.
    while complete and len(kept) > 1:
        living = int(alive[end - kept[-1].records : end].sum())
        if living > _TIMES * size:
            break
        size, end = size + living, end - kept.pop().records
    return tuple(kept)
