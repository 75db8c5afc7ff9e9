"""The corpus store: every record that was read and the document it came from, in SQLite.

It is the source of truth: indexes are made from it and can be thrown away. A record is kept for
each document that holds it; the most recently read one is the current one, and it goes when the
last document that holds it goes.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.readers import READERS_VERSION, ReadFile
from corpus.reading import Skipped
from corpus.record import ReplyRecord

_MIGRATIONS = (
    """
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        readers_version INTEGER NOT NULL
    );
    CREATE TABLE records (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        uid TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        data TEXT NOT NULL
    );
    CREATE INDEX records_by_uid ON records (uid, sequence);
    CREATE INDEX records_by_document ON records (document_id);
    CREATE TABLE skipped (
        document_id INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        place TEXT NOT NULL,
        reason TEXT NOT NULL
    );
    CREATE INDEX skipped_by_document ON skipped (document_id);
    """,
)


class StoreError(Exception):
    """The store cannot be used. The message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What tells a changed file from an unchanged one."""

    path: Path
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the state of the file at `path` now. Raises OSError."""
        stat = path.stat()
        return cls(path, stat.st_size, stat.st_mtime_ns)


class Store:
    """The corpus store in one SQLite file, created and migrated when opened."""

    def __init__(self, path: Path) -> None:
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            with _closed_on_error(self._database):
                self._database.execute("PRAGMA journal_mode=WAL")
                self._database.execute("PRAGMA foreign_keys=ON")
                self._migrate(path)
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"the corpus store {path} cannot be opened ({error}); move it away and index the "
                "documents again"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._database.close()

    def is_unchanged(self, state: FileState) -> bool:
        """Tell whether the file is as it was when it was last read, by the same readers.

        Size and modification time decide; when only the time differs, the content does.
        """
        row = self._database.execute(
            "SELECT size, mtime_ns, sha256, readers_version FROM documents WHERE path = ?",
            (str(state.path),),
        ).fetchone()
        if row is None or row[3] != READERS_VERSION or row[0] != state.size:
            return False
        if row[1] == state.mtime_ns:
            return True
        if row[2] != _sha256(state.path):
            return False
        self._database.execute(
            "UPDATE documents SET mtime_ns = ? WHERE path = ?", (state.mtime_ns, str(state.path))
        )
        return True

    def put(self, state: FileState, content: ReadFile) -> None:
        """Replace what the file at `state.path` gave before by `content`, all or nothing."""
        with self._transaction():
            self._database.execute("DELETE FROM documents WHERE path = ?", (str(state.path),))
            document = self._database.execute(
                "INSERT INTO documents (path, size, mtime_ns, sha256, readers_version)"
                " VALUES (?, ?, ?, ?, ?)",
                (str(state.path), state.size, state.mtime_ns, _sha256(state.path), READERS_VERSION),
            ).lastrowid
            self._database.executemany(
                "INSERT INTO records (document_id, uid, sha256, data) VALUES (?, ?, ?, ?)",
                ((document, r.uid, r.sha256, r.to_json()) for r in content.records),
            )
            self._database.executemany(
                "INSERT INTO skipped (document_id, place, reason) VALUES (?, ?, ?)",
                ((document, skip.place, skip.reason) for skip in content.skipped),
            )

    def remove(self, path: Path) -> None:
        """Forget the document at `path` and what only it held."""
        self._database.execute("DELETE FROM documents WHERE path = ?", (str(path),))

    def documents_below(self, folder: Path) -> list[Path]:
        """Return the known documents that are `folder` itself or lie below it."""
        rows = self._database.execute("SELECT path FROM documents").fetchall()
        return [path for (text,) in rows if (path := Path(text)).is_relative_to(folder)]

    def count_of(self, path: Path) -> int:
        """Return how many records the document at `path` gave when it was last read."""
        (count,) = self._database.execute(
            "SELECT count(*) FROM records JOIN documents ON id = document_id WHERE path = ?",
            (str(path),),
        ).fetchone()
        return int(count)

    def versions(self) -> dict[str, str]:
        """Return the SHA-256 of every current record by uid."""
        return dict(self._database.execute(f"SELECT uid, sha256 FROM {_CURRENT}"))

    def records(self) -> Iterator[ReplyRecord]:
        """Yield every current record, in the order of their uids."""
        rows = self._database.execute(f"SELECT data FROM {_CURRENT} ORDER BY uid")
        return (ReplyRecord.from_json(data) for (data,) in rows)

    def skipped(self, path: Path) -> list[Skipped]:
        """Return what was left out of the document at `path` when it was last read."""
        rows = self._database.execute(
            "SELECT place, reason FROM skipped JOIN documents ON id = document_id WHERE path = ?"
            " ORDER BY skipped.rowid",
            (str(path),),
        )
        return [Skipped(place, reason) for place, reason in rows]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _migrate(self, path: Path) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > len(_MIGRATIONS):
            raise StoreError(
                f"the corpus store {path} was made by a newer parlebot (version {version}); "
                "install that one"
            )
        for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
            self._database.executescript(f"BEGIN;{script};PRAGMA user_version={number};COMMIT;")


_CURRENT = (
    "(SELECT uid, sha256, data, max(sequence) FROM records GROUP BY uid)"
    # SQLite gives the other columns of the row that holds the max.
)


@contextmanager
def _closed_on_error(database: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
