"""A generation under construction: its records first, then as many keys as are embedded."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from corpus.records.record import ReplyRecord
from embeddings.build.key_plan import PlanWriter
from embeddings.disk.array_file import read_array
from embeddings.generation.catalogue import CatalogueWriter, Codes
from embeddings.generation.manifest import CODED, Files, Manifest
from embeddings.generation.record_texts import RecordWriter
from embeddings.generation.segment import (
    COLUMNS_FILE,
    KEY_FILES,
    LEXICAL_FOLDER,
    TOMBSTONES_FILE,
    KeyCount,
    Segment,
    link,
    next_name,
)
from embeddings.lexical.bm25 import LexicalText, LexicalWriter, is_rewritten
from embeddings.lexical.shared_words import TermsWriter
from embeddings.texts.passages import KeyKind, keys_of

_NO_TOMBSTONES = np.empty(0, np.int64)


@dataclass(slots=True)
class GenerationDraft:
    """A generation whose records are written but not yet its keys."""

    folder: Path
    before: Path | None  # the generation whose segments it shares
    corpus_sha256: str
    codes: Codes
    segments: list[Segment] = field(default_factory=list)
    tombstones: npt.NDArray[np.int64] = field(default_factory=lambda: _NO_TOMBSTONES)
    shared: Files = field(default_factory=dict)  # files that are linked, not written

    @classmethod
    def whole(cls, folder: Path, corpus_sha256: str, records: Iterable[ReplyRecord]) -> Self:
        """Write `records` as the base of a new generation that shares nothing."""
        draft = cls(folder, None, corpus_sha256, Codes({}))
        np.save(folder / TOMBSTONES_FILE, draft.tombstones)
        lexical = LexicalWriter(folder / LEXICAL_FOLDER)
        draft._write_segment(records, lexical)
        lexical.close()
        return draft

    @classmethod
    def continued(cls, folder: Path, before: Path, manifest: Manifest) -> Self:
        """Share all records of the generation at `before`, to write more of its keys."""
        draft = cls(folder, before, manifest.corpus_sha256, _codes(manifest))
        draft.segments = list(manifest.segments)
        draft._share(manifest, tuple(manifest.files))
        draft.tombstones = read_array(folder / TOMBSTONES_FILE)
        return draft

    @classmethod
    def extended(
        cls,
        folder: Path,
        before: Path,
        manifest: Manifest,
        corpus_sha256: str,
        *,
        kept: Sequence[Segment],
        tombstones: npt.NDArray[np.int64],
        absorbed: Iterable[ReplyRecord],
        new: Iterable[ReplyRecord],
    ) -> Self:
        """Share the `kept` first segments of the generation at `before`, and add one.

        `tombstones` are ordinals in what is kept. The new segment has the records `absorbed` from
        the segments that are not kept, then the `new` ones.
        """
        draft = cls(folder, before, corpus_sha256, _codes(manifest))
        draft.segments = list(kept)
        tops = {LEXICAL_FOLDER, *(segment.name for segment in kept)}
        draft._share(manifest, tuple(n for n in manifest.files if n.split("/")[0] in tops))
        draft.tombstones = np.sort(tombstones)
        np.save(folder / TOMBSTONES_FILE, draft.tombstones)
        lexical = LexicalWriter(folder / LEXICAL_FOLDER)
        gone = range(sum(s.records for s in kept), sum(s.records for s in manifest.segments))
        lexical.delete([*draft.tombstones.tolist(), *gone])
        draft._write_segment(absorbed, lexical, new)
        lexical.close()
        return draft

    def _share(self, manifest: Manifest, names: Sequence[str]) -> None:
        """Link the files of these names, except those to be rewritten; copy what changes."""
        assert self.before is not None
        planned = {segment.name for segment in self.segments if segment.planned}
        for name in names:
            top, _, rest = name.partition("/")
            if not rest and name != TOMBSTONES_FILE:
                continue
            if top in planned and rest in KEY_FILES:
                continue
            goal = self.folder / name
            if top == LEXICAL_FOLDER and is_rewritten(rest):
                goal.parent.mkdir(exist_ok=True)
                goal.write_bytes((self.before / name).read_bytes())
            else:
                link(self.before / name, goal)
                self.shared[name] = manifest.files[name]

    def _write_segment(
        self,
        absorbed: Iterable[ReplyRecord],
        lexical: LexicalWriter,
        new: Iterable[ReplyRecord] = (),
    ) -> None:
        offset, name = sum(s.records for s in self.segments), next_name(self.segments)
        folder = self.folder / name
        folder.mkdir()
        columns, counts, number, counted_from = (
            CatalogueWriter(self.codes),
            [0] * len(KeyKind),
            0,
            0,
        )
        with (
            RecordWriter(folder) as records,
            PlanWriter(folder) as plan,
            TermsWriter(folder) as terms,
        ):
            for part in (absorbed, new):
                counted_from = number if self.segments else 0
                for record in part:
                    keys = list(keys_of(record))
                    records.add(number, record)
                    columns.add(record)
                    plan.add(number, keys)
                    terms.add(lexical.add(_lexical_text(offset + number, record)))
                    for key in keys:
                        counts[key.kind] += 1
                    number += 1
        if not number:  # records only went
            shutil.rmtree(folder)
            return
        columns.save(folder / COLUMNS_FILE)
        keys_count = tuple(KeyCount(0, count) for count in counts)
        segment = Segment(name, number, keys_count, planned=True, counted_from=counted_from)
        self.segments.append(segment)

    def count_keys(self, place: int, counts: Sequence[KeyCount]) -> None:
        """Record how many keys of the segment at `place` are written, by kind."""
        self.segments[place] = replace(self.segments[place], keys=tuple(counts))

    def settle(self) -> None:
        """Delete the plans: every key is written."""
        self.segments = [replace(segment, planned=False) for segment in self.segments]


def _codes(manifest: Manifest) -> Codes:
    return Codes({column: getattr(manifest, name) for column, name in CODED.items()})


def _lexical_text(ordinal: int, record: ReplyRecord) -> LexicalText:
    return LexicalText(
        ordinal,
        record.language,
        record.heading,
        record.question,
        record.reply if record.status.has_reply else "",
        "\n".join((record.rubrique, *record.themes)),
    )
