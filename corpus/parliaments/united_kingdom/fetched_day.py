"""The questions of one day, as fetched and stored.

A complete day is one packed file. Until then a journal keeps the records requested one by one, so
that an interrupted run requests none of them again.
"""

import gzip
import json
from pathlib import Path
from typing import Any

Record = dict[str, Any]  # {"value": {...}, "links": [], "listing": digest}


class Journal:
    """The records of an unfinished day that were requested one by one, one per line."""

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
        """Append a record as a line of its own, after any truncated one. Raises OSError."""
        self._file.write(b"\n" + json.dumps(record).encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Delete the journal: the day is complete."""
        self._file.close()
        self._path.unlink()


def read_day(path: Path) -> dict[int, Record]:
    """Return the records of a day's file by id; none if it is missing or damaged."""
    try:
        results = json.loads(gzip.decompress(path.read_bytes()))["results"]
        return {result["value"]["id"]: result for result in results}
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return {}


def packed_day(records: list[Record]) -> bytes:
    """Return the file of a day in the API's format: the same bytes for the same records."""
    page = {"totalResults": len(records), "results": records}
    return gzip.compress(json.dumps(page, ensure_ascii=False).encode(), mtime=0)
