"""Opens a tantivy index that never changes, on a disk that may be read-only."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from embeddings.disk.home import OutOfReachError


class IndexFolder:
    """A tantivy index on disk, mapped into memory."""

    def __init__(self, folder: Path, schema: tantivy.Schema) -> None:
        self._view = None if _may_lock(folder) else _linked_view(folder)
        self.schema = schema
        self.index = tantivy.Index(schema, path=self._view.name if self._view else str(folder))
        self.searcher = self.index.searcher()


def _may_lock(folder: Path) -> bool:
    return all(os.access(path, os.W_OK) for path in (folder, *folder.glob("*.lock")))


def _linked_view(folder: Path) -> TemporaryDirectory[str]:
    """Return a writable folder of links to a read-only index.

    Tantivy makes a lock file beside an index even to read it. The folder is for this user alone
    and goes with the process. Raises OutOfReachError where none can be made.
    """
    paths = [path.absolute() for path in folder.iterdir() if path.suffix != ".lock"]
    try:
        view = TemporaryDirectory(prefix="parlebot-", ignore_cleanup_errors=True)
        for path in paths:
            (Path(view.name) / path.name).symlink_to(path)
    except OSError as error:
        raise OutOfReachError(
            "the index may only be read, and opening it takes a temporary folder "
            "({why}): name one that can be written in TMPDIR",
            why=error,
        ) from error
    return view
