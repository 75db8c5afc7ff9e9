"""The layers that were tuned on parliament's questions and replies, put in the place of the others.

The word table stays, and so do the four bits of each weight: what was learned is the scale of each
block of 32 weights, and the norms and biases. So the shipped file is small, and nothing of what was
learned is lost to rounding. `python -m training` makes it; the data card beside it tells from what.
"""

import hashlib
import zipfile
from functools import cache
from pathlib import Path

import numpy as np

from embeddings.encoders.e5_weights import Weights

FILE = Path(__file__).with_name("parliament-e5-small.npz")
_DIGITS = 12  # of the checksum, in the encoder's revision


@cache
def tuned_revision() -> str:
    """Return what tells one training's outcome from another's. Raises OSError."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:_DIGITS]


def put_in_place(weights: Weights) -> None:
    """Put the tuned layers in the place of the general ones that `weights` holds, in memory.

    Raises OSError, and ValueError for a file that is not whole or does not fit the weights.
    """
    try:
        with np.load(FILE, allow_pickle=False) as tuned:
            weights.replace_layers(tuned["scales"], tuned["others"])
    except (KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{FILE.name} is not whole, or not of these weights ({error})") from error
