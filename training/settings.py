"""What decides the weights that come out of a run, beside the texts."""

from dataclasses import dataclass
from enum import StrEnum


class Tuned(StrEnum):
    """What of a layer learns; its norms and biases always do."""

    FLOAT = "float"  # every weight, in full precision: to compare, the engine cannot hold it
    SCALES = "scales"  # the scale of each block of weights


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run."""

    seed: int = 1
    steps: int = 160
    size: int = 64  # pairs in a batch
    tuned: Tuned = Tuned.SCALES
    layers: int = 12  # tuned, the last ones
    rate: float = 4e-3  # the highest learning rate
    taught: float = 1.0  # weight of the distillation in batches of manual pages
    hard: bool = True  # negatives that are near, not any
