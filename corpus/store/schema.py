"""The tables of the corpus store, and the migrations that bring an older store up to date."""

import sqlite3

from corpus.files.sqlite_file import transaction
from corpus.records.identity import official_uid, question_key
from corpus.records.record import ReplyRecord

MIGRATIONS = (
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
    # 2: one question from several documents, replaced texts, removed questions.
    """
    ALTER TABLE documents ADD COLUMN read_on TEXT NOT NULL DEFAULT '';
    ALTER TABLE records ADD COLUMN official TEXT NOT NULL DEFAULT '';
    ALTER TABLE records ADD COLUMN question_key TEXT NOT NULL DEFAULT '';
    ALTER TABLE records ADD COLUMN identity TEXT NOT NULL DEFAULT '';
    UPDATE records SET official = official_uid(data), question_key = question_key(data);
    CREATE INDEX records_by_identity ON records (identity);
    CREATE INDEX records_by_question ON records (question_key) WHERE question_key <> '';
    UPDATE records SET identity = CASE official WHEN '' THEN uid ELSE official END;
    CREATE TABLE replaced (
        identity TEXT NOT NULL,
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        answered_on TEXT NOT NULL,
        source TEXT NOT NULL,
        document TEXT NOT NULL
    );
    CREATE INDEX replaced_by_identity ON replaced (identity);
    CREATE TABLE removed (
        uid TEXT PRIMARY KEY,
        identity TEXT NOT NULL,
        documents TEXT NOT NULL,
        removed_on TEXT NOT NULL
    );
    """,
    # 3: all versions are read without a look at the records themselves.
    """
    CREATE INDEX records_by_version ON records (identity, uid, sha256);
    DROP INDEX records_by_identity;
    """,
)

# The one official question of the same words, else the record's own uid.
TWIN = """
    UPDATE records SET identity = coalesce(
        (SELECT min(o.official) FROM records o
         WHERE o.question_key = records.question_key AND o.question_key <> '' AND o.official <> ''
         HAVING count(DISTINCT o.official) = 1),
        uid)
    WHERE official = ''
"""


_LINKED_FROM = 2  # the version since when a record knows which question it is


def migrate(database: sqlite3.Connection, version: int) -> None:
    """Migrate the store from `version` to the newest, each step all or nothing."""
    for name, function in (("official_uid", official_uid), ("question_key", question_key)):
        database.create_function(
            name, 1, lambda data, f=function: f(ReplyRecord.from_json(data)), deterministic=True
        )
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        with transaction(database):
            (now,) = database.execute("PRAGMA user_version").fetchone()
            if now < number:  # otherwise another process was quicker
                for statement in script.split(";"):
                    database.execute(statement)
                if number == _LINKED_FROM:
                    database.execute(TWIN)
                database.execute(f"PRAGMA user_version={number}")
