"""Where downloads are stored, and what is known about each.

downloads/an/17/...      what was downloaded and checked, the official files as they are
downloads/.partial/      unfinished downloads
downloads/.state/        one small JSON file per source: where from, when, validators, digest
downloads/.lock          held by the process that is downloading

Hidden folders are not documents: `parlebot index downloads` skips them.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import filelock

from corpus.download.addresses import Archive
from corpus.download.errors import FetchBusyError
from corpus.files.checksum import file_sha256


@dataclass(frozen=True, slots=True)
class FileVersion:
    """One version of an archive, as described by its server. Unknown values are "" or -1."""

    url: str
    etag: str = ""
    last_modified: str = ""
    size: int = -1  # bytes
    sha256: str = ""  # once it is here whole and has passed the checks

    @property
    def validator(self) -> str:
        """The If-Range value that proves that the rest is of the same version, or ""."""
        return self.last_modified if self.etag.startswith("W/") else self.etag or self.last_modified


@dataclass(slots=True)
class ArchiveState:
    """What is known about one archive."""

    have: FileVersion | None = None  # the version in downloads/
    coming: FileVersion | None = None  # the version in .partial/
    checked_at: str = ""  # when the server was last asked, ISO 8601
    fetched_at: str = ""  # when `have` came

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "ArchiveState":
        """Return the stored state; an empty one if it does not have this shape."""
        try:
            versions = {
                name: FileVersion(**values[name]) if values.get(name) else None
                for name in ("have", "coming")
            }
            return cls(**{**values, **versions})
        except TypeError:
            return cls()


class Downloads:
    """The downloads folder of one home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._partial = folder / ".partial"
        self._state = folder / ".state"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Create the folder and hold its lock. Raises FetchBusyError if another process does."""
        for folder in (self._partial, self._state):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            with filelock.FileLock(self.folder / ".lock").acquire(timeout=0):
                yield
        except filelock.Timeout as error:
            raise FetchBusyError(
                "another 'parlebot fetch' or 'parlebot update' is at work in {folder}; "
                "wait until it has finished",
                folder=self.folder,
            ) from error

    def keys(self) -> list[str]:
        """Return the sorted keys of all sources ever requested."""
        return sorted(path.stem for path in self._state.glob("*.json"))

    def read(self, key: str) -> dict[str, Any]:
        """Return the stored state of a source; {} if there is none or it cannot be read."""
        try:
            values = json.loads((self._state / f"{key}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def write(self, key: str, values: dict[str, Any]) -> None:
        """Store the state of a source, in one rename. Raises OSError."""
        content = json.dumps(values, ensure_ascii=False, indent=1).encode()
        write_whole(self._state / f"{key}.json", content, self.partial(f"{key}.state"))

    def partial(self, name: str) -> Path:
        """Return the path of an unfinished download."""
        return self._partial / name


@dataclass(slots=True)
class Slot:
    """One archive's files and state. Opening it cleans up after a killed run."""

    archive: Archive
    downloads: Downloads
    state: ArchiveState = field(init=False)

    def __post_init__(self) -> None:
        self.state = ArchiveState.from_dict(self.downloads.read(self.archive.key))

    @property
    def final(self) -> Path:
        """The path of the archive once it is complete."""
        return self.downloads.folder / self.archive.path

    @property
    def partial(self) -> Path:
        """The path of the archive while it is being downloaded."""
        return self.downloads.partial(f"{self.archive.key}.zip")

    def recover(self) -> None:
        """Finish an interrupted run: rename a checked file, record a renamed one, drop the rest."""
        coming = self.state.coming
        if coming and coming.sha256:
            if self.partial.exists() and file_sha256(self.partial) == coming.sha256:
                self.accept(coming)
            elif self.final.exists() and file_sha256(self.final) == coming.sha256:
                self._note(coming)
        if self.state.coming is None or self.state.coming.url != self.archive.url:
            self.drop_partial()
        have = self.state.have
        if have and not (self.final.exists() and file_sha256(self.final) == have.sha256):
            self.state.have = None  # removed or changed by someone: fetch it again

    def partial_size(self) -> int:
        """Return how many bytes of the version being downloaded are on disk."""
        return self.partial.stat().st_size if self.partial.exists() else 0

    def drop_partial(self) -> None:
        """Discard the version being downloaded."""
        self.partial.unlink(missing_ok=True)
        self.state.coming = None

    def start(self, version: FileVersion) -> None:
        """Start a version from scratch. Old bytes go first: they must never pass for new ones."""
        self.drop_partial()
        self.expect(version)

    def expect(self, version: FileVersion) -> None:
        """Record which version is about to be, or has been, downloaded. Raises OSError."""
        self.state.coming = version
        self.save()

    def accept(self, version: FileVersion) -> None:
        """Move the checked file into place. If killed at any point, `recover` ends the same way."""
        self.expect(version)
        self.final.parent.mkdir(parents=True, exist_ok=True)
        self.partial.replace(self.final)
        _sync_folder(self.final.parent)
        self._note(version)

    def save(self) -> None:
        """Store the state. Raises OSError."""
        self.downloads.write(self.archive.key, asdict(self.state))

    def _note(self, version: FileVersion) -> None:
        self.state.have, self.state.coming = version, None
        self.save()


def write_whole(path: Path, content: bytes, beside: Path) -> None:
    """Write a file at `beside` and rename it to `path`, so that it is complete or not there at all.

    Raises OSError; what `path` held then stays.
    """
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    beside.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # where folders cannot be synced, as on Windows
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
