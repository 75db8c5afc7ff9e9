"""Generations: complete indexes on disk, made aside, checked, then named current in one rename.

A generation holds all that answering needs, the records' texts too, so a running server or a
question in flight is never touched by a build, and a killed build leaves nothing but a folder
that the next one clears away.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from corpus.record import ReplyRecord
from embeddings.encoder import EncoderIdentity
from embeddings.home import Home
from embeddings.passages import KeyKind

FORMAT = 1  # of the files below; a generation of another format is rebuilt
KEPT = 2  # generations kept: the current one and the one before
_MANIFEST = "manifest.json"
_UNFINISHED = ".unfinished"


class NoGenerationError(Exception):
    """The home holds no index that can answer. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of, as its manifest.json says."""

    format: int
    built_at: str  # ISO 8601, UTC
    encoder: EncoderIdentity
    corpus_sha256: str  # of all uids and record versions, with the rules that cut passages
    records: int
    replies: int
    groups: int
    period: tuple[str, str]  # first and last day of a reply, ISO; "" when no reply has a date
    by_source: dict[str, int]
    fictional: int  # records of the fictional sample
    languages: tuple[str, ...]  # language code of the catalogue -> language
    sources: tuple[str, ...]
    ministries: tuple[str, ...]
    files: dict[str, tuple[int, str]]  # name -> size in bytes, SHA-256

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of the generation at `folder`. Raises NoGenerationError."""
        try:
            values: dict[str, Any] = json.loads((folder / _MANIFEST).read_text("utf-8"))
            if values["format"] != FORMAT:
                raise NoGenerationError(
                    f"the index was made by another version of parlebot (format "
                    f"{values['format']}, this one reads {FORMAT}); run 'parlebot index' again"
                )
            values["encoder"] = EncoderIdentity(**values["encoder"])
            for name in ("period", "languages", "sources", "ministries"):
                values[name] = tuple(values[name])
            values["files"] = {name: tuple(entry) for name, entry in values["files"].items()}
            return cls(**values)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoGenerationError(
                f"the index in {folder} is damaged ({error}); run 'parlebot index' again"
            ) from error

    def summary(self) -> dict[str, Any]:
        """Return what people and programs ask about an index, JSON-ready."""
        names = ("built_at", "records", "replies", "groups", "period", "by_source", "fictional")
        values = asdict(self)
        return {name: values[name] for name in (*names, "encoder")}

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder` and onto the disk."""
        path = folder / _MANIFEST
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")
        _sync(path)
        _sync(folder)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What search must know of every record and key, as arrays; codes index the manifest's lists.

    Record arrays have one item a record (its ordinal), key arrays one a key, by kind.
    """

    language: npt.NDArray[np.uint8]
    source: npt.NDArray[np.uint8]
    ministry: npt.NDArray[np.int32]
    group: npt.NDArray[np.int32]
    answered_on: npt.NDArray[np.int32]  # proleptic Gregorian ordinal of the day, 0 when unknown
    has_reply: npt.NDArray[np.bool_]
    key_record: tuple[npt.NDArray[np.int32], ...]  # by kind: ordinal of each key, ascending
    key_span: tuple[npt.NDArray[np.int32], ...]  # by kind: (keys, 2), offsets in the text

    def save(self, path: Path) -> None:
        """Write the arrays to `path`."""
        arrays = {name: getattr(self, name) for name in _COLUMNS}
        for kind in KeyKind:
            arrays[f"record_{kind}"] = self.key_record[kind]
            arrays[f"span_{kind}"] = self.key_span[kind]
        np.savez(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> "Catalogue":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                **{name: arrays[name] for name in _COLUMNS},
                key_record=tuple(arrays[f"record_{kind}"] for kind in KeyKind),
                key_span=tuple(arrays[f"span_{kind}"] for kind in KeyKind),
            )


_COLUMNS = ("language", "source", "ministry", "group", "answered_on", "has_reply")


class RecordTexts:
    """The records of a generation, looked up by ordinal or uid.

    Raises sqlite3.DatabaseError when the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        # immutable: nobody ever writes to it, so no lock is taken and a read-only disk will do.
        self._path = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(self._path, uri=True, check_same_thread=False)
        self._database.execute("SELECT ordinal FROM records LIMIT 1")

    @staticmethod
    def write(path: Path, records: Iterable[ReplyRecord], groups: Iterable[int]) -> None:
        """Write `records`, with the number of the group of each, to the new file `path`."""
        database = sqlite3.connect(path)
        with database:
            database.execute(
                "CREATE TABLE records (ordinal INTEGER PRIMARY KEY, uid TEXT UNIQUE,"
                " group_number INTEGER, sha256 TEXT, data TEXT)"
            )
            database.executemany(
                "INSERT INTO records VALUES (?, ?, ?, ?, ?)",
                (
                    (ordinal, record.uid, group, record.sha256, record.to_json())
                    for ordinal, (record, group) in enumerate(zip(records, groups, strict=True))
                ),
            )
            database.execute("CREATE INDEX by_group ON records (group_number)")
        database.close()

    def __getitem__(self, ordinal: int) -> ReplyRecord:
        row = self._database.execute(
            "SELECT data FROM records WHERE ordinal = ?", (int(ordinal),)
        ).fetchone()
        return ReplyRecord.from_json(row[0])

    def find(self, uid: str) -> ReplyRecord | None:
        """Return the record called `uid`, or None."""
        row = self._database.execute("SELECT data FROM records WHERE uid = ?", (uid,)).fetchone()
        return ReplyRecord.from_json(row[0]) if row else None

    def of_group(self, number: int) -> list[ReplyRecord]:
        """Return the records that share the reply of group `number`, by uid."""
        rows = self._database.execute(
            "SELECT data FROM records WHERE group_number = ? ORDER BY uid", (int(number),)
        )
        return [ReplyRecord.from_json(data) for (data,) in rows]

    def versions(self) -> dict[str, str]:
        """Return the SHA-256 of every record by uid."""
        return dict(self._database.execute("SELECT uid, sha256 FROM records"))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def current_folder(home: Home) -> Path:
    """Return the folder of the current generation. Raises NoGenerationError."""
    try:
        name = home.pointer.read_text("utf-8", "replace").replace("\0", "").strip()
    except OSError as error:
        raise NoGenerationError(
            f"nothing is indexed yet in {home.folder}; run 'parlebot index FOLDER' on your "
            "documents, or 'parlebot index --sample' to try the fictional examples"
        ) from error
    folder = home.generations / Path(name).name
    if not (folder / _MANIFEST).is_file():
        raise NoGenerationError(
            f"the current index {folder} is missing; run 'parlebot index' again"
        )
    return folder


@contextmanager
def new_generation(home: Home, now: datetime) -> Iterator[Path]:
    """Give an empty folder to build in; leaving the block without error makes it current.

    On an error or a kill the folder stays unnamed and is cleared away by the next build.
    """
    for leftover in home.generations.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(leftover, ignore_errors=True)
    name = now.strftime("%Y%m%dT%H%M%S%fZ")
    unfinished = home.generations / f"{name}{_UNFINISHED}"
    unfinished.mkdir()
    try:
        yield unfinished
        folder = home.generations / name
        unfinished.rename(folder)
        _point_to(home, name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _prune(home, keep=name)


def checksums(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and SHA-256 of every file below `folder`, written through to the disk."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        found[path.relative_to(folder).as_posix()] = (path.stat().st_size, digest)
    return found


def check_files(folder: Path, manifest: Manifest, *, contents: bool = False) -> None:
    """Raise NoGenerationError when a file is missing, of another size, or (`contents`) changed."""
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        try:
            wrong = path.stat().st_size != size
            if contents and not wrong:
                with path.open("rb") as file:
                    wrong = hashlib.file_digest(file, "sha256").hexdigest() != digest
        except OSError:
            wrong = True
        if wrong:
            raise NoGenerationError(
                f"the index is damaged: {path} is missing or changed; run 'parlebot index' again"
            )


def _point_to(home: Home, name: str) -> None:
    aside = home.pointer.with_suffix(".new")
    aside.write_text(f"{name}\n", "utf-8")
    _sync(aside)
    aside.replace(home.pointer)
    _sync(home.folder)


def _prune(home: Home, keep: str) -> None:
    others = sorted(p for p in home.generations.iterdir() if p.is_dir() and p.name != keep)
    for folder in others[: -(KEPT - 1) or None]:
        shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
