"""Generations: complete indexes on disk, made aside, checked, then named current in one rename.

A generation holds all that answering needs, the records' texts too, so a running server or a
question in flight is never touched by a build, and a killed build leaves nothing but a folder
that the next one clears away.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from corpus.files.checksum import file_sha256
from corpus.files.permission import may_not_read
from corpus.text.message import message
from embeddings.disk.home import Home, OutOfReachError
from embeddings.disk.home import NoGenerationError as NoGenerationError  # where others look for it
from embeddings.encoders.encoder import EncoderIdentity
from embeddings.generation.catalogue import CODED
from embeddings.generation.segment import KeyCount, Segment
from embeddings.vectors.files import delete_generation

FORMAT = 3  # of the files below; a generation of another format is rebuilt
KEPT = 2  # generations kept: the current one and the one before
_SYNCED_AT_ONCE = 16  # files
_MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"  # ends the name of a folder that is being built

Files = dict[str, tuple[int, str]]  # name -> size in bytes, SHA-256


class UnreadableIndexError(OutOfReachError):
    """A file of the index is not for this user; it may be whole all the same."""

    def __init__(self, path: Path) -> None:
        super().__init__(may_not_read(path))


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
    replies_by_meaning: int  # replies whose passages are all embedded; the others: by words
    segments: tuple[Segment, ...]  # the base, then the additions
    languages: tuple[str, ...]  # language code of the catalogue -> language
    sources: tuple[str, ...]
    ministries: tuple[str, ...]
    countries: tuple[str, ...]
    chambers: tuple[str, ...]
    legislatures: tuple[str, ...]
    members: tuple[str, ...]  # who asked
    files: Files

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of the generation at `folder`. Raises NoGenerationError."""
        try:
            text = (folder / _MANIFEST).read_text("utf-8")
            values: dict[str, Any] = json.loads(text)
            if values["format"] != FORMAT:
                raise NoGenerationError(
                    message(
                        "the index was made by another version of parlebot (format {found}, "
                        "this one reads {wanted}); run 'parlebot index' again",
                        found=values["format"],
                        wanted=FORMAT,
                    )
                )
            if values.pop("sha256", None) is not None and text != _sealed(values):
                raise ValueError(message("it is not what was written"))
            values["encoder"] = EncoderIdentity(**values["encoder"])
            for name in ("period", *CODED.values()):
                values[name] = tuple(values[name])
            values["segments"] = tuple(_segment(entry) for entry in values["segments"])
            values["files"] = {name: tuple(entry) for name, entry in values["files"].items()}
            return cls(**values)
        except PermissionError as error:
            raise UnreadableIndexError(folder / _MANIFEST) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoGenerationError(
                message(
                    "the index in {folder} is damaged ({why}); run 'parlebot index' again",
                    folder=folder,
                    why=message("{place}: {reason}", place=_MANIFEST, reason=error),
                )
            ) from error

    @property
    def complete(self) -> bool:
        """True when all that can be is searched by meaning."""
        return all(segment.complete for segment in self.segments)

    def summary(self) -> dict[str, Any]:
        """Return what people and programs ask about an index, JSON-ready."""
        names = (
            *("built_at", "records", "replies", "replies_by_meaning", "groups", "period"),
            *("by_source", "fictional"),
        )
        values = {name: getattr(self, name) for name in names}
        return values | {"encoder": asdict(self.encoder)}

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder` and onto the disk."""
        path = folder / _MANIFEST
        path.write_text(_sealed(asdict(self)), "utf-8")
        _sync(path)
        _sync(folder)


def _segment(values: dict[str, Any]) -> Segment:
    keys = tuple(KeyCount(*count) for count in values["keys"])
    return Segment(**(values | {"keys": keys}))


def current_folder(home: Home) -> Path:
    """Return the folder of the current generation. Raises NoGenerationError."""
    try:
        name = home.pointer.read_text("utf-8", "replace").replace("\0", "").strip()
    except PermissionError as error:
        raise UnreadableIndexError(home.pointer) from error
    except OSError as error:
        raise NoGenerationError(
            message(
                "nothing is indexed yet in {folder}; run 'parlebot index FOLDER' on your "
                "documents, or 'parlebot index --sample' to try the fictional examples",
                folder=home.folder,
            )
        ) from error
    folder = home.generations / Path(name).name
    try:
        is_there = (folder / _MANIFEST).is_file()
    except PermissionError as error:
        raise UnreadableIndexError(folder / _MANIFEST) from error
    if not is_there:
        raise NoGenerationError(
            message(
                "the current index {folder} is missing; run 'parlebot index' again", folder=folder
            )
        )
    return folder


@contextmanager
def new_generation(home: Home, now: datetime) -> Iterator[Path]:
    """Give an empty folder to build in; leaving the block without error makes it current.

    On an error or a kill the folder stays unnamed and is cleared away by the next build.
    """
    for leftover in home.generations.glob(f"*{UNFINISHED}"):
        delete_generation(leftover)
    name = now.strftime("%Y%m%dT%H%M%S%fZ")
    unfinished = home.generations / f"{name}{UNFINISHED}"
    unfinished.mkdir()
    try:
        yield unfinished
        _open_to_readers(unfinished)
        folder = home.generations / name
        unfinished.rename(folder)
        _sync(home.generations)
        point_to(home, name)
    except BaseException:
        delete_generation(unfinished)
        raise
    _prune(home, keep=name)


def point_to(home: Home, name: str) -> None:
    """Name the generation that answers, in one rename."""
    aside = home.pointer.with_suffix(".new")
    aside.write_text(f"{name}\n", "utf-8")
    _sync(aside)
    aside.replace(home.pointer)
    _sync(home.folder)


def drop_earlier(home: Home, *, current: bool = False) -> None:
    """Delete the generation before the current one, which still holds what was removed since.

    With `current` that one goes too: nothing answers until the next build. An index that is open
    stays readable for those who opened it.
    """
    if current:
        home.pointer.unlink(missing_ok=True)
    keep = "" if current else current_folder(home).name
    for folder in home.generations.iterdir():
        if folder.is_dir() and folder.name != keep:
            delete_generation(folder)


def checksums(folder: Path, known: Files) -> Files:
    """Return size and SHA-256 of every file below `folder`, written through to the disk.

    Those in `known` are shared with an earlier generation: they were read and synced then. Lock
    files, which readers make too, do not count.
    """
    found: Files = {}
    written = [each for each in folder.rglob("*") if each.is_dir()]
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock"):
        name = path.relative_to(folder).as_posix()
        if name in known and path.stat().st_size == known[name][0]:
            found[name] = known[name]
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found[name] = (path.stat().st_size, digest)
        written.append(path)
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as pool:  # a disk is done with many in one go
        list(pool.map(_sync, written))
    return found


def check_files(folder: Path, manifest: Manifest, *, contents: bool = False) -> None:
    """Raise NoGenerationError when a file is missing, of another size, or (`contents`) changed.

    Raises UnreadableIndexError where that cannot be told.
    """
    for path in damaged_files(folder, manifest, contents=contents):
        raise changed_error(path)


def damaged_files(folder: Path, manifest: Manifest, *, contents: bool) -> Iterator[Path]:
    """Yield the files that are missing, of another size, or (`contents`) changed.

    Raises UnreadableIndexError where that cannot be told.
    """
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        try:
            wrong = path.stat().st_size != size or (contents and file_sha256(path) != digest)
        except PermissionError as error:
            raise UnreadableIndexError(path) from error
        except OSError:
            wrong = True
        if wrong:
            yield path


def changed_error(path: Path) -> NoGenerationError:
    """Return the error that names a file of an index that is not what was written."""
    return NoGenerationError(
        message(
            "the index is damaged: {path} is missing or changed; run 'parlebot doctor --repair'",
            path=path,
        )
    )


def _sealed(values: dict[str, Any]) -> str:
    """Return the text of a manifest with its own SHA-256 in it: no file lists the manifest."""
    digest = hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
    return json.dumps(values | {"sha256": digest}, ensure_ascii=False, indent=1)


def _open_to_readers(folder: Path) -> None:
    """Let those read each file below `folder` who may read the folder, as the umask has it.

    tantivy writes some files by way of temporary ones, which are for their owner alone; a server
    often runs as another user than the build.
    """
    given = folder.stat().st_mode & 0o777
    for path in folder.rglob("*"):
        mode = path.stat().st_mode & 0o777
        wanted = mode | (given if path.is_dir() else given & 0o666)
        if mode != wanted:
            path.chmod(wanted)


def _prune(home: Home, keep: str) -> None:
    others = sorted(p for p in home.generations.iterdir() if p.is_dir() and p.name != keep)
    for folder in others[: -(KEPT - 1) or None]:
        delete_generation(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
