"""Recognises a full disk among other errors, whichever library ran into it."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.store.store import StoreError
from corpus.text.message import MessageError
from embeddings.disk.home import Home

_TIGHT = 1 << 20  # bytes
_CODES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # no space, no quota, no larger file allowed


class DiskFullError(MessageError):
    """Nothing more can be written. The previous index still answers."""


@contextmanager
def naming_a_full_disk(home: Home) -> Iterator[None]:
    """Turn every error that means that `home`'s disk is full into DiskFullError.

    FAISS reports it as RuntimeError, tantivy as ValueError, SQLite as an error of its own.
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError, sqlite3.Error, StoreError) as error:
        if not _means_full(error, home):
            raise
        raise DiskFullError(
            "the disk of {folder} is full; the index that was there is unchanged and "
            "answers: free some space and run the same command again to go on",
            folder=home.folder,
        ) from error


def _means_full(error: BaseException | None, home: Home) -> bool:
    while error is not None:
        if isinstance(error, OSError) and error.errno in _CODES:
            return True
        if isinstance(error, sqlite3.Error) and _says_full(error, home):
            return True
        if any(os.strerror(code) in str(error) for code in _CODES):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_full(error: sqlite3.Error, home: Home) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # errors of the module itself have none
    # Where not even the shared memory of its log fits, SQLite only speaks of input and output.
    tight = code == sqlite3.SQLITE_IOERR and shutil.disk_usage(home.folder).free < _TIGHT
    return code == sqlite3.SQLITE_FULL or tight
