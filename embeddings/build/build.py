"""Brings the index up to date with the store: writes what changed, embeds what is new, swaps.

A large build is done in stages, each of which is a complete generation: first the words, then
titles and questions by meaning, then replies, newest first.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.records.progress import Progress
from corpus.store.store import Store
from corpus.text.message import MessageError, message
from embeddings.build.delta import Before, plan_delta, previous, write_delta
from embeddings.build.draft import GenerationDraft
from embeddings.build.embedding import Meter, Schedule, embed_all, embed_until
from embeddings.build.finishing import finish
from embeddings.build.stages import Todo
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.generation.generations import new_generation
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.generation.verified import verify
from embeddings.texts.passages import PASSAGES_VERSION
from embeddings.vector_cache.cache import VectorCache

Announce = Callable[[str], None]  # what a person should know while it runs, in English
_STAGED_FROM = 60.0  # seconds of embedding from which on a build is done in stages


class NothingToIndexError(MessageError):
    """The store holds no record, so there is no index to build."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build changed, in records, and what it cost, in texts."""

    added: int
    updated: int
    removed: int
    unchanged: int
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


def build(
    home: Home,
    store: Store,
    encoder: Encoder,
    progress: Progress,
    told: Announce = lambda message: None,
    *,
    whole: bool = False,
    staged: bool = True,
) -> BuildReport:
    """Bring the index of `home` up to date with `store`; do nothing if it already is.

    With `whole` nothing is shared with the generation before, so that nothing of a removed record
    stays on the disk; without `staged` nothing is published before every text is embedded.
    `progress` counts characters. Raises NothingToIndexError for an empty store.
    The current generation answers until the next one is complete and checked; on any error it
    stays.
    """
    versions = store.versions()
    if not versions:
        raise NothingToIndexError("there is no record to index")
    before = previous(home)
    changes = _compare(before.versions if before else {}, versions)
    fit = before if before and _fits(before, encoder) else None
    with VectorCache(home.vectors, encoder.identity) as cache:
        work = _Work(home, encoder, cache, progress, told)
        if fit and not whole and changes["unchanged"] == changes.total():
            manifest = fit.manifest
        else:
            delta = plan_delta(fit, store, versions) if fit and not whole else None
            corpus_sha256 = fingerprint(versions)

            def records(folder: Path) -> GenerationDraft:
                if fit and delta:
                    return write_delta(folder, fit, store, delta, corpus_sha256)
                return GenerationDraft.whole(folder, corpus_sha256, store.records())

            # As long as another encoder's index answers, no half of this one's takes its place.
            manifest = work.begin(records, staged=staged and (bool(fit) or not before))
        manifest = work.complete(manifest)
    return BuildReport(
        changes["added"], changes["updated"], changes["removed"], changes["unchanged"],
        work.embedded, manifest,
    )  # fmt: skip


class _Work:
    """The embedding and publishing of one build."""

    def __init__(
        self,
        home: Home,
        encoder: Encoder,
        cache: VectorCache,
        progress: Progress,
        told: Announce,
    ) -> None:
        self._home, self._encoder, self._cache = home, encoder, cache
        self._progress, self._told = progress, told
        self._meter: Meter | None = None
        self._schedule = Schedule()

    @property
    def embedded(self) -> int:
        """How many texts were embedded."""
        return self._meter.texts if self._meter else 0

    def begin(self, records: Callable[[Path], GenerationDraft], *, staged: bool) -> Manifest:
        """Publish a generation of `records`; with all keys, or if `staged` and large, with few."""
        now = datetime.now(UTC)
        with new_generation(self._home, now) as folder:
            draft = records(folder)
            todo = Todo(folder, draft.segments, self._cache)
            try:
                meter = self._measured(todo)
                if not staged or meter.seconds_left < _STAGED_FROM:
                    embed_all(todo, meter, self._encoder, self._cache)
            finally:
                todo.close()
            return self._finish(draft, now)

    def complete(self, manifest: Manifest) -> Manifest:
        """Embed what the current generation (with this manifest) still lacks, stage by stage."""
        while not manifest.complete:
            folder = current_folder(self._home)
            todo = Todo(folder, manifest.segments, self._cache)
            try:
                meter = self._meter or self._measured(todo)
                embed_until(self._schedule.due, todo, meter, self._encoder, self._cache)
            finally:
                todo.close()
            now = datetime.now(UTC)
            with new_generation(self._home, now) as unfinished:
                draft = GenerationDraft.continued(unfinished, folder, manifest)
                manifest = self._finish(draft, now)
        return manifest

    def _measured(self, todo: Todo) -> Meter:
        """Start by embedding a sample, and report how long the rest will take."""
        self._meter = Meter(todo.characters, self._progress)
        seconds = self._meter.estimate(todo, self._encoder, self._cache)
        if seconds >= _STAGED_FROM:
            self._told(
                message(
                    "To embed: {characters} characters, about {time} here. Stop it when you "
                    "like (Ctrl-C): the same command goes on from there.",
                    characters=todo.characters,
                    time=duration(seconds),
                )
            )
        return self._meter

    def _finish(self, draft: GenerationDraft, now: datetime) -> Manifest:
        start = time.monotonic()
        manifest = finish(draft, self._cache, self._encoder, self._home.vector_server, now)
        verify(self._home, draft.folder, manifest)  # so that no question has to read it all again
        self._schedule.published(time.monotonic() - start)
        if not manifest.complete and self._meter:
            self._told(
                message(
                    "Searched so far: {replies} replies by their words, {by_meaning} of them "
                    "by meaning. Still about {time}.",
                    replies=manifest.replies,
                    by_meaning=manifest.replies_by_meaning,
                    time=duration(self._meter.seconds_left),
                )
            )
        return manifest


def fingerprint(versions: dict[str, str]) -> str:
    """Return the `corpus_sha256` in the manifest of an index of these uids and versions."""
    digest = hashlib.sha256(f"passages {PASSAGES_VERSION}\n".encode())
    for uid, version in sorted(versions.items()):
        digest.update(f"{uid} {version}\n".encode())
    return digest.hexdigest()


def duration(seconds: float) -> str:
    """Return a human-readable duration: "40 s", "12 min", "3 h 20 min"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 100 else f"{minutes} min"


def _fits(before: Before, encoder: Encoder) -> bool:
    """Return whether the generation was built with the same encoder and rules."""
    same_rules = before.manifest.corpus_sha256 == fingerprint(before.versions)
    return same_rules and before.manifest.encoder == encoder.identity


def _compare(before: dict[str, str], after: dict[str, str]) -> Counter[str]:
    changes: Counter[str] = Counter()
    for uid, version in after.items():
        old = before.get(uid)
        changes["added" if old is None else "unchanged" if old == version else "updated"] += 1
    changes["removed"] = len(before.keys() - after.keys())
    return changes
