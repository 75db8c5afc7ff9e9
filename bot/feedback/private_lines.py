"""A JSON Lines file of what people said: readable by its owner alone, and every line complete.

No link is followed: otherwise anyone able to write to the folder could redirect the writes.
"""

import contextlib
import errno
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.text.message import message

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # Windows has none


class LinesFullError(Exception):
    """The file has reached its maximum size."""


class PrivateLines:
    """The file at `path`, of at most `most` bytes. One thread of one process writes at a time."""

    def __init__(self, path: Path, most: int) -> None:
        self._path, self._most = path, most

    def add(self, entry: Mapping[str, Any]) -> None:
        """Append `entry` as a line, whole or not at all; create the file if needed.

        Raises LinesFullError, and OSError, also for a link where the file should be.
        """
        line = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._opened(os.O_CREAT) as file:
            size = _mended(file)
            if size + len(line) > self._most:
                raise LinesFullError(
                    f"{self._path} has reached its size; move it away to go on collecting"
                )
            try:
                _write(file, line)
            except OSError:
                os.ftruncate(file, size)
                raise

    def keep(self, fits: Callable[[Mapping[str, Any]], bool]) -> None:
        """Drop the lines that do not fit or are not JSON objects. Raises OSError, as `add` does.

        Where there is no file, none is made. On an error the lines stay as they are.
        """
        try:
            with self._opened() as file:
                lines = _read(file).splitlines(keepends=True)
        except FileNotFoundError:
            return
        kept = [line for line in lines if line.endswith(b"\n") and _fits(line, fits)]
        if len(kept) < len(lines):
            self._replace(b"".join(kept))

    def _replace(self, content: bytes) -> None:
        aside = self._path.with_name(f"{self._path.name}.new")
        aside.unlink(missing_ok=True)  # of a run that was killed here, or a link
        new = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
        try:
            try:
                _write(new, content)
                os.fsync(new)
            finally:
                os.close(new)
            aside.replace(self._path)
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink()
            raise

    @contextmanager
    def _opened(self, create: int = 0) -> Iterator[int]:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_APPEND | _NO_LINK | create, 0o600)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EISDIR):
                raise self._no_plain_file() from error
            raise
        try:
            mode = os.fstat(file).st_mode
            if not stat.S_ISREG(mode):
                raise self._no_plain_file()
            if mode & 0o077 and hasattr(os, "fchmod"):
                os.fchmod(file, 0o600)
            yield file
        finally:
            os.close(file)

    def _no_plain_file(self) -> OSError:
        said = message("a link or a folder is no place for what people say; move it away")
        return OSError(errno.ELOOP, said, str(self._path))


def _mended(file: int) -> int:
    """Drop the partial line left by a kill or a full disk; return the size in bytes."""
    size = os.fstat(file).st_size
    if size:
        os.lseek(file, size - 1, os.SEEK_SET)
        if os.read(file, 1) != b"\n":
            size = _read(file).rfind(b"\n") + 1
            os.ftruncate(file, size)
    return size


def _read(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    with open(file, "rb", closefd=False) as opened:
        return opened.read()


def _write(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]


def _fits(line: bytes, fits: Callable[[Mapping[str, Any]], bool]) -> bool:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(entry, dict) and fits(entry)
