"""Replaces what a document contributed to the store."""

import sqlite3
from collections import Counter

from corpus.files.file_state import FileState
from corpus.records.identity import official_uid, question_key
from corpus.records.reading import READERS_VERSION, ReadFile, Skipped
from corpus.records.record import ReplyRecord
from corpus.store.history import (
    REMOVED,
    delete_document,
    keep_replaced,
    link_twins,
    name_aside,
    now,
    removed_uids,
)


def replace_document(
    database: sqlite3.Connection, state: FileState, content: ReadFile
) -> Counter[str] | None:
    """Write `content` inside the caller's transaction; return how many records of each source.

    None when the file is broken now and gave more before: a good file that broke (a cut download,
    say) does not take its records with it, and the caller is to roll back.
    """
    path = str(state.path)
    removed, left_out, keys = removed_uids(database), set(), set()
    read: Counter[str] = Counter()
    aside = name_aside(database, path)
    document = database.execute(
        "INSERT INTO documents (path, size, mtime_ns, sha256, readers_version, read_on)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (path, state.size, state.mtime_ns, state.sha256(), READERS_VERSION, now()),
    ).lastrowid
    for record in content.records:  # one at a time: they may be a million
        read[record.source] += 1
        if removed & {record.uid, official_uid(record)}:
            left_out.add(record.uid)
            continue
        keep_replaced(database, path, aside, record)
        keys.add(_insert(database, document, record))
    if (content.broken or (content.skipped and not read)) and read.total() < count_records(
        database, aside
    ):
        return None
    keys |= delete_document(database, aside)
    content.skipped += [Skipped(uid, REMOVED) for uid in sorted(left_out)]
    link_twins(database, keys)
    database.executemany(
        "INSERT INTO skipped (document_id, place, reason) VALUES (?, ?, ?)",
        ((document, skip.place, skip.reason) for skip in content.skipped),
    )
    return read


def count_records(database: sqlite3.Connection, path: str) -> int:
    """Return how many records the document at `path` yielded when it was last read."""
    (count,) = database.execute(
        "SELECT count(*) FROM records JOIN documents ON id = document_id WHERE path = ?", (path,)
    ).fetchone()
    return int(count)


def _insert(database: sqlite3.Connection, document: int | None, record: ReplyRecord) -> str:
    """Write one record of `document`; return the key of its question."""
    official, key = official_uid(record), question_key(record)
    database.execute(
        "INSERT INTO records (document_id, uid, sha256, data, official, question_key, identity)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(document, record.uid, record.sha256, record.to_json()),
            *(official, key, official or record.uid),
        ),
    )
    return key
