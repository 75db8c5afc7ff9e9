"""Writes what was learned as the file that is shipped (embeddings/encoders/tuned.py)."""

from pathlib import Path

import numpy as np

from embeddings.encoders.e5_weights import Weights
from embeddings.encoders.encoder import Vectors
from training.model import TrainedEncoder

# The tensors of a layer in the order of its parameters; query, key and value are one there.
_NAMES = "qkv.w qkv.b ao.w ao.b aln.w aln.b fi.w fi.b fo.w fo.b oln.w oln.b"


def pack(path: Path, model: TrainedEncoder, weights: Weights) -> None:
    """Write the scales, norms and biases of the layers that `model` tuned from `weights`.

    Scales in the 16 bits in which the engine holds them; the rest in 32.
    """
    tensors: dict[str, Vectors] = {}
    layers = model.tuned_layers()
    for number, layer in enumerate(layers, weights.layers - len(layers)):
        for name, parameter in zip(_NAMES.split(), layer, strict=True):
            values = parameter.detach().cpu().numpy()
            kind, part = name.split(".")
            names = [f"l{number}.{letter}.{part}" for letter in (kind if kind == "qkv" else [kind])]
            for each, some in zip(names, np.split(values.reshape(-1), len(names)), strict=True):
                tensors[each] = some if parameter.dim() == 1 else weights.scales(each) * (1 + some)
    halves = {
        name: values.astype(np.float16 if name.endswith(".w") and "ln" not in name else np.float32)
        for name, values in tensors.items()
    }
    np.savez_compressed(path, allow_pickle=False, **halves)
