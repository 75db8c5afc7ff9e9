"""The bundled encoder's weights run by torch: two to five times as fast as the engine in bulk.

The engine starts in 50 ms; torch takes seconds to import and is then faster, so it is used for many
texts only. The weights are those of the engine, dequantised in memory.

No work is spent on padding: the tokens of a batch form one long row, and are spread out, by texts
of similar length, for attention only. On CPUs each core has its own batch, so that none waits for
another; small batches stay in a core's cache.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from embeddings.encoders.e5_weights import Weights
from embeddings.encoders.encoder import Vectors

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


class _Layer(NamedTuple):
    """The parameters of one layer, in the order in which they are used."""

    mixed: torch.Tensor  # query, key and value in one, (3 * hidden, hidden)
    mixed_bias: torch.Tensor
    attended: torch.Tensor
    attended_bias: torch.Tensor
    first_norm: torch.Tensor
    first_norm_bias: torch.Tensor
    wide: torch.Tensor
    wide_bias: torch.Tensor
    narrow: torch.Tensor
    narrow_bias: torch.Tensor
    last_norm: torch.Tensor
    last_norm_bias: torch.Tensor


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
        self._layers = [self._layer(f"l{n}.") for n in range(weights.layers)]
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
        lengths = torch.tensor([len(piece.tokens) for piece in batch])
        longest, hidden = int(lengths.max()), self._weights.hidden
        mask = torch.arange(longest) < lengths[:, None]
        places = mask.flatten().nonzero()[:, 0]  # of each token among len(batch) * longest
        rows = self._words([token for piece in batch for token in piece.tokens])
        mask, lengths, places = (part.to(self.device) for part in (mask, lengths, places))
        state = rows + self._positions[places % longest]
        state = self._normed(state, self._norm, self._norm_bias)
        for layer in self._layers:
            attended = self._attention(functional.linear(state, *layer[:2]), mask, places)
            attended = functional.linear(attended, layer.attended, layer.attended_bias)
            state = self._normed(state + attended, layer.first_norm, layer.first_norm_bias)
            wide = functional.gelu(functional.linear(state, layer.wide, layer.wide_bias))
            narrow = functional.linear(wide, layer.narrow, layer.narrow_bias)
            state = self._normed(state + narrow, layer.last_norm, layer.last_norm_bias)
        sums = torch.zeros(len(batch), hidden, device=self.device)
        sums.index_add_(0, places // longest, state.float())
        vectors = functional.normalize(sums, dim=1)  # the mean's length does not matter
        return np.asarray(vectors.cpu().numpy(), np.float32)

    def _attention(
        self, mixed: torch.Tensor, mask: torch.Tensor, places: torch.Tensor
    ) -> torch.Tensor:
        """Return what each token receives from the others of its text, shape (tokens, hidden)."""
        texts, longest = mask.shape
        whole = len(places) == texts * longest  # all of one length: nothing to spread out
        spread = mixed
        if not whole:
            spread = mixed.new_zeros(texts * longest, mixed.shape[1])
            spread[places] = mixed
        query, key, value = spread.view(
            texts, longest, 3, self._weights.heads, self._weights.hidden // self._weights.heads
        ).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=None if whole else mask[:, None, None, :]
        )
        flat = attended.transpose(1, 2).reshape(texts * longest, self._weights.hidden)
        return flat if whole else flat[places]

    def _normed(self, state: torch.Tensor, scale: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        width = (self._weights.hidden,)
        return functional.layer_norm(state, width, scale, bias, self._weights.epsilon)

    def _words(self, tokens: list[int]) -> torch.Tensor:
        different, inverse = np.unique(np.array(tokens, np.int64), return_inverse=True)
        rows = self._on_device(self._weights.word_rows(different))
        return rows[torch.from_numpy(inverse).to(self.device)]

    def _layer(self, name: str) -> _Layer:
        weights = self._weights
        mixed = np.concatenate([weights.matrix(f"{name}{part}.w") for part in "qkv"])
        mixed_bias = np.concatenate([weights.tensor(f"{name}{part}.b") for part in "qkv"])
        narrow = weights.tensor(f"{name}fo.w").reshape(weights.hidden, weights.feed_forward)
        return _Layer(
            self._on_device(mixed),
            self._on_device(mixed_bias),
            self._on_device(weights.matrix(f"{name}ao.w")),
            self._on_device(weights.tensor(f"{name}ao.b")),
            self._on_device(weights.tensor(f"{name}aln.w")),
            self._on_device(weights.tensor(f"{name}aln.b")),
            self._on_device(weights.matrix(f"{name}fi.w")),
            self._on_device(weights.tensor(f"{name}fi.b")),
            self._on_device(narrow),
            self._on_device(weights.tensor(f"{name}fo.b")),
            self._on_device(weights.tensor(f"{name}oln.w")),
            self._on_device(weights.tensor(f"{name}oln.b")),
        )

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
