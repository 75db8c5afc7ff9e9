"""An optional cross-encoder that says whether a sentence follows from a quote."""

from embeddings.encoders.identity import EncoderUnavailableError
from embeddings.search.reranker import load_cross_encoder


class Entailment:
    """A sentence-transformers CrossEncoder for natural language inference, by name or path."""

    def __init__(self, name: str) -> None:
        """Load the model. Raises EncoderUnavailableError."""
        self._model = load_cross_encoder(name)
        config = self._model.config
        listed = (config.id2label if config else None) or {}
        labels = {number: str(said) for number, said in listed.items()}
        entails = [number for number, said in labels.items() if said.lower().startswith("entail")]
        if len(entails) != 1:
            raise EncoderUnavailableError(
                "the model '{name}' has no label for entailment (its labels: {labels}); give a "
                "CrossEncoder that was trained for natural language inference",
                name=name,
                labels=", ".join(labels.values()),
            )
        self._entails = int(entails[0])

    def holds(self, quote: str, aid: str) -> bool:
        """Return whether the model finds it likeliest that `aid` follows from `quote`."""
        scores = self._model.predict([(quote, aid)], show_progress_bar=False)[0]
        return int(scores.argmax()) == self._entails
