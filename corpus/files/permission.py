"""Explains that a user may not read a file: it is not damaged, and no repair would help."""

import os
from pathlib import Path

from corpus.text.message import message


def is_barred(path: Path) -> bool:
    """Return whether this user may not read `path` or a folder on the way to it."""
    if os.access(path, os.R_OK):
        return False
    return _closed_folder(path) is not None or path.exists()


def may_not_read(path: Path) -> str:
    """Return the message for a `path` that is barred: which folder blocks it, and what to do."""
    return message(
        "this user may not read {path}: run it as its owner, or let others read it (chmod a+rX)",
        path=_closed_folder(path) or path,
    )


def _closed_folder(path: Path) -> Path | None:
    """Return the first folder on the way to `path` that this user may not enter."""
    closed = [folder for folder in path.absolute().parents if not os.access(folder, os.X_OK)]
    # The topmost comes last. A folder that is not there cannot be entered either.
    return closed[-1] if closed and closed[-1].exists() else None
