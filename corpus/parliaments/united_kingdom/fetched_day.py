"""The questions of one day as they are fetched and kept.

A day that is complete is one packed file. Until then a journal keeps what was asked for record by
record, so that a run that is cut asks for none of it again.
"""

import gzip
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


def read_day(path: Path) -> dict[int, Record]:
    """Return the records of a day's file by id; none when it is not there or damaged."""
    try:
        results = json.loads(gzip.decompress(path.read_bytes()))["results"]
        return {result["value"]["id"]: result for result in results}
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return {}


def packed_day(records: list[Record]) -> bytes:
    """Return the file of a day: in the API's shape, the same bytes for the same records."""
    page = {"totalResults": len(records), "results": records}
    return gzip.compress(json.dumps(page, ensure_ascii=False).encode(), mtime=0)
