"""The home folder: where the store, the vector cache and the generations live.

corpus.sqlite       the store, source of truth
vectors.sqlite      the vector cache
generations/NAME/   complete, validated indexes, never changed once named
current             the name of the generation that answers, replaced by renaming
lock                held by the one builder
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

VARIABLE = "PARLEBOT_HOME"


class BusyError(Exception):
    """Another build is running in this home."""


class Home:
    """Paths below one home folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "corpus.sqlite"
        self.vectors = folder / "vectors.sqlite"
        self.generations = folder / "generations"
        self.pointer = folder / "current"

    def create(self) -> None:
        """Make the folders. Raises OSError where that is not allowed."""
        self.generations.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the builder's lock. Raises BusyError when another process holds it."""
        lock = filelock.FileLock(self.folder / "lock")
        try:
            with lock.acquire(timeout=0):
                yield
        except filelock.Timeout as error:
            raise BusyError(
                f"another 'parlebot index' is at work in {self.folder}; wait until it has finished"
            ) from error


def default_home() -> Home:
    """Return the home that $PARLEBOT_HOME names, else the user's data folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return Home(Path(named).expanduser().absolute())
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Home(Path(data) / "parlebot")
