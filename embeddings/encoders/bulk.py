"""The bundled encoder's weights run by torch: two to five times as fast as the engine in bulk.

The engine starts in 50 ms; torch takes seconds to import and is then faster, so it is used for many
texts only. The weights are those of the engine, dequantised in memory.

Texts of similar length are encoded together. On CPUs each core has its own batch, so that none
waits for another; small batches stay in a core's cache.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from embeddings.encoders.e5_weights import Weights
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.transformer import (
    Layer,
    Sizes,
    TokenRow,
    layer_arrays,
    normed,
    pooled,
    through_layer,
    word_states,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"
_CPU_TOKENS = 512  # of a batch: their activations fit a core's cache
_GPU_TOKENS = 32_768  # of a batch: enough to fill a large GPU, some GB of its memory
_FAST_BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16")  # the last is ARM's


class Piece(NamedTuple):
    """A text as the model reads it: its place among the texts, and its tokens with both markers."""

    place: int
    tokens: list[int]


class BulkEncoder:
    """The bundled model in torch, on `device` and in precision `dtype`."""

    def __init__(self, weights: Weights, device: torch.device, dtype: torch.dtype) -> None:
        self.device, self.dtype = device, dtype
        self._weights = weights
        self._tokenizer = unigram_tokenizer(weights)
        names = [piece for piece, _ in weights.pieces]
        self._begin, self._end, self._unknown = map(names.index, (BEGIN, END, UNKNOWN))
        self._positions = self._on_device(weights.matrix("emb.pos") + weights.matrix("emb.type")[0])
        self._norm = self._on_device(weights.tensor("emb.ln.w"))
        self._norm_bias = self._on_device(weights.tensor("emb.ln.b"))
        self._layers = [
            Layer(*map(self._on_device, layer_arrays(weights, n))) for n in range(weights.layers)
        ]
        self._sizes = Sizes(weights.hidden, weights.heads, weights.epsilon)
        self._workers = torch.get_num_threads() if device.type == "cpu" else 1

    def read(self, texts: Sequence[str], prompt: str) -> tuple[list[Piece], list[int]]:
        """Tokenise `texts`, each preceded by `prompt`.

        Returns the texts that can be encoded here, shortest first, and the places of the others:
        texts of more tokens than the model has positions, and texts with characters that it does
        not know, which the engine cuts in its own way.
        """
        read = self._tokenizer.encode_batch_fast(
            [prompt + text for text in texts], add_special_tokens=False
        )
        pieces, others = [], []
        for place, encoding in enumerate(read):
            tokens = [self._begin, *encoding.ids, self._end]
            if len(tokens) > self._weights.positions or self._unknown in tokens:
                others.append(place)
            else:
                pieces.append(Piece(place, tokens))
        return sorted(pieces, key=lambda piece: len(piece.tokens)), others

    def encode(self, pieces: Sequence[Piece]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield the unit vectors of `pieces` batch by batch, with their places."""
        budget = _CPU_TOKENS if self.device.type == "cpu" else _GPU_TOKENS
        made = list(batches(pieces, budget))
        with ThreadPoolExecutor(self._workers, "encode", _alone) as pool:
            for batch, vectors in zip(made, pool.map(self._vectors, made), strict=True):
                yield [piece.place for piece in batch], vectors

    @torch.inference_mode()
    def _vectors(self, batch: Sequence[Piece]) -> Vectors:
        """Return the unit vectors of a batch, shape (len(batch), hidden)."""
        row = TokenRow.of([len(piece.tokens) for piece in batch], self.device)
        tokens = [token for piece in batch for token in piece.tokens]
        state = word_states(self._weights, tokens, self._on_device)
        state = state + self._positions[row.places % row.mask.shape[1]]
        state = normed(state, self._norm, self._norm_bias, self._sizes)
        for layer in self._layers:
            state = through_layer(state, layer, row, self._sizes)
        return np.asarray(pooled(state, row).cpu().numpy(), np.float32)

    def _on_device(self, values: Vectors) -> torch.Tensor:
        return torch.from_numpy(values).to(self.device, self.dtype)


def precisions() -> Iterator[tuple[torch.device, torch.dtype]]:
    """Yield the devices of this machine, each with a precision, fastest first."""
    if torch.cuda.is_available():
        yield torch.device("cuda"), torch.float16
    able = torch.cpu.get_capabilities()
    if any(able.get(name, False) for name in _FAST_BFLOAT16):
        yield torch.device("cpu"), torch.bfloat16
    yield torch.device("cpu"), torch.float32


def batches(pieces: Sequence[Piece], tokens: int) -> Iterator[list[Piece]]:
    """Cut `pieces` into batches of up to `tokens` tokens, at least one piece each."""
    batch: list[Piece] = []
    held = 0
    for piece in pieces:
        if batch and held + len(piece.tokens) > tokens:
            yield batch
            batch, held = [], 0
        batch.append(piece)
        held += len(piece.tokens)
    if batch:
        yield batch


def _alone() -> None:
    """Make a pool thread compute single-threaded: the other cores are busy with other batches."""
    torch.set_num_threads(1)


def unigram_tokenizer(weights: Weights) -> "Tokenizer":
    """Return the tokenizer of the vocabulary in `weights`; it adds no begin or end markers.

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
