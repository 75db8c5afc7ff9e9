"""The records of a generation in SQLite, one file per segment, read one at a time."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from corpus.records.record import ReplyRecord
from embeddings.generation.segment import RECORDS_FILE, Segment, with_offsets

_WRITTEN_AT_ONCE = 1000
# The texts stand apart, so that all versions can be read without them.
_TABLES = """
    CREATE TABLE records (
        number INTEGER PRIMARY KEY, uid TEXT UNIQUE, group_number INTEGER, sha256 TEXT
    );
    CREATE TABLE texts (number INTEGER PRIMARY KEY, data TEXT)
"""


class _File(NamedTuple):
    offset: int  # ordinal of its first record
    records: int
    database: sqlite3.Connection


class RecordTexts:
    """The records of a generation, looked up by ordinal or uid; those under a tombstone are hidden.

    Raises sqlite3.DatabaseError when a file is damaged.
    """

    def __init__(
        self, folder: Path, segments: Sequence[Segment], tombstones: npt.NDArray[np.int64]
    ) -> None:
        self._files = [
            _File(offset, segment.records, _opened(folder / segment.name / RECORDS_FILE))
            for offset, segment in with_offsets(segments)
        ]
        self._tombstones = frozenset(tombstones.tolist())

    def __getitem__(self, ordinal: int) -> ReplyRecord:
        file = next(f for f in reversed(self._files) if f.offset <= ordinal)
        row = file.database.execute(
            "SELECT data FROM texts WHERE number = ?", (int(ordinal) - file.offset,)
        ).fetchone()
        return ReplyRecord.from_json(row[0])

    def ordinals(self) -> Iterator[int]:
        """Yield the ordinals of all records except those under a tombstone."""
        for file in self._files:
            numbers = range(file.offset, file.offset + file.records)
            yield from (ordinal for ordinal in numbers if ordinal not in self._tombstones)

    def ordinal_of(self, uid: str) -> int | None:
        """Return the ordinal of the record called `uid`, or None."""
        return next((o for o, _ in self._matching("uid = ?", uid)), None)

    def find(self, uid: str) -> ReplyRecord | None:
        """Return the record called `uid`, or None."""
        ordinal = self.ordinal_of(uid)
        return None if ordinal is None else self[ordinal]

    def of_group(self, number: int) -> list[ReplyRecord]:
        """Return the records that share the reply of group `number`, by uid."""
        found = sorted(self._matching("group_number = ?", int(number)), key=lambda row: row[1])
        return [self[ordinal] for ordinal, _ in found]

    def sharing(self, uid: str) -> list[ReplyRecord]:
        """Return the records that share the reply of `uid`, itself first; [] if there is none."""
        record = self.find(uid)
        if record is None:
            return []
        others = self.of_group(group_number(record))
        return [record, *(other for other in others if other.uid != uid)]

    def versions(self) -> dict[str, str]:
        """Return the SHA-256 of every record by uid."""
        found = {}
        for file in self._files:
            for number, uid, sha256 in file.database.execute(
                "SELECT number, uid, sha256 FROM records"
            ):
                if file.offset + number not in self._tombstones:
                    found[uid] = sha256
        return found

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.database.close()

    def _matching(self, condition: str, value: str | int) -> Iterator[tuple[int, str]]:
        for file in self._files:
            rows = file.database.execute(
                f"SELECT number, uid FROM records WHERE {condition}", (value,)
            ).fetchall()
            for number, uid in rows:
                if file.offset + number not in self._tombstones:
                    yield file.offset + number, uid


class RecordWriter:
    """Writes the records of a new segment."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / RECORDS_FILE, isolation_level=None)
        # The file is new and synced as a whole when it is done: no journal is needed.
        self._database.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLES}; BEGIN"
        )
        self._rows: list[tuple[int, str, int, str]] = []
        self._texts: list[tuple[int, str]] = []

    def add(self, number: int, record: ReplyRecord) -> None:
        """Write the record with this number."""
        self._rows.append((number, record.uid, group_number(record), record.sha256))
        self._texts.append((number, record.to_json()))
        if len(self._rows) >= _WRITTEN_AT_ONCE:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._flush()
                self._database.execute("CREATE INDEX by_group ON records (group_number)")
                self._database.execute("COMMIT")
        finally:
            self._database.close()

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", self._rows)
        self._database.executemany("INSERT INTO texts VALUES (?, ?)", self._texts)
        self._rows.clear()
        self._texts.clear()


def group_number(record: ReplyRecord) -> int:
    """Return the group number of `record`: 64 bits of a hash, the same in every build.

    That two of a million groups get one number is a chance of one in tens of millions.
    """
    return int.from_bytes(hashlib.sha256(record.group.encode()).digest()[:8], "big", signed=True)


def _opened(path: Path) -> sqlite3.Connection:
    # immutable: nobody ever writes to it, so no lock is taken and a read-only disk will do.
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    database = sqlite3.connect(uri, uri=True, check_same_thread=False)
    database.execute("SELECT number FROM texts LIMIT 1")
    return database
