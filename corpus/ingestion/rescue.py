"""Replaces a damaged store: sets it aside, never deletes it, and reads its documents anew.

What no document contains is carried over as far as it can be read: replies that have since been
replaced and, above all, which questions were removed on request.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.ingestion.ingest import IngestReport, ingest
from corpus.records.progress import Progress
from corpus.store.store import Store

_ASIDE = ".damaged-"
_CARRIED = {"removed": 4, "replaced": 6}  # tables -> how many columns they have


@dataclass(frozen=True, slots=True)
class Rescue:
    """The outcome of rescuing a damaged store."""

    aside: Path  # where the damaged one lies now
    read: IngestReport
    gone: tuple[str, ...]  # documents that were in it and are no longer on the disk
    removals: int  # rows of removed questions that were carried over
    documents_known: bool  # False when not even the list of documents could be read


def move_aside(database: Path) -> Path:
    """Rename a damaged database and its log; return the new path. Raises OSError."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = database.with_name(f"{database.name}{_ASIDE}{now}")
    for suffix in ("-wal", "-shm", ""):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def set_aside_before(database: Path) -> bool:
    """Return whether a damaged database of this name was set aside: it may hold more than this."""
    return any(database.parent.glob(f"{database.name}{_ASIDE}*"))


def rescue_store(path: Path, downloads: Path, progress: Progress) -> Rescue:
    """Set the store at `path` aside and read its documents, and `downloads`, into a new one.

    Raises OSError, and StoreError when no new store can be made.
    """
    aside = move_aside(path)
    documents = [str(row[0]) for row in _readable_rows(aside, "documents", "path")]
    with Store(path) as store:
        carried = {name: list(_readable_rows(aside, name, "*")) for name in _CARRIED}
        with closing(sqlite3.connect(path)) as database, database:
            for name, columns in _CARRIED.items():
                marks = ",".join("?" * columns)
                rows = (row for row in carried[name] if len(row) == columns)
                database.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", rows)
        present = [Path(name) for name in documents if Path(name).is_file()]
        folders = [downloads] if downloads.is_dir() else []
        read = ingest(store, [*present, *folders], progress)
    gone = tuple(name for name in documents if not Path(name).is_file())
    return Rescue(aside, read, gone, len(carried["removed"]), bool(documents))


def _readable_rows(path: Path, table: str, columns: str) -> Iterator[tuple[object, ...]]:
    """Yield the readable rows of a damaged database: from the front, then from the back."""
    seen: set[int] = set()
    for order in ("ASC", "DESC"):
        try:
            with closing(sqlite3.connect(path)) as database:
                for rowid, *row in database.execute(
                    f"SELECT rowid, {columns} FROM {table} ORDER BY rowid {order}"
                ):
                    if rowid in seen:
                        break
                    seen.add(rowid)
                    yield tuple(row)
                else:
                    return
        except sqlite3.DatabaseError:
            continue
