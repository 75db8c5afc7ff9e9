"""Writes a file or a folder through to the disk."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until what was written to the file or folder at `path` is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
