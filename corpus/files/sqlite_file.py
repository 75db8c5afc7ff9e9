"""SQLite files on disk: opened read-only, and recognised as damaged or not."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def means_damage(error: sqlite3.Error) -> bool:
    """Return whether `error` means that the file is damaged, not just temporarily out of reach."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database for reading, even on a read-only disk.

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
    """Make the writes in the block all or nothing; the block may roll them back itself."""
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
    """Close `database` if the block raises."""
    try:
        yield
    except BaseException:
        database.close()
        raise
