"""The bundled encoder's weights run by torch: two to five times as fast as the engine in bulk.

The engine starts in 50 ms; torch takes seconds to import and is then faster, so it is used for many
texts only. The weights are those of the engine, dequantised in memory.

Texts of similar length are encoded together. On CPUs each core has its own batch, so that none
waits for another; small batches stay in a core's cache.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from embeddings.encoders.e5_weights import Weights
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.transformer import (
    FirstStates,
    Layer,
    Sizes,
    TokenRow,
    layer_arrays,
    pooled,
    through_layer,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"
_CPU_TOKENS = 512  # of a batch: their activations fit a core's cache
_GPU_TOKENS = 32_768  # of a batch: enough to fill a large GPU, some GB of its memory
_PROBED, _PROBES = ((512, 384), (1_536, 384)), 8  # a few milliseconds
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
        self._begin, self._end, self._unknown = marks(self._tokenizer)
        self._first = FirstStates(weights, self._on_device)
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
        state = self._first.of(tokens, row, self._sizes)
        for layer in self._layers:
            state = through_layer(state, layer, row, self._sizes)
        return np.asarray(pooled(state, row).cpu().numpy(), np.float32)

    def _on_device(self, values: Vectors) -> torch.Tensor:
        return torch.from_numpy(values).to(self.device, self.dtype)


def precisions() -> Iterator[tuple[torch.device, torch.dtype]]:
    """Yield the devices of this machine, each with a precision, fastest first."""
    if torch.cuda.is_available():
        yield torch.device("cuda"), torch.float16
    cpu = torch.device("cpu")
    able = torch.cpu.get_capabilities()
    if any(able.get(name, False) for name in _FAST_BFLOAT16) and bfloat16_pays(cpu):
        yield cpu, torch.bfloat16
    yield cpu, torch.float32


def bfloat16_pays(device: torch.device) -> bool:
    """Return whether `device` multiplies matrices faster in bfloat16 than in float32.

    Measured, for not every processor that knows it does: on one with avx512_bf16 and no AMX it took
    twice as long.
    """
    taken = []
    for dtype in (torch.bfloat16, torch.float32):
        some, other = (torch.ones(shape, device=device, dtype=dtype) for shape in _PROBED)
        functional.linear(some, other)  # the first one prepares more than it computes
        start = time.perf_counter()
        for _ in range(_PROBES):
            float(functional.linear(some, other)[0, 0])
        taken.append(time.perf_counter() - start)
    return taken[0] < taken[1]


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


def marks(tokenizer: "Tokenizer") -> tuple[int, int, int]:
    """Return the tokens that stand for the begin, the end, and a character that is not known."""
    begin, end, unknown = (tokenizer.token_to_id(mark) for mark in (BEGIN, END, UNKNOWN))
    assert begin is not None and end is not None and unknown is not None
    return begin, end, unknown


def unigram_tokenizer(weights: Weights) -> "Tokenizer":
    """Return the tokenizer of the vocabulary in `weights`; it adds no begin or end markers.

    Its normalisation is that of the model, NMT and NFKC, which the engine keeps as a table. It
    makes one piece of several unknown characters in a row, where the engine makes several.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    pieces = weights.vocabulary.pieces()
    unknown = next(i for i, (piece, _) in enumerate(pieces) if piece == UNKNOWN)
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return tokenizer
