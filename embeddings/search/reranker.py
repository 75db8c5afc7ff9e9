"""An optional cross-encoder that reads the question and each found reply together.

It reorders the best replies of a search. The fusion's scores keep their places, highest first: the
relevance model was fitted on how far the first stands out.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from embeddings.encoders.identity import EncoderUnavailableError
from embeddings.search.index import Hit, SearchResult

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 30  # hits read, a forward pass each


def load_cross_encoder(name: str) -> "CrossEncoder":
    """Return the CrossEncoder of that `name` or path; none of its code is run.

    Raises EncoderUnavailableError.
    """
    try:
        from sentence_transformers import CrossEncoder

        model: CrossEncoder = CrossEncoder(name, trust_remote_code=False)
        return model
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise EncoderUnavailableError(
            "the cross-encoder '{name}' cannot be loaded ({why}); give the name of a "
            "sentence-transformers CrossEncoder or the path of its folder",
            name=name,
            why=str(error).splitlines()[0],
        ) from error


class Reranker:
    """A sentence-transformers CrossEncoder by name or path."""

    def __init__(self, name: str) -> None:
        """Load the model. Raises EncoderUnavailableError."""
        self._model = load_cross_encoder(name)
        if self._model.num_labels != 1:
            raise EncoderUnavailableError(
                "the reranker '{name}' gives {count} scores for a pair; give a CrossEncoder "
                "that gives one",
                name=name,
                count=self._model.num_labels,
            )

    def reordered(self, question: str, found: SearchResult) -> SearchResult:
        """Return `found` with its first `RERANKED` hits in the order of the model's scores."""
        first, rest = found.hits[:RERANKED], found.hits[RERANKED:]
        if not first:
            return found
        pairs = [(question, _best_text(hit)) for hit in first]
        scores = self._model.predict(pairs, show_progress_bar=False)
        order = sorted(range(len(first)), key=lambda place: -float(scores[place]))
        hits = [
            replace(first[place], score=hit.score) for place, hit in zip(order, first, strict=True)
        ]
        return replace(found, hits=[*hits, *rest])


def _best_text(hit: Hit) -> str:
    """Return the title of a found reply and the passage of it that fits best."""
    start, end = hit.passages[0] if hit.passages else (0, len(hit.record.reply))
    return f"{hit.record.heading}\n{hit.record.reply[start:end]}".strip()
