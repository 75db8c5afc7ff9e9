"""The bundled encoder's tokenizer, by the `tokenizers` library: the engine's own, many at once."""

from typing import TYPE_CHECKING

from embeddings.e5_weights import Weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"


def unigram_tokenizer(weights: Weights) -> "Tokenizer":
    """Return the tokenizer of the vocabulary in `weights`; it adds no marks of begin and end.

    Its normalisation is that of the model, NMT and NFKC, which the engine keeps as a table. It
    makes one piece of several unknown characters in a row, where the engine makes several.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    unknown = next(i for i, (piece, _) in enumerate(weights.pieces) if piece == UNKNOWN)
    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return tokenizer
