"""SQLite files as they lie on the disk: opened for reading only, and told damaged or not."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def means_damage(error: sqlite3.Error) -> bool:
    """Tell whether `error` says that the file is damaged, and not that it is out of reach now."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database for reading, also one on a disk that cannot be written.

    Raises sqlite3.DatabaseError.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    database = sqlite3.connect(address, uri=True)
    try:
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # On a read-only disk SQLite cannot make the shared memory of a write-ahead log. Nobody
        # writes there, so the file can be read as one that never changes.
        database.close()
        if path.with_name(f"{path.name}-wal").exists():
            raise
        database = sqlite3.connect(f"{address}&immutable=1", uri=True)
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Make what is written in the block all or nothing; the block may itself roll it back."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    if database.in_transaction:
        database.execute("COMMIT")


@contextmanager
def closed_on_error(database: sqlite3.Connection) -> Iterator[None]:
    """Close `database` when the block raises."""
    try:
        yield
    except BaseException:
        database.close()
        raise
