"""The corpus store: every record that was read and the document it came from, in SQLite.

It is the source of truth: indexes are built from it and can be thrown away. A record is kept for
each document that contains it. What they say about one question is merged when it is read
(corpus/store/merge.py); a question goes when the last document that contains it goes.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.files.file_state import FileState
from corpus.files.permission import is_barred, may_not_read
from corpus.files.sqlite_file import closed_on_error, read_only, transaction
from corpus.records.reading import READERS_VERSION, ReadFile, Skipped
from corpus.records.record import ReplyRecord
from corpus.store.document import count_records, replace_document
from corpus.store.history import (
    forget_document,
    forget_source,
    now,
    remove_question,
    replaced_texts,
    restore_question,
)
from corpus.store.merge import Merged, Version, merge
from corpus.store.schema import MIGRATIONS, migrate
from corpus.text.message import MessageError


class StoreError(MessageError):
    """The store cannot be used. The message says what is wrong and what to do."""


class Store:
    """The corpus store in one SQLite file, created and migrated when opened."""

    def __init__(self, path: Path) -> None:
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            with closed_on_error(self._database):
                self._database.execute("PRAGMA journal_mode=WAL")
                self._database.execute("PRAGMA foreign_keys=ON")
                self._migrate(path)
        except sqlite3.DatabaseError as error:
            if is_barred(path):
                raise StoreError(may_not_read(path)) from error
            raise StoreError(
                "the corpus store {path} cannot be opened ({why}); run 'parlebot doctor --repair'",
                path=path,
                why=error,
            ) from error

    @classmethod
    def for_reading(cls, path: Path) -> Self:
        """Open an existing store, even on a read-only disk.

        A store of an earlier version is brought up to date first. Raises StoreError.
        """
        try:
            database = read_only(path)
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version != len(MIGRATIONS):
                database.close()
                return cls(path)
        except sqlite3.DatabaseError as error:
            if is_barred(path):
                raise StoreError(may_not_read(path)) from error
            raise StoreError(
                "the corpus store {path} cannot be read ({why})", path=path, why=error
            ) from error
        store = cls.__new__(cls)
        store._database = database
        return store

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
        """Return whether the file is unchanged since it was last read by the same readers.

        Size and modification time decide; when only the time differs, the content does.
        """
        row = self._database.execute(
            "SELECT size, mtime_ns, sha256, readers_version FROM documents WHERE path = ?",
            (str(state.path),),
        ).fetchone()
        if row is None or row[3] != READERS_VERSION or row[0] != state.size:
            return False
        return bool(row[1] == state.mtime_ns or row[2] == state.sha256())

    def note_time(self, state: FileState) -> None:
        """Record when an unchanged file was last written, to avoid comparing its content."""
        self._database.execute(
            "UPDATE documents SET mtime_ns = ?1 WHERE path = ?2 AND mtime_ns <> ?1",
            (state.mtime_ns, str(state.path)),
        )

    def put(self, state: FileState, content: ReadFile) -> Counter[str] | None:
        """Replace what the file at `state.path` contributed before by `content`, all or nothing.

        Return how many records of each source it gives; None, with nothing changed, when it is
        broken now and gave more before. A reply's text that it gave before and that is now another
        is kept as an earlier one. Records that were removed on request stay out: they are added to
        `content.skipped`.
        """
        with transaction(self._database):
            read = replace_document(self._database, state, content)
            if read is None:
                self._database.rollback()
        return read

    def remove(self, path: Path) -> None:
        """Forget the document at `path` and whatever only it contained, earlier texts included."""
        with transaction(self._database):
            forget_document(self._database, str(path))

    def remove_source(self, source: str) -> None:
        """Forget the records of `source` in every document, until the document is read again."""
        with transaction(self._database):
            forget_source(self._database, source)

    def remove_record(self, uid: str) -> list[Path]:
        """Remove the question `uid` from every document, now and whenever they are read again.

        Its earlier texts go too. Return the documents that held it; none when it is not known.
        """
        with transaction(self._database):
            return remove_question(self._database, self._identity_of(uid), now())

    def restore_record(self, uid: str) -> list[Path]:
        """Undo `remove_record`; return the documents that `ingest` will now read again."""
        with transaction(self._database):
            return restore_question(self._database, uid)

    def removed(self) -> list[str]:
        """Return the uids that were removed on request and stay out."""
        return [
            uid for (uid,) in self._rows("SELECT DISTINCT identity FROM removed ORDER BY identity")
        ]

    def documents_below(self, folder: Path) -> list[Path]:
        """Return the known documents that are `folder` itself or below it."""
        rows = self._database.execute("SELECT path FROM documents").fetchall()
        return [path for (text,) in rows if (path := Path(text)).is_relative_to(folder)]

    def count_of(self, path: Path) -> int:
        """Return how many records the document at `path` yielded when it was last read."""
        return count_records(self._database, str(path))

    def versions(self) -> dict[str, str]:
        """Return the SHA-256 of every current record by uid."""
        found: dict[str, str] = {}
        for identity, uid, sha256, alone in self._rows(
            "SELECT identity, uid, sha256, min(sha256) = max(sha256) AND NOT EXISTS"
            " (SELECT 1 FROM replaced WHERE replaced.identity = records.identity)"
            " FROM records GROUP BY identity"
        ):
            if alone:
                found[uid] = sha256
            else:
                found |= {m.record.uid: m.record.sha256 for m in self._merged(identity)}
        return found

    def records(self, uids: Iterable[str] | None = None) -> Iterator[ReplyRecord]:
        """Yield every current record, one per question, in uid order.

        With `uids` only those called so, without looking at the others.
        """
        if uids is not None:
            yield from self._records_called(set(uids))
            return
        kept = {identity for (identity,) in self._rows("SELECT DISTINCT identity FROM replaced")}
        rows = self._rows(
            "SELECT identity, path, mtime_ns, data FROM records"
            " JOIN documents ON id = document_id ORDER BY identity"
        )
        for identity, group in groupby(rows, key=lambda row: row[0]):
            yield from self._one_question(identity, [row[1:] for row in group], identity in kept)

    def _records_called(self, uids: set[str]) -> Iterator[ReplyRecord]:
        identities: set[str] = set()
        for uid in uids:
            rows = self._rows("SELECT DISTINCT identity FROM records WHERE uid = ?", uid)
            identities.update(identity for (identity,) in rows)
        for identity in sorted(identities):
            found = list(self._versions_of(identity))
            kept = self._rows("SELECT 1 FROM replaced WHERE identity = ? LIMIT 1", identity)
            records = self._one_question(identity, found, next(kept, None) is not None)
            yield from (record for record in records if record.uid in uids)

    def _one_question(
        self, identity: str, found: list[tuple[str, int, str]], replaced: bool
    ) -> Iterator[ReplyRecord]:
        """Yield the records of one identity from its documents' path, time and data."""
        if len({data for *_, data in found}) == 1 and not replaced:
            yield ReplyRecord.from_json(found[0][-1])
        else:
            texts = replaced_texts(self._database, identity)
            merged = merge((_version(*row) for row in found), texts)
            yield from sorted((m.record for m in merged), key=lambda r: r.uid)

    def find(self, uid: str) -> Merged | None:
        """Return the question called `uid` (by any of its documents) with all that is known."""
        found = self._merged(self._identity_of(uid))
        named = [m for m in found if uid in (m.record.uid, *(v.record.uid for v in m.versions))]
        return next(iter(named or found), None)

    def last_read(self) -> dict[str, tuple[int, str]]:
        """Return, by source, the number of its documents and when the latest was read.

        The time is ISO 8601 in UTC, "" when an earlier version of parlebot read them all.
        """
        rows = self._rows(
            "SELECT json_extract(data, '$.source'), count(DISTINCT id), max(read_on) FROM records"
            " JOIN documents ON id = document_id GROUP BY 1 ORDER BY 1"
        )
        return {source: (count, read_on) for source, count, read_on in rows}

    def of_source(self, source: str) -> tuple[list[Path], int]:
        """Return the documents that hold records of `source`, and how many records those are."""
        query = """SELECT path, count(*) FROM records JOIN documents ON id = document_id
            WHERE json_extract(data, '$.source') = ? GROUP BY path ORDER BY path"""
        rows = self._rows(query, source).fetchall()
        return [Path(path) for path, _ in rows], sum(count for _, count in rows)

    def holds_real(self) -> bool:
        """Return whether the store holds any record that is not fictional."""
        query = "SELECT 1 FROM records WHERE NOT json_extract(data, '$.fictional') LIMIT 1"
        return self._rows(query).fetchone() is not None

    def left_out(self) -> int:
        """Return how many records, or whole files, were left out when they were last read."""
        return int(next(self._rows("SELECT count(*) FROM skipped"))[0])

    def skipped(self, path: Path) -> list[Skipped]:
        """Return what was left out of the document at `path` when it was last read."""
        rows = self._database.execute(
            "SELECT place, reason FROM skipped JOIN documents ON id = document_id WHERE path = ?"
            " ORDER BY skipped.rowid",
            (str(path),),
        )
        return [Skipped(place, reason) for place, reason in rows]

    def _migrate(self, path: Path) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise StoreError(
                "the corpus store {path} was made by a newer parlebot (version "
                "{version}); install that one",
                path=path,
                version=version,
            )
        migrate(self._database, version)

    def _rows(self, query: str, *values: str) -> sqlite3.Cursor:
        return self._database.execute(query, values)

    def _identity_of(self, uid: str) -> str:
        """Return which question `uid` is, as a document or the official source calls it."""
        rows = self._rows("SELECT identity FROM records WHERE uid = ? ORDER BY identity", uid)
        return str(next(rows, (uid,))[0])

    def _versions_of(self, identity: str) -> Iterator[Any]:
        return self._rows(
            "SELECT path, mtime_ns, data FROM records JOIN documents ON id = document_id"
            " WHERE identity = ?",
            identity,
        )

    def _merged(self, identity: str) -> list[Merged]:
        versions = [_version(*row) for row in self._versions_of(identity)]
        return merge(versions, replaced_texts(self._database, identity)) if versions else []


def _version(path: str, mtime_ns: int, data: str) -> Version:
    return Version(ReplyRecord.from_json(data), path, mtime_ns)
