"""What the store keeps besides the records: replaced texts, removed questions, twins.

Each function works inside the transaction that its caller holds open.
"""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from corpus.records.identity import letters, official_uid
from corpus.records.reading import READERS_VERSION
from corpus.records.record import ReplyRecord, Status
from corpus.store.merge import OtherText, TextKind
from corpus.store.schema import TWIN
from corpus.text.message import message

REMOVED = message(
    "it was removed with 'parlebot remove'; 'parlebot remove --undo' lets it in again"
)


def name_aside(database: sqlite3.Connection, path: str) -> str:
    """Rename the document at `path` while it is read again; return the new name."""
    aside = f"before:{path}"  # paths are absolute: no other document is called so
    database.execute("UPDATE documents SET path = ? WHERE path = ?", (aside, path))
    return aside


def keep_replaced(database: sqlite3.Connection, path: str, aside: str, new: ReplyRecord) -> None:
    """Keep the replies of the document at `path`, set `aside`, that are worded otherwise in `new`.

    Nothing is kept of what an earlier version of the readers read: the change may be theirs.
    """
    # With the + SQLite goes by the uid, not through all records of the document.
    rows = database.execute(
        "SELECT data FROM records WHERE uid = ? AND sha256 <> ? AND +document_id ="
        " (SELECT id FROM documents WHERE path = ? AND readers_version = ?)",
        (new.uid, new.sha256, aside, READERS_VERSION),
    ).fetchall()
    for old in [ReplyRecord.from_json(data) for (data,) in rows]:
        if letters(old.reply) in {letters(t) for t in ("", new.reply, *new.earlier_replies)}:
            continue
        kind = TextKind.HOLDING if old.status == Status.HOLDING else TextKind.EARLIER
        on = old.answered_on.isoformat() if old.answered_on else ""
        database.execute(
            "INSERT INTO replaced VALUES (?, ?, ?, ?, ?, ?)",
            (official_uid(old) or old.uid, old.reply, kind.value, on, old.source, path),
        )


def replaced_texts(database: sqlite3.Connection, identity: str) -> list[OtherText]:
    """Return the earlier texts of a question's documents, in the order they were replaced."""
    rows = database.execute(
        "SELECT kind, text, answered_on, source, document FROM replaced WHERE identity = ?"
        " ORDER BY rowid",
        (identity,),
    )
    return [
        OtherText(TextKind(kind), text, date.fromisoformat(on) if on else None, source, path)
        for kind, text, on, source, path in rows
    ]


def removed_uids(database: sqlite3.Connection) -> set[str]:
    """Return the uids of the questions that were removed on request."""
    return {uid for (uid,) in database.execute("SELECT uid FROM removed")}


def remove_question(database: sqlite3.Connection, identity: str, on: str) -> list[Path]:
    """Delete a question from all documents, for good; return those that held it."""
    rows = database.execute(
        "SELECT path, question_key, uid FROM records JOIN documents ON id = document_id"
        " WHERE identity = ? ORDER BY path",
        (identity,),
    ).fetchall()
    paths = list(dict.fromkeys(path for path, *_ in rows))
    if not paths:
        return []
    database.execute("PRAGMA secure_delete=ON")  # its words are not to stay in free pages
    database.executemany(
        "INSERT OR REPLACE INTO removed VALUES (?, ?, ?, ?)",
        ((uid, identity, "\n".join(paths), on) for uid in {identity, *(row[2] for row in rows)}),
    )
    database.execute("DELETE FROM records WHERE identity = ?", (identity,))
    database.execute("DELETE FROM replaced WHERE identity = ?", (identity,))
    link_twins(database, {key for _, key, _ in rows})
    return [Path(path) for path in paths]


def restore_question(database: sqlite3.Connection, uid: str) -> list[Path]:
    """Allow a removed question again; return the documents to read again for it."""
    rows = database.execute(
        "DELETE FROM removed WHERE identity = (SELECT identity FROM removed WHERE uid = ?)"
        " RETURNING documents",
        (uid,),
    ).fetchall()
    paths = sorted({path for (text,) in rows for path in text.split("\n")})
    database.executemany(
        "UPDATE documents SET readers_version = -1 WHERE path = ?", ((path,) for path in paths)
    )
    return [Path(path) for path in paths]


def delete_document(database: sqlite3.Connection, path: str) -> set[str]:
    """Delete a document; return the keys of its questions, whose twins need linking again."""
    rows = database.execute(
        "SELECT DISTINCT question_key FROM records JOIN documents ON id = document_id"
        " WHERE path = ?",
        (path,),
    ).fetchall()
    database.execute("DELETE FROM documents WHERE path = ?", (path,))
    return {key for (key,) in rows}


def forget_document(database: sqlite3.Connection, path: str) -> None:
    """Delete a document with the earlier texts that it held."""
    link_twins(database, delete_document(database, path))
    database.execute("DELETE FROM replaced WHERE document = ?", (path,))


def forget_source(database: sqlite3.Connection, source: str) -> None:
    """Delete the records of `source`, and the documents that held no others."""
    of_source = "json_extract(data, '$.source') = ?"
    rows = database.execute(
        f"SELECT DISTINCT document_id, question_key FROM records WHERE {of_source}", (source,)
    ).fetchall()
    database.execute("PRAGMA secure_delete=ON")
    database.execute(f"DELETE FROM records WHERE {of_source}", (source,))
    database.execute("DELETE FROM replaced WHERE source = ?", (source,))
    database.executemany(
        "DELETE FROM documents WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM records WHERE document_id = id)",
        {(document,) for document, _ in rows},
    )
    link_twins(database, {key for _, key in rows})


def link_twins(database: sqlite3.Connection, keys: set[str]) -> None:
    """Decide again which official question, if any, the dropped texts of `keys` are."""
    # The literal lets SQLite use the partial index: without it each key scans all records.
    database.executemany(
        f"{TWIN} AND question_key <> '' AND question_key = ?",
        ((key,) for key in sorted(keys - {""})),
    )


def now() -> str:
    """Return the current time as the store writes it: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
