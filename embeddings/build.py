"""Builds a generation from the store: embeds what is new, writes the indexes, swaps."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.record import ReplyRecord
from corpus.store import Store
from embeddings.centring import centre_keys, typical_question_means
from embeddings.dense import DenseIndex, ScoreStatistics, save_statistics
from embeddings.encoder import Encoder, EncoderIdentity, Vectors
from embeddings.generation import (
    FORMAT,
    Catalogue,
    Manifest,
    NoGenerationError,
    RecordTexts,
    check_files,
    checksums,
    current_folder,
    new_generation,
)
from embeddings.home import Home
from embeddings.lexical import LexicalIndex, LexicalText, build_lexical
from embeddings.passages import PASSAGES_VERSION, Key, KeyKind, keys_of
from embeddings.vectors import Progress, VectorCache

DENSE_FILES = {kind: f"{kind.name.lower()}.faiss" for kind in KeyKind}
STATISTICS_FILE = "statistics.npz"
CATALOGUE_FILE = "catalogue.npz"
RECORDS_FILE = "records.sqlite"
LEXICAL_FOLDER = "lexical"


class NothingToIndexError(Exception):
    """The store holds no record, so there is no index to make."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build changed, in records, and what it cost, in keys."""

    added: int
    updated: int
    removed: int
    unchanged: int
    keys: int
    embedded: int  # texts that no earlier build had embedded
    manifest: Manifest

    def counts(self) -> dict[str, int]:
        """Return the numbers by name, for programs."""
        return {
            "added": self.added,
            "updated": self.updated,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "texts_embedded": self.embedded,
        }


def build(home: Home, store: Store, encoder: Encoder, progress: Progress) -> BuildReport:
    """Bring the index of `home` up to date with `store`; do nothing when it is.

    Raises NothingToIndexError for an empty store. The current generation answers until the new
    one is complete and checked; on any error it stays.
    """
    versions = store.versions()
    if not versions:
        raise NothingToIndexError("there is no record to index")
    corpus_sha256 = _fingerprint(versions)
    before, previous = _previous(home)
    changes = _compare(before, versions)
    if previous and (previous.corpus_sha256, previous.encoder) == (corpus_sha256, encoder.identity):
        return BuildReport(0, 0, 0, len(versions), 0, 0, previous)
    records = list(store.records())
    keys = [list(keys_of(record)) for record in records]
    texts = [key.text for of_record in keys for key in of_record]
    now = datetime.now(UTC)
    with VectorCache(home.vectors, encoder.identity) as cache:
        embedded = cache.add_missing(texts, encoder, progress)
        with new_generation(home, now) as folder:
            manifest = _write(folder, records, keys, cache, encoder, corpus_sha256, now)
            _validate(folder, manifest)
    return BuildReport(
        changes["added"], changes["updated"], changes["removed"], changes["unchanged"],
        len(texts), embedded, manifest,
    )  # fmt: skip


def _write(
    folder: Path,
    records: Sequence[ReplyRecord],
    keys: Sequence[Sequence[Key]],
    cache: VectorCache,
    encoder: Encoder,
    corpus_sha256: str,
    now: datetime,
) -> Manifest:
    languages = _codes(record.language for record in records)
    sources = _codes(record.source for record in records)
    ministries = _codes(record.ministry for record in records)
    groups = _codes(record.group for record in records)
    language = np.array([languages[r.language] for r in records], np.uint8)
    key_record, key_span, statistics = [], [], []
    for kind in KeyKind:
        of_kind = [(o, k) for o, ks in enumerate(keys) for k in ks if k.kind == kind]
        ordinals = np.array([ordinal for ordinal, _ in of_kind], np.int32)
        vectors = _vectors(cache, [key.text for _, key in of_kind], encoder.identity.dimension)
        vectors = centre_keys(vectors, language[ordinals])
        DenseIndex.build(vectors).save(folder / DENSE_FILES[kind])
        statistics.append(ScoreStatistics.of(vectors, language[ordinals], len(languages)))
        key_record.append(ordinals)
        key_span.append(np.array([k[1:3] for _, k in of_kind], np.int32).reshape(-1, 2))
    save_statistics(folder / STATISTICS_FILE, statistics, typical_question_means(encoder))
    Catalogue(
        language=language,
        source=np.array([sources[r.source] for r in records], np.uint8),
        ministry=np.array([ministries[r.ministry] for r in records], np.int32),
        group=np.array([groups[r.group] for r in records], np.int32),
        answered_on=np.array(
            [r.answered_on.toordinal() if r.answered_on else 0 for r in records], np.int32
        ),
        has_reply=np.array([r.status.has_reply for r in records], np.bool_),
        key_record=tuple(key_record),
        key_span=tuple(key_span),
    ).save(folder / CATALOGUE_FILE)
    RecordTexts.write(folder / RECORDS_FILE, records, (groups[r.group] for r in records))
    build_lexical(
        folder / LEXICAL_FOLDER,
        (
            LexicalText(o, r.language, r.heading, r.question, r.reply if r.status.has_reply else "")
            for o, r in enumerate(records)
        ),
    )
    manifest = _describe(
        records,
        encoder.identity,
        corpus_sha256,
        now,
        checksums(folder),
        languages,
        sources,
        ministries,
    )
    manifest.write(folder)
    return manifest


def _describe(
    records: Sequence[ReplyRecord],
    encoder: EncoderIdentity,
    corpus_sha256: str,
    now: datetime,
    files: dict[str, tuple[int, str]],
    languages: Iterable[str],
    sources: Iterable[str],
    ministries: Iterable[str],
) -> Manifest:
    replies = [r for r in records if r.status.has_reply]
    days = sorted(r.answered_on.isoformat() for r in replies if r.answered_on)
    return Manifest(
        format=FORMAT,
        built_at=now.isoformat(timespec="seconds"),
        encoder=encoder,
        corpus_sha256=corpus_sha256,
        records=len(records),
        replies=len(replies),
        groups=len({r.group for r in replies}),
        period=(days[0], days[-1]) if days else ("", ""),
        by_source=dict(Counter(r.source for r in records)),
        fictional=sum(r.fictional for r in records),
        languages=tuple(languages),
        sources=tuple(sources),
        ministries=tuple(ministries),
        files=files,
    )


def _validate(folder: Path, manifest: Manifest) -> None:
    """Open everything as a reader would, before the generation may answer."""
    check_files(folder, manifest)
    catalogue = Catalogue.load(folder / CATALOGUE_FILE)
    for kind in KeyKind:
        keys = len(DenseIndex.load(folder / DENSE_FILES[kind]))
        if keys != len(catalogue.key_record[kind]):
            raise NoGenerationError(f"the new index does not hold all {kind.name.lower()} keys")
    LexicalIndex(folder / LEXICAL_FOLDER)


def _vectors(cache: VectorCache, texts: Sequence[str], dimension: int) -> Vectors:
    return cache.get(texts) if texts else np.empty((0, dimension), np.float32)


def _codes(values: Iterable[str]) -> dict[str, int]:
    """Give each distinct value a number, in their order of first appearance."""
    return {value: code for code, value in enumerate(dict.fromkeys(values))}


def _fingerprint(versions: dict[str, str]) -> str:
    digest = hashlib.sha256(f"passages {PASSAGES_VERSION}\n".encode())
    for uid, version in sorted(versions.items()):
        digest.update(f"{uid} {version}\n".encode())
    return digest.hexdigest()


def _previous(home: Home) -> tuple[dict[str, str], Manifest | None]:
    """Return uid -> version and the manifest of the current generation, as far as it is whole."""
    try:
        folder = current_folder(home)
        manifest = Manifest.read(folder)
        # Contents too: to index again is the remedy that a damaged index is told to need.
        check_files(folder, manifest, contents=True)
        texts = RecordTexts(folder / RECORDS_FILE)
    except NoGenerationError:
        return {}, None
    try:
        return texts.versions(), manifest
    finally:
        texts.close()


def _compare(before: dict[str, str], after: dict[str, str]) -> Counter[str]:
    changes: Counter[str] = Counter()
    for uid, version in after.items():
        old = before.get(uid)
        changes["added" if old is None else "unchanged" if old == version else "updated"] += 1
    changes["removed"] = len(before.keys() - after.keys())
    return changes
