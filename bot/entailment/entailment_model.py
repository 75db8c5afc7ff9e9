"""An optional cross-encoder that says whether a sentence follows from a quote."""

from embeddings.encoders.identity import EncoderUnavailableError


class Entailment:
    """A sentence-transformers CrossEncoder for natural language inference, by name or path."""

    def __init__(self, name: str) -> None:
        """Load the model. Raises EncoderUnavailableError."""
        try:
            from sentence_transformers import CrossEncoder

            self._model: CrossEncoder = CrossEncoder(name, trust_remote_code=False)
        except (ImportError, OSError, ValueError, RuntimeError) as error:
            raise EncoderUnavailableError(
                "the entailment model '{name}' cannot be loaded ({why}); give the name of a "
                "sentence-transformers CrossEncoder or the path of its folder",
                name=name,
                why=str(error).splitlines()[0],
            ) from error
        labels = {number: str(said) for number, said in self._model.config.id2label.items()}
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
