"""The model's arithmetic in torch: tokens' states in, a unit vector a text out.

No work is spent on padding: the tokens of a batch form one long row, and are spread out for
attention only. Encoding in bulk and training run this same code, with gradients or without.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from embeddings.encoders.e5_weights import Weights
from embeddings.encoders.encoder import Vectors


class Layer(NamedTuple):
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


class TokenRow(NamedTuple):
    """Where the tokens of a batch belong: they form one row, text after text."""

    mask: torch.Tensor  # (texts, longest): which places hold a token
    places: torch.Tensor  # (tokens,): the place of each token among texts * longest

    @classmethod
    def of(cls, lengths: Sequence[int], device: torch.device) -> "TokenRow":
        """Return the row of texts that have `lengths` tokens."""
        counts = torch.tensor(lengths)
        mask = torch.arange(int(counts.max())) < counts[:, None]
        return cls(mask.to(device), mask.flatten().nonzero()[:, 0].to(device))


class Sizes(NamedTuple):
    """What of the model's shape the arithmetic needs."""

    hidden: int
    heads: int
    epsilon: float


def layer_arrays(weights: Weights, number: int) -> list[Vectors]:
    """Return the parameters of layer `number` in the order of Layer."""
    name = f"l{number}."
    mixed = np.concatenate([weights.matrix(f"{name}{part}.w") for part in "qkv"])
    mixed_bias = np.concatenate([weights.tensor(f"{name}{part}.b") for part in "qkv"])
    return [
        mixed,
        mixed_bias,
        weights.matrix(f"{name}ao.w"),
        weights.tensor(f"{name}ao.b"),
        weights.tensor(f"{name}aln.w"),
        weights.tensor(f"{name}aln.b"),
        weights.matrix(f"{name}fi.w"),
        weights.tensor(f"{name}fi.b"),
        weights.tensor(f"{name}fo.w").reshape(weights.hidden, weights.feed_forward),
        weights.tensor(f"{name}fo.b"),
        weights.tensor(f"{name}oln.w"),
        weights.tensor(f"{name}oln.b"),
    ]


def through_layer(state: torch.Tensor, layer: Layer, row: TokenRow, sizes: Sizes) -> torch.Tensor:
    """Return the states of the tokens after `layer`, shape (tokens, hidden)."""
    attended = _attention(functional.linear(state, *layer[:2]), row, sizes)
    attended = functional.linear(attended, layer.attended, layer.attended_bias)
    state = _normed(state + attended, layer.first_norm, layer.first_norm_bias, sizes)
    wide = functional.gelu(functional.linear(state, layer.wide, layer.wide_bias))
    narrow = functional.linear(wide, layer.narrow, layer.narrow_bias)
    return _normed(state + narrow, layer.last_norm, layer.last_norm_bias, sizes)


def pooled(state: torch.Tensor, row: TokenRow) -> torch.Tensor:
    """Return the unit vector of each text, shape (texts, hidden), in float32."""
    texts, longest = row.mask.shape
    sums = torch.zeros(texts, state.shape[1], device=state.device)
    sums = sums.index_add(0, row.places // longest, state.float())
    return functional.normalize(sums, dim=1)  # the mean's length does not matter


def _normed(
    state: torch.Tensor, scale: torch.Tensor, bias: torch.Tensor, sizes: Sizes
) -> torch.Tensor:
    """Return `state` after layer normalisation."""
    return functional.layer_norm(state, (sizes.hidden,), scale, bias, sizes.epsilon)


class FirstStates:
    """The states of tokens before the first layer; `convert` chooses device and precision."""

    def __init__(self, weights: Weights, convert: Callable[[Vectors], torch.Tensor]) -> None:
        self._weights, self._convert = weights, convert
        self._positions = convert(weights.matrix("emb.pos") + weights.matrix("emb.type")[0])
        self._norm = convert(weights.tensor("emb.ln.w"))
        self._norm_bias = convert(weights.tensor("emb.ln.b"))

    def of(self, tokens: Sequence[int], row: TokenRow, sizes: Sizes) -> torch.Tensor:
        """Return the states of `tokens`, which stand in `row`, shape (tokens, hidden)."""
        different, inverse = np.unique(np.array(tokens, np.int64), return_inverse=True)
        words = self._convert(self._weights.word_rows(different))
        state = words[torch.from_numpy(inverse).to(words.device)]
        state = state + self._positions[row.places % row.mask.shape[1]]
        return _normed(state, self._norm, self._norm_bias, sizes)


def _attention(mixed: torch.Tensor, row: TokenRow, sizes: Sizes) -> torch.Tensor:
    """Return what each token receives from the others of its text, shape (tokens, hidden)."""
    mask, places = row
    texts, longest = mask.shape
    whole = len(places) == texts * longest  # all of one length: nothing to spread out
    spread = mixed
    if not whole:
        spread = mixed.new_zeros(texts * longest, mixed.shape[1])
        spread = spread.index_copy(0, places, mixed)
    query, key, value = spread.view(
        texts, longest, 3, sizes.heads, sizes.hidden // sizes.heads
    ).permute(2, 0, 3, 1, 4)
    attended = functional.scaled_dot_product_attention(
        query, key, value, attn_mask=None if whole else mask[:, None, None, :]
    )
    flat = attended.transpose(1, 2).reshape(texts * longest, sizes.hidden)
    return flat if whole else flat[places]
