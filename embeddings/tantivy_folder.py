"""Opens a tantivy index that nobody changes, on a disk that may be read-only."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy


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
    """Return a writable folder of links to an index that may only be read.

    Tantivy makes a lock file beside an index even to read it.
    """
    view = TemporaryDirectory(prefix="parlebot-")
    for path in folder.iterdir():
        if path.suffix != ".lock":
            (Path(view.name) / path.name).symlink_to(path.absolute())
    return view
