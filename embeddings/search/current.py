"""The open generation that answers now: a new one is picked up, a damaged one is refused."""

import threading
from pathlib import Path

from corpus.text.message import said_by
from embeddings.disk.home import Home, NoGenerationError, OutOfReachError
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.generation.verified import State, state_of, verify
from embeddings.search.index import Index

_TRIES = 5  # generations that may be named and pruned while one of them is being opened


class CurrentIndex:
    """The current generation of a home. Safe for several threads.

    Where the generation that is named cannot be trusted, the one that is open goes on answering
    as long as it is whole and still on the disk (what was removed on request takes the earlier
    generations with it); `trouble` then says why.
    """

    def __init__(self, home: Home) -> None:
        self.trouble = ""  # what is wrong with the named generation, if it does not answer
        self._home = home
        self._lock = threading.Lock()
        self._is_opening = False
        self._index: Index | None = None
        self._state: State = {}
        self._refused: tuple[Path, State] | None = None

    def get(self) -> Index:
        """Return the current generation, open. Raises NoGenerationError.

        While one thread opens a new one, the others get the one that is open.
        """
        open_now = self._index
        if open_now is not None and self._is_opening:
            return open_now
        with self._lock:
            return self._looked_up()

    def close(self) -> None:
        """Close the files of the open index, if any; `get` opens it again."""
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._index = None

    def _looked_up(self) -> Index:
        try:
            folder = current_folder(self._home)
            if self._index is None or self._index.folder != folder:
                self._open(folder)
            elif state_of(folder, self._index.manifest) != self._state:
                self._state = verify(self._home, folder, self._index.manifest)
            self.trouble, self._refused = "", None
        except NoGenerationError as error:
            self.trouble = said_by(error)
            if self._index is None or not self._is_whole(self._index):
                self._index = None
                raise
        assert self._index is not None
        return self._index

    def _open(self, folder: Path) -> None:
        """Open the generation at `folder`, or the one that has become current meanwhile."""
        self._is_opening = True
        try:
            for tries_left in reversed(range(_TRIES)):
                try:
                    self._index, self._state = self._opened(folder)
                    return
                except NoGenerationError:
                    now = current_folder(self._home)
                    if now == folder or not tries_left:
                        raise
                    folder = now
        finally:
            self._is_opening = False

    def _opened(self, folder: Path) -> tuple[Index, State]:
        manifest = Manifest.read(folder)
        found = (folder, state_of(folder, manifest))
        if self._refused == found:
            # Not to read gigabytes at every question.
            raise NoGenerationError("{why}", why=self.trouble)
        try:
            state = verify(self._home, folder, manifest)
            return Index(folder, self._home.vector_server), state
        except OutOfReachError:
            raise  # a right that is given leaves no trace in the files' state
        except NoGenerationError:
            self._refused = found
            raise

    def _is_whole(self, index: Index) -> bool:
        try:
            return state_of(index.folder, index.manifest) == self._state
        except NoGenerationError:
            return False
