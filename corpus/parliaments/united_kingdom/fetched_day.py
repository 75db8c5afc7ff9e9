"""The file of a day: the questions tabled on it, in the format of the API's responses."""

import gzip
import json
from pathlib import Path

from corpus.parliaments.united_kingdom.fetch_journal import Record


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
