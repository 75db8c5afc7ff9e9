"""Reads every byte of a generation's files once, and remembers which files those were.

A flipped byte inside an index must not be served as somebody's words, but reading gigabytes before
every question would cost more than the question. So the contents are compared with the manifest's
checksums the first time a file is seen on this machine; after that, a file is recognised by its
inode, size and modification time. A change that keeps all three (bit rot, a time set back) is found
by `parlebot doctor` and `parlebot status`, which read everything. No checksum helps against someone
who may write to the home.
"""

import contextlib
import json
import os
import time
from pathlib import Path

from corpus.files.checksum import file_sha256
from corpus.files.permission import is_barred
from embeddings.disk.home import Home
from embeddings.generation.checksums import changed_error
from embeddings.generation.generations import KEPT, UNFINISHED
from embeddings.generation.manifest import Manifest, UnreadableIndexError

STAMP_FILE = "verified.json"
_FRESH_NS = 20_000_000  # a file changed this recently may change again within one tick of its clock

State = dict[str, tuple[int, int, int]]  # file's name -> inode, size in bytes, mtime in ns


def verify(home: Home, folder: Path, manifest: Manifest) -> State:
    """Return the state of the files of the generation at `folder`, all verified against `manifest`.

    Contents are read where they were not before. Raises NoGenerationError for the first file that
    is missing or changed, UnreadableIndexError for one that this user may not read.
    """
    known: dict[str, object] = {}
    for stamped in _read_stamp(home).values():
        known |= stamped
    state = state_of(folder, manifest)
    began = time.time_ns()
    for name, (size, digest) in manifest.files.items():
        inode, found, changed = state[name]
        if found != size:
            raise changed_error(folder / name)
        if is_barred(folder / name):  # also where another user has verified it before
            raise UnreadableIndexError(folder / name)
        if known.get(str(inode)) != [found, changed, digest]:
            try:
                right = file_sha256(folder / name) == digest
            except OSError:
                right = False
            if not right:
                raise changed_error(folder / name)
    stamp: dict[str, object] = {
        str(inode): [size, changed, manifest.files[name][1]]
        for name, (inode, size, changed) in state.items()
        if changed < began - _FRESH_NS
    }
    if any(known.get(inode) != entry for inode, entry in stamp.items()):
        _write_stamp(home, folder.name.removesuffix(UNFINISHED), stamp)
    return state


def state_of(folder: Path, manifest: Manifest) -> State:
    """Return what distinguishes a changed file from an unchanged one. Raises NoGenerationError."""
    state = {}
    for name in manifest.files:
        try:
            found = (folder / name).stat()
        except PermissionError as error:
            raise UnreadableIndexError(folder / name) from error
        except OSError as error:
            raise changed_error(folder / name) from error
        state[name] = (found.st_ino, found.st_size, found.st_mtime_ns)
    return state


def _read_stamp(home: Home) -> dict[str, dict[str, object]]:
    """Return what was verified: generation -> inode -> size, mtime, SHA-256; {} if nothing was."""
    try:
        values = json.loads((home.folder / STAMP_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    sound = isinstance(values, dict) and all(isinstance(v, dict) for v in values.values())
    return values if sound else {}


def _write_stamp(home: Home, name: str, stamp: dict[str, object]) -> None:
    """Save `stamp`; if that fails, as on a read-only disk, the next process reads all again."""
    # The one before is kept too: questions are asked of it until the new one is named.
    both = sorted((_read_stamp(home) | {name: stamp}).items())[-KEPT:]
    path = home.folder / STAMP_FILE
    aside = path.with_name(f"{STAMP_FILE}.{os.getpid()}")
    try:
        aside.write_text(json.dumps(dict(both)), "utf-8")
        aside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
