"""Keeps what was asked for one by one, so that a run that is cut asks for none of it again."""

import json
from pathlib import Path
from typing import Any

Record = dict[str, Any]  # {"value": {...}, "links": [], "listing": digest}


class Journal:
    """The records of an unfinished day that were asked for one by one, a line each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.records: dict[int, Record] = {}
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                record = json.loads(line)
                self.records[record["value"]["id"]] = record
            except (ValueError, TypeError, KeyError):
                continue  # the line on which the last run was cut
        self._file = path.open("ab")

    def add(self, record: Record) -> None:
        """Keep a record, on a line of its own after whatever was cut. Raises OSError."""
        self._file.write(b"\n" + json.dumps(record).encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Forget the journal: the day is complete."""
        self._file.close()
        self._path.unlink()
