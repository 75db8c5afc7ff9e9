"""How a changed document is distinguished from an unchanged one."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from corpus.files.sidecars import sidecar_of


@dataclass(frozen=True, slots=True)
class FileState:
    """A document's size and modification time, with those of its column mapping."""

    path: Path
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the state of the file at `path`. Raises OSError."""
        stats = [file.stat() for file in (path, sidecar_of(path)) if file]
        return cls(path, sum(s.st_size for s in stats), sum(s.st_mtime_ns for s in stats))

    def sha256(self) -> str:
        """Return the digest of the file and, if it has one, of its column mapping."""
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        if sidecar := sidecar_of(self.path):
            digest.update(sidecar.read_bytes())
        return digest.hexdigest()
