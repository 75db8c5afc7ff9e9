"""Any `sentence-transformers` model as an encoder, with the prompts it was trained with."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from embeddings.encoders.encoder import Vectors
from embeddings.encoders.identity import EncoderIdentity, EncoderUnavailableError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 16  # texts; small batches of like length waste the least padding on CPUs
_WINDOW = 1_024  # texts that are sorted by length together
_QUERY_PROMPTS = ("query", "search_query", "retrieval.query")
_PASSAGE_PROMPTS = ("document", "passage", "corpus", "search_document", "retrieval.passage")
_E5 = ("query: ", "passage: ")  # E5 models need these, and many copies do not declare them


class SentenceTransformerEncoder:
    """A sentence-transformers model by name or path."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            self._model: SentenceTransformer = SentenceTransformer(name, trust_remote_code=False)
        except (ImportError, OSError, ValueError, RuntimeError) as error:
            raise EncoderUnavailableError(
                "the encoder '{name}' cannot be loaded ({why}); give the name of a "
                "sentence-transformers model or the path of its folder",
                name=name,
                why=str(error).splitlines()[0],
            ) from error
        prompts = self._model.prompts or {}
        e5 = _E5 if "e5" in name.lower() else ("", "")
        self._query_prompt = _first(prompts, _QUERY_PROMPTS) or e5[0]
        self._passage_prompt = _first(prompts, _PASSAGE_PROMPTS) or e5[1]
        self.identity = EncoderIdentity(
            name=str(Path(name).resolve()) if Path(name).exists() else name,
            revision=self._revision(),
            dimension=int(self._model.get_embedding_dimension() or 0),
            query_prompt=self._query_prompt,
            passage_prompt=self._passage_prompt,
            precision=str(next(self._model.parameters()).dtype).removeprefix("torch."),
        )

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimension,)."""
        return cast(Vectors, self._encode([text], self._query_prompt)[0])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of `texts`, shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.identity.dimension), dtype=np.float32)
        return self._encode(list(texts), self._passage_prompt)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the model reads for `text`, at most as many as it can read."""
        return int(self._model.preprocess([text])["input_ids"].numel())

    def encode_stream(self, texts: Sequence[str]) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Yield vectors as they are computed, each with its text's index in `texts`."""
        for start in range(0, len(texts), _WINDOW):
            window = range(start, min(start + _WINDOW, len(texts)))
            by_length = sorted(window, key=lambda place: len(texts[place]))
            for first in range(0, len(by_length), _BATCH):
                places = by_length[first : first + _BATCH]
                yield places, self.encode_passages([texts[place] for place in places])

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        vectors = self._model.encode(
            texts,
            prompt=prompt or None,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return cast(Vectors, np.asarray(vectors, dtype=np.float32))

    def _revision(self) -> str:
        module = self._model[0]
        config = getattr(getattr(module, "auto_model", None), "config", None)
        commit = getattr(config, "_commit_hash", None)
        return str(commit) if commit else _fingerprint(self._model)


def _fingerprint(model: "SentenceTransformer") -> str:
    """Identify a local model by its weights: a folder has no revision of its own."""
    import hashlib

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().flatten()[:64].numpy().tobytes())
    return digest.hexdigest()[:12]


def _first(prompts: Mapping[str, str | None], names: Sequence[str]) -> str:
    return next((prompt for name in names if (prompt := prompts.get(name))), "")
