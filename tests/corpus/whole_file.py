from pathlib import Path

from corpus.ingestion.readers import open_file
from corpus.records.reading import ReadFile


def read_file(path: Path) -> ReadFile:
    """Read the whole file at `path` at once, as `open_file` would bit by bit."""
    content = open_file(path)
    content.records = list(content.records)
    return content
