"""Checks that the vector cache is intact and holds exactly what the store needs."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from corpus.files.sqlite_file import means_damage, read_only
from corpus.records.record import ReplyRecord
from corpus.text.message import said_by
from embeddings.encoders.identity import EncoderIdentity
from embeddings.texts.passages import keys_of
from embeddings.vector_cache.cache import digest, encoder_key

_BATCH = 4096  # vectors, or texts, handled together
_UNIT = 1e-2  # by how much the length of a vector may differ from 1
_FLOAT_BYTES = 4
_ORPHANS = "FROM vectors WHERE text_sha256 NOT IN (SELECT text_sha256 FROM wanted)"


@dataclass(frozen=True, slots=True)
class CacheState:
    """What a vector cache holds."""

    vectors: int  # of the index's encoder
    of_others: int  # of other encoders
    damaged: tuple[bytes, ...]  # SHA-256 of the texts whose vector is none of this encoder's
    orphans: int | None  # vectors of texts that no record has any more; None when not known


def cache_trouble(path: Path) -> str:
    """Return what is wrong with the structure of the cache at `path`, or "".

    Raises sqlite3.Error where that cannot be told now: a full disk, no right to read.
    """
    try:
        with closing(read_only(path)) as database:
            (said,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            database.execute("SELECT encoder, text_sha256, vector FROM vectors LIMIT 1").fetchone()
            return "" if said == "ok" else str(said)
    except sqlite3.DatabaseError as error:
        no_such_table = error.sqlite_errorcode == sqlite3.SQLITE_ERROR
        if not (means_damage(error) or no_such_table):
            raise
        return said_by(error)


def examine_cache(
    path: Path, identity: EncoderIdentity, records: Iterable[ReplyRecord] | None
) -> CacheState:
    """Return the state of an intact cache; `records` is the whole store, None if unknown.

    Raises sqlite3.DatabaseError.
    """
    key = encoder_key(identity)
    with closing(read_only(path)) as database:
        count = "SELECT count(*) FROM vectors WHERE encoder"
        (own,) = database.execute(f"{count} = ?", (key,)).fetchone()
        (others,) = database.execute(f"{count} <> ?", (key,)).fetchone()
        damaged = tuple(_damaged(database, key, identity.dimension))
        orphans = None
        if records is not None:
            _want(database, records)
            (orphans,) = database.execute(f"SELECT count(*) {_ORPHANS}").fetchone()
    return CacheState(own, others, damaged, orphans)


def forget_vectors(path: Path, identity: EncoderIdentity, damaged: Iterable[bytes]) -> None:
    """Remove damaged vectors; the next build embeds their texts again."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "DELETE FROM vectors WHERE encoder = ? AND text_sha256 = ?",
            ((encoder_key(identity), text) for text in damaged),
        )


def forget_orphans(path: Path, records: Iterable[ReplyRecord]) -> int:
    """Remove the vectors of texts in none of `records`, the whole store; return how many."""
    with closing(sqlite3.connect(path)) as database:
        _want(database, records)
        with database:
            return database.execute(f"DELETE {_ORPHANS}").rowcount


def _want(database: sqlite3.Connection, records: Iterable[ReplyRecord]) -> None:
    """List the texts of `records` in a temporary table, so that a parliament's fill no memory."""
    database.execute("CREATE TEMP TABLE wanted (text_sha256 BLOB PRIMARY KEY) WITHOUT ROWID")
    texts = chain.from_iterable((key.text for key in keys_of(record)) for record in records)
    database.executemany(
        "INSERT OR IGNORE INTO temp.wanted VALUES (?)", ((digest(text),) for text in texts)
    )


def _damaged(database: sqlite3.Connection, key: str, dimension: int) -> Iterator[bytes]:
    rows = database.execute("SELECT text_sha256, vector FROM vectors WHERE encoder = ?", (key,))
    while some := rows.fetchmany(_BATCH):
        right = [row for row in some if len(row[1]) == dimension * _FLOAT_BYTES]
        yield from (text for text, vector in some if len(vector) != dimension * _FLOAT_BYTES)
        joined = b"".join(vector for _, vector in right)
        vectors = np.frombuffer(joined, "<f4").reshape(len(right), dimension).astype(np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            lengths = np.linalg.norm(vectors, axis=1)
        sound = np.abs(lengths - 1) <= _UNIT  # a NaN is not
        yield from (right[i][0] for i in np.flatnonzero(~sound))
