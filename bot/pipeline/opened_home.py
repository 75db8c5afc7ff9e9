"""The index, encoder and reranker of a home, each opened when first needed."""

import threading

from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import EncoderIdentity
from embeddings.encoders.load import open_encoder
from embeddings.search.current import CurrentIndex
from embeddings.search.index import Index
from embeddings.search.reranker import Reranker


class OpenedHome:
    """A home open for questions. Safe for several threads."""

    def __init__(self, home: Home, encoder: Encoder | None, reranker: str) -> None:
        self._current = CurrentIndex(home)
        self._encoder = encoder
        self._opened_for: EncoderIdentity | None = None  # None: the encoder was given, and stays
        self._reranker_name = reranker
        self._reranker: Reranker | None = None
        self._lock = threading.Lock()

    def index(self) -> Index:
        """Return the current generation, open. Raises NoGenerationError."""
        return self._current.get()

    def close(self) -> None:
        """Close the files of the index, if it is open; `index` opens it again."""
        self._current.close()

    def parts(self) -> tuple[Index, Encoder]:
        """Return the current generation and the encoder that belongs to it.

        Raises NoGenerationError or EncoderUnavailableError.
        """
        index = self._current.get()
        made_by = index.encoder
        with self._lock:
            is_other = self._opened_for is not None and self._opened_for != made_by
            if self._encoder is None or is_other:
                self._encoder = open_encoder(made_by.name)
                self._opened_for = made_by
            return index, self._encoder

    def reranker(self) -> Reranker | None:
        """Return the model that orders the best replies. Raises EncoderUnavailableError."""
        with self._lock:
            if self._reranker is None and self._reranker_name:
                self._reranker = Reranker(self._reranker_name)
            return self._reranker
