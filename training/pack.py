"""Writes what was learned as the file that is shipped (embeddings/encoders/tuned.py)."""

from pathlib import Path

import numpy as np

from embeddings.encoders.e5_weights import Weights
from training.model import TrainedEncoder

# The tensors of a layer in the order of its parameters; query, key and value are one there.
_NAMES = "qkv.w qkv.b ao.w ao.b aln.w aln.b fi.w fi.b fo.w fo.b oln.w oln.b"


def pack(path: Path, model: TrainedEncoder, weights: Weights) -> None:
    """Write what `model` learned of the layers of `weights`, which are changed to it in memory.

    Scales in the 16 bits in which the engine holds them; norms and biases in 32.
    """
    layers = model.tuned_layers()
    for number, layer in enumerate(layers, weights.layers - len(layers)):
        for name, parameter in zip(_NAMES.split(), layer, strict=True):
            values = parameter.detach().cpu().numpy()
            kind, part = name.split(".")
            names = [f"l{number}.{letter}.{part}" for letter in (kind if kind == "qkv" else [kind])]
            for each, some in zip(names, np.split(values.reshape(-1), len(names)), strict=True):
                weights.learn(each, some, times=parameter.dim() == 2)
    scales, others = weights.layers_apart()
    # Not compressed: that would save an eighth, and cost each start thirty milliseconds.
    np.savez(path, allow_pickle=False, scales=scales.astype(np.float16), others=others)
