"""The result of one check of a home, as data: printed by the doctor, read by programs."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

MAX_SAMPLES = 5


class Level(StrEnum):
    """How serious it is."""

    OK = "ok"
    WARN = "warn"  # answers are right, but something should be done
    FAIL = "fail"  # nothing answers, or something is lost or damaged


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str  # a word for programs, the same in every version
    level: Level
    sentence: str  # in English; translated where it is printed
    remedy: str = ""  # the command that mends it
    samples: tuple[str, ...] = ()  # examples, at most MAX_SAMPLES

    def to_dict(self) -> dict[str, Any]:
        """Return the check JSON-ready."""
        return asdict(self)


def some(names: Iterable[object]) -> tuple[str, ...]:
    """Return the first few of `names` as samples."""
    return tuple(str(name) for name, _ in zip(names, range(MAX_SAMPLES), strict=False))
