"""Checks the corpus store: SQLite's own check, then each record against its checksum.

SQLite detects a broken structure, but not a changed letter inside a text.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.files.sqlite_file import means_damage, read_only
from corpus.text.message import said_by


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record whose text differs from what was stored."""

    sequence: int
    uid: str
    document: str  # path


def store_trouble(path: Path) -> str:
    """Return what is wrong with the structure of the store at `path`, or "".

    Raises sqlite3.Error where that cannot be told now: a full disk, no right to read.
    """
    try:
        with closing(read_only(path)) as database:
            (said,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            return "" if said == "ok" else str(said)
    except sqlite3.DatabaseError as error:
        if not means_damage(error):
            raise
        return said_by(error)


def changed_records(path: Path) -> Iterator[ChangedRecord]:
    """Yield the records whose text differs from what was stored.

    Raises sqlite3.DatabaseError when the store cannot be read.
    """
    with closing(read_only(path)) as database:
        for sequence, uid, sha256, data, document in database.execute(
            "SELECT sequence, uid, records.sha256, CAST(data AS BLOB), documents.path FROM records"
            " JOIN documents ON id = document_id ORDER BY sequence"
        ):
            if hashlib.sha256(data).hexdigest() != sha256:
                yield ChangedRecord(sequence, uid, document)


def forget_records(path: Path, changed: list[ChangedRecord]) -> None:
    """Delete `changed` from the store, so that their documents are read again."""
    with closing(sqlite3.connect(path)) as database, database:
        for record in changed:
            database.execute("DELETE FROM records WHERE sequence = ?", (record.sequence,))
            database.execute("UPDATE documents SET size = -1 WHERE path = ?", (record.document,))
