"""Checks the files of a generation against the sizes and checksums in its manifest."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corpus.files.checksum import file_sha256
from embeddings.disk.home import NoGenerationError
from embeddings.disk.sync import sync
from embeddings.generation.manifest import Files, Manifest, UnreadableIndexError

_SYNCED_AT_ONCE = 16  # files


def checksums(folder: Path, known: Files) -> Files:
    """Return the size and SHA-256 of every file below `folder`, synced to disk.

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
        list(pool.map(sync, written))
    return found


def check_files(folder: Path, manifest: Manifest, *, contents: bool = False) -> None:
    """Raise NoGenerationError if a file is missing, of another size, or (`contents`) changed.

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
    """Return the error that names an index file that differs from what was written."""
    return NoGenerationError(
        "the index is damaged: {path} is missing or changed; run 'parlebot doctor --repair'",
        path=path,
    )
