"""The home folder: where the store, the vector cache and the generations live.

corpus.sqlite       the store, source of truth
vectors.sqlite      the vector cache
generations/NAME/   complete, validated indexes, never changed once named
current             the name of the generation that answers, replaced by renaming
suggestions.json    questions that the current generation was found to answer
downloads/          the official archives, as `parlebot fetch` brought them
lock                held by the one builder
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.text.message import MessageError

VECTOR_SERVER_VARIABLE = "PARLEBOT_VECTORS"
_LOOK = 0.2  # seconds for which a builder waits: one who looks whether the lock is held has it


class BusyError(MessageError):
    """Another build is running in this home."""


class NoGenerationError(MessageError):
    """The home holds no index that can answer. The message says what to do."""


class OutOfReachError(NoGenerationError):
    """The index may be intact but cannot be opened for now; that may change any time."""


@dataclass(frozen=True, slots=True)
class VectorServer:
    """The Milvus server that holds the vectors of large indexes."""

    address: str
    token: str = field(default="", repr=False)  # a secret, "" where it asks for none


class Home:
    """Paths below one home folder, and what the operator has set for it elsewhere, if anything.

    That is the server that holds its vectors, and the file with addresses of official sources.
    """

    def __init__(
        self,
        folder: Path,
        vector_server: VectorServer | None = None,
        sources: Path | None = None,
    ) -> None:
        self.folder = folder
        self.vector_server = vector_server
        self.sources = sources
        self.store = folder / "corpus.sqlite"
        self.vectors = folder / "vectors.sqlite"
        self.generations = folder / "generations"
        self.pointer = folder / "current"
        self.suggestions = folder / "suggestions.json"
        self.downloads = folder / "downloads"
        self.lock = folder / "lock"

    def create(self) -> None:
        """Create the folders. Raises OSError if that is not allowed."""
        self.generations.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the builder's lock. Raises BusyError if another process holds it."""
        import filelock  # not needed just to answer questions

        lock = filelock.FileLock(self.lock)
        try:
            with lock.acquire(timeout=_LOOK):
                yield
        except filelock.Timeout as error:
            raise BusyError(
                "another 'parlebot index' is at work in {folder}; wait until it has finished",
                folder=self.folder,
            ) from error

    def is_building(self) -> bool:
        """Return whether a build is running. A lock file left by a killed one means nothing."""
        if not self.lock.exists():
            return False
        import filelock

        try:
            with filelock.FileLock(self.lock).acquire(timeout=0):
                return False
        except filelock.Timeout:
            return True
        except OSError:  # on a read-only disk, where nobody builds
            return False


def default_home(folder: str | Path | None = None) -> Home:
    """Return the home named by the environment, whose settings for it are all read here.

    The folder, unless it is given, is $PARLEBOT_HOME, else `parlebot` in the user's data folder;
    its vector server $PARLEBOT_VECTORS with the token $PARLEBOT_VECTORS_TOKEN; the file of its
    sources $PARLEBOT_SOURCES.
    """
    address = os.environ.get(VECTOR_SERVER_VARIABLE)
    token = os.environ.get("PARLEBOT_VECTORS_TOKEN", "")
    server = VectorServer(address, token) if address else None
    table = os.environ.get("PARLEBOT_SOURCES")
    sources = Path(table).expanduser() if table else None
    if named := folder or os.environ.get("PARLEBOT_HOME"):
        return Home(Path(named).expanduser().absolute(), server, sources)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Home(Path(data) / "parlebot", server, sources)
