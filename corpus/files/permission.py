"""Says in words that a file is not for this user: that is no damage, and no repair helps."""

import os
from pathlib import Path

from corpus.text.message import message


def is_barred(path: Path) -> bool:
    """Tell whether `path`, or a folder on the way to it, is not for this user to read."""
    if os.access(path, os.R_OK):
        return False
    return _closed_folder(path) is not None or path.exists()


def may_not_read(path: Path) -> str:
    """Return what to tell of a `path` that is barred: where the way ends, and what to do."""
    return message(
        "this user may not read {path}: run it as its owner, or let others read it (chmod a+rX)",
        path=_closed_folder(path) or path,
    )


def _closed_folder(path: Path) -> Path | None:
    """Return the first folder on the way to `path` that this user may not enter."""
    closed = [folder for folder in path.absolute().parents if not os.access(folder, os.X_OK)]
    # The topmost comes last. A folder that is not there cannot be entered either.
    return closed[-1] if closed and closed[-1].exists() else None
