"""Turns a draft into a generation: writes keys, statistics and manifest, and opens it once."""

from datetime import datetime

import numpy as np

from embeddings.build.draft import GenerationDraft
from embeddings.build.key_plan import load_plans
from embeddings.build.segment_keys import SegmentKeys
from embeddings.disk.array_file import map_array
from embeddings.disk.home import VectorServer
from embeddings.encoders.centring import typical_question_means
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.identity import EncoderIdentity
from embeddings.generation.catalogue import Catalogue
from embeddings.generation.checksums import checksums
from embeddings.generation.manifest import FORMAT, Manifest
from embeddings.generation.segment import (
    COLUMNS_FILE,
    KEY_RECORD_FILES,
    PLAN_FILES,
    SETTLED_FILE,
    STATISTICS_FILE,
    KeyCount,
    with_offsets,
)
from embeddings.search.parts import Parts
from embeddings.texts.passages import KeyKind
from embeddings.vector_cache.cache import VectorCache
from embeddings.vectors.score_statistics import Moments, load_moments, save_moments


def finish(
    draft: GenerationDraft,
    cache: VectorCache,
    encoder: Encoder,
    server: VectorServer | None,
    now: datetime,
) -> Manifest:
    """Write whatever `draft` still lacks, except the keys that `cache` does not have.

    Raises NoGenerationError when what was written does not open.
    """
    paths = [draft.folder / segment.name / COLUMNS_FILE for segment in draft.segments]
    catalogue = Catalogue.load(paths, draft.tombstones)
    _write_keys(draft, cache, encoder, server, catalogue)
    manifest = _describe(draft, encoder.identity, catalogue, now)
    manifest.write(draft.folder)
    opened = Parts.open(draft.folder, server)
    opened.texts.close()
    return manifest


def _write_keys(
    draft: GenerationDraft,
    cache: VectorCache,
    encoder: Encoder,
    server: VectorServer | None,
    catalogue: Catalogue,
) -> None:
    """Write the keys of the planned segments, and the statistics of all.

    The means that are taken off the vectors are those of the base as long as it is planned itself;
    then they stay as they are, for what is centred cannot be centred anew.
    """
    languages = len(draft.codes.lists()["languages"])
    dimension = encoder.identity.dimension
    if draft.segments[0].planned:
        settled = {kind: Moments.empty(languages, dimension) for kind in KeyKind}
        others: dict[str, Vectors] = {"question_means": _question_means(draft, encoder)}
    else:
        settled, others = _settled(draft)
    settled = {kind: moments.widened(languages) for kind, moments in settled.items()}
    totals = {}
    counts: dict[int, list[KeyCount]] = {}
    for kind in KeyKind:
        total = settled[kind] + Moments.empty(languages, dimension)
        gathered = _gathered(draft, kind, cache, dimension, catalogue, counts)
        means = _means(gathered, others.get(f"centre_{kind}"), languages, dimension)
        others[f"centre_{kind}"] = means
        for place, keys in gathered.items():
            keys.index(means, total, draft.segments[place].counted_from, server)
        totals[kind] = total
    save_moments(draft.folder / STATISTICS_FILE, totals, **others)
    for place, of_segment in counts.items():
        draft.count_keys(place, of_segment)
    if all(segment.complete for segment in draft.segments):
        for segment in draft.segments:
            for name in PLAN_FILES.values():
                (draft.folder / segment.name / name).unlink(missing_ok=True)
        draft.settle()
    elif not draft.segments[0].planned:
        save_moments(draft.folder / SETTLED_FILE, settled, **others)


def _gathered(
    draft: GenerationDraft,
    kind: KeyKind,
    cache: VectorCache,
    dimension: int,
    catalogue: Catalogue,
    counts: dict[int, list[KeyCount]],
) -> dict[int, SegmentKeys]:
    """Gather the keys of one kind of each planned segment, by its place; add to `counts`."""
    gathered = {}
    for place, (offset, segment) in enumerate(with_offsets(draft.segments)):
        if segment.planned:
            folder = draft.folder / segment.name
            own = catalogue.language[offset : offset + segment.records]
            keys = SegmentKeys(folder, kind, own)
            count = keys.gather(load_plans(folder)[kind], cache, dimension)
            counts.setdefault(place, []).append(count)
            gathered[place] = keys
    return gathered


def _means(
    gathered: dict[int, SegmentKeys], known: Vectors | None, languages: int, dimension: int
) -> Vectors:
    """Return the mean vector of each language: the previous one, or that of the base's keys."""
    means = np.zeros((languages, dimension), np.float32)
    if known is not None:
        means[: len(known)] = known
        return means
    counts, sums = gathered[0].language_sums(languages)
    return np.asarray(sums / np.maximum(counts, 1)[:, np.newaxis], np.float32)


def _question_means(draft: GenerationDraft, encoder: Encoder) -> Vectors:
    """Return the means subtracted from a question: from the previous stage, if there was one."""
    if draft.before is None:
        return typical_question_means(encoder)
    return load_moments(draft.before / STATISTICS_FILE)[1]["question_means"]


def _settled(draft: GenerationDraft) -> tuple[dict[KeyKind, Moments], dict[str, Vectors]]:
    """Return the statistics of all keys but those of the planned segments."""
    assert draft.before is not None
    path = draft.before / SETTLED_FILE
    return load_moments(path if path.is_file() else draft.before / STATISTICS_FILE)


def _describe(
    draft: GenerationDraft, encoder: EncoderIdentity, catalogue: Catalogue, now: datetime
) -> Manifest:
    replies = catalogue.alive & catalogue.has_reply
    days = catalogue.answered_on[replies & (catalogue.answered_on > 0)]
    sources = draft.codes.lists()["sources"]
    counts = np.bincount(catalogue.source[catalogue.alive], minlength=len(sources)).tolist()
    return Manifest(
        format=FORMAT,
        built_at=now.isoformat(timespec="seconds"),
        encoder=encoder,
        corpus_sha256=draft.corpus_sha256,
        records=int(catalogue.alive.sum()),
        replies=int(replies.sum()),
        groups=len(np.unique(catalogue.group[replies])),
        period=(_iso(days.min()), _iso(days.max())) if len(days) else ("", ""),
        by_source={source: n for source, n in zip(sources, counts, strict=True) if n},
        fictional=int((catalogue.alive & catalogue.fictional).sum()),
        replies_by_meaning=int((replies & _with_reply_keys(draft, len(replies))).sum()),
        segments=tuple(draft.segments),
        files=checksums(draft.folder, draft.shared),
        **draft.codes.lists(),
    )


def _with_reply_keys(draft: GenerationDraft, records: int) -> np.ndarray:
    flags = np.zeros(records, np.bool_)
    for offset, segment in with_offsets(draft.segments):
        flags[map_array(draft.folder / segment.name / KEY_RECORD_FILES[KeyKind.REPLY]) + offset] = 1
    return flags


def _iso(day: np.int32) -> str:
    return datetime.fromordinal(int(day)).date().isoformat()
