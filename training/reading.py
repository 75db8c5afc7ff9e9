"""Texts as the model reads them: cut to what a step can afford."""

from collections.abc import Sequence

from embeddings.encoders.bulk import Piece, marks, unigram_tokenizer
from embeddings.encoders.e5_weights import Weights

QUERY, PASSAGE = "query: ", "passage: "
QUERY_TOKENS, PASSAGE_TOKENS = 64, 128


class Reader:
    """The model's tokenizer."""

    def __init__(self, weights: Weights) -> None:
        self._tokenizer = unigram_tokenizer(weights)
        self._begin, self._end, _ = marks(self._tokenizer)

    def queries(self, texts: Sequence[str]) -> list[Piece]:
        """Return `texts` as questions, each with its place."""
        return self._read(texts, QUERY, QUERY_TOKENS)

    def passages(self, texts: Sequence[str]) -> list[Piece]:
        """Return `texts` as texts to be found, each with its place."""
        return self._read(texts, PASSAGE, PASSAGE_TOKENS)

    def _read(self, texts: Sequence[str], prompt: str, most: int) -> list[Piece]:
        read = self._tokenizer.encode_batch_fast(
            [prompt + text for text in texts], add_special_tokens=False
        )
        return [
            Piece(place, [self._begin, *encoding.ids[: most - 2], self._end])
            for place, encoding in enumerate(read)
        ]
