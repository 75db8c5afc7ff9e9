"""The state of a home, gathered once: the doctor reports it and the repair works from it."""

import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from bot.feedback.feedback import FEEDBACK_FILE
from corpus.download.state import Downloads
from corpus.store.check import ChangedRecord, changed_records, store_trouble
from corpus.store.store import Store, StoreError
from corpus.text.message import said_by
from embeddings.build.build import fingerprint
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import EncoderUnavailableError
from embeddings.encoders.load import open_encoder
from embeddings.search.index_check import GenerationState, examine_generations, leftovers, named
from embeddings.vector_cache.check import CacheState, cache_trouble, examine_cache


@dataclass(slots=True)
class HomeFacts:
    """The state of a home when it was looked at."""

    home: Home
    exists: bool
    writable: bool
    read_only_disk: bool
    unreadable: list[Path]
    free: int  # bytes
    building: bool
    pointer: str | None  # the name that it holds
    generations: list[GenerationState]  # newest first
    leftovers: list[Path]
    out_of_reach: list[str] = field(default_factory=list)  # databases that cannot be read now
    store_trouble: str | None = None  # None: there is no store, or out of reach; "": it is whole
    changed: list[ChangedRecord] = field(default_factory=list)
    records: int = 0  # in the store
    up_to_date: bool | None = None  # None: not known; False also while keys are still missing
    encoder: Encoder | None = None
    encoder_trouble: str = ""
    cache_trouble: str | None = None  # as `store_trouble`
    cache: CacheState | None = None
    downloads_unfinished: list[str] = field(default_factory=list)
    downloads_unreadable: list[str] = field(default_factory=list)

    @property
    def current(self) -> GenerationState | None:
        """The generation that the pointer names, whether damaged or intact."""
        return next((g for g in self.generations if g.folder.name == self.pointer), None)

    @property
    def newest_whole(self) -> GenerationState | None:
        """The newest generation that can answer."""
        return next((g for g in self.generations if g.is_whole), None)

    @property
    def store_is_whole(self) -> bool:
        """True when the store is there and every record in it is what was stored."""
        return self.store_trouble == "" and not self.changed


def gather(home: Home) -> HomeFacts:
    """Return the state of `home`; nothing is changed, and every byte of the index is read."""
    folder = home.folder
    exists = folder.is_dir()
    # `access` knows of a read-only disk too, even for root, whom no permission stops.
    facts = HomeFacts(
        home=home,
        exists=exists,
        writable=exists and os.access(folder, os.W_OK),
        read_only_disk=exists and _is_read_only(folder),
        unreadable=_unreadable(folder) if exists else [],
        free=shutil.disk_usage(folder).free if exists else 0,
        building=exists and home.is_building(),
        pointer=named(home),
        generations=examine_generations(home),
        leftovers=leftovers(home) if exists else [],
    )
    _gather_encoder(facts)
    _gather_store(facts)
    _gather_cache(facts)
    _gather_downloads(facts)
    return facts


def _gather_encoder(facts: HomeFacts) -> None:
    index = facts.current or facts.newest_whole
    if index is None or index.manifest is None:
        return
    try:
        facts.encoder = open_encoder(index.manifest.encoder.name)
    except EncoderUnavailableError as error:
        facts.encoder_trouble = said_by(error)


def _gather_store(facts: HomeFacts) -> None:
    path = facts.home.store
    if not path.exists():
        return
    try:
        facts.store_trouble = store_trouble(path)
        if facts.store_trouble:
            return
        facts.changed = list(changed_records(path))
        if facts.changed:
            return
        with Store.for_reading(path) as store:
            versions = store.versions()
    except (sqlite3.Error, StoreError) as error:
        facts.store_trouble = None
        facts.out_of_reach.append(f"{path} ({error})")
        return
    facts.records = len(versions)
    if facts.current and facts.current.manifest:
        manifest = facts.current.manifest
        facts.up_to_date = manifest.complete and manifest.corpus_sha256 == fingerprint(versions)


def _gather_cache(facts: HomeFacts) -> None:
    path = facts.home.vectors
    if not path.exists():
        return
    try:
        facts.cache_trouble = cache_trouble(path)
        if facts.cache_trouble or facts.encoder is None:
            return
        if facts.store_is_whole:
            with Store.for_reading(facts.home.store) as store:
                facts.cache = examine_cache(path, facts.encoder.identity, store.records())
        else:
            facts.cache = examine_cache(path, facts.encoder.identity, None)
    except sqlite3.Error as error:
        facts.out_of_reach.append(f"{path} ({error})")


def _gather_downloads(facts: HomeFacts) -> None:
    downloads = Downloads(facts.home.downloads)
    if not facts.home.downloads.is_dir():
        return
    known = downloads.keys()
    facts.downloads_unreadable = [key for key in known if not downloads.read(key)]
    partial = downloads.partial("")
    if partial.is_dir():
        facts.downloads_unfinished = sorted(path.name for path in partial.iterdir())


def _unreadable(folder: Path) -> list[Path]:
    """Return what this user cannot read, except what only its owner is meant to read."""
    return [
        path
        for path in folder.rglob("*")
        if path.name != FEEDBACK_FILE and not os.access(path, os.R_OK)
    ]


def _is_read_only(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
