"""The catalogue of a generation: what search must know about every record, as arrays."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from corpus.records.record import ReplyRecord
from embeddings.disk.array_file import read_arrays
from embeddings.generation.manifest import CODED
from embeddings.generation.record_texts import group_number

_MAX_DIGITS = 18  # what an int64 holds
_TYPES = {
    "language": np.uint8,
    "source": np.uint8,
    **dict.fromkeys(("ministry", "country", "chamber", "legislature", "asked_by"), np.int32),
    "number": np.int64,
    "group": np.int64,
    "answered_on": np.int32,
    "has_reply": np.bool_,
    "fictional": np.bool_,
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One item per record, by ordinal. Codes index the manifest's lists."""

    language: npt.NDArray[np.uint8]
    source: npt.NDArray[np.uint8]
    ministry: npt.NDArray[np.int32]
    country: npt.NDArray[np.int32]
    chamber: npt.NDArray[np.int32]
    legislature: npt.NDArray[np.int32]
    asked_by: npt.NDArray[np.int32]
    number: npt.NDArray[np.int64]  # the digits of the question's number, 0 when it has none
    group: npt.NDArray[np.int64]  # record_texts.group_number
    answered_on: npt.NDArray[np.int32]  # proleptic Gregorian ordinal of the day, 0 when unknown
    has_reply: npt.NDArray[np.bool_]
    fictional: npt.NDArray[np.bool_]
    alive: npt.NDArray[np.bool_]  # False for a record that was changed or removed since

    @classmethod
    def load(cls, paths: Sequence[Path], tombstones: npt.NDArray[np.int64]) -> Self:
        """Read what `CatalogueWriter.save` wrote for each segment.

        `tombstones` are the ordinals of the records that are not alive.

        Raises OSError, ValueError, KeyError, IndexError, BadZipFile when it is damaged.
        """
        parts = []
        for path in paths:
            arrays = read_arrays(path)
            parts.append([arrays[name] for name in _TYPES])
        columns = [np.concatenate(of_column) for of_column in zip(*parts, strict=True)]
        alive = np.ones(len(columns[0]), np.bool_)
        alive[tombstones] = False
        return cls(**dict(zip(_TYPES, columns, strict=True)), alive=alive)


class Codes:
    """The numbers given to the distinct values of the coded columns, by first appearance."""

    def __init__(self, known: dict[str, tuple[str, ...]]) -> None:
        """Continue from the lists of a manifest, by the names of CODED's columns."""
        self._codes = {
            column: {value: code for code, value in enumerate(known.get(column, ()))}
            for column in CODED
        }

    def of(self, column: str, value: str) -> int:
        """Return the code of `value`; a new one the first time."""
        codes = self._codes[column]
        return codes.setdefault(value, len(codes))

    def lists(self) -> dict[str, tuple[str, ...]]:
        """Return the lists as the manifest stores them: list name -> code -> value."""
        return {CODED[column]: tuple(codes) for column, codes in self._codes.items()}


class CatalogueWriter:
    """Gathers the catalogue of a new segment, record by record."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._columns = {name: array("q") for name in _TYPES}

    def add(self, record: ReplyRecord) -> None:
        """Add the next record."""
        day = record.answered_on
        values = {name: self._codes.of(name, getattr(record, name)) for name in CODED}
        values |= {
            "number": number_of(record.number),
            "group": group_number(record),
            "answered_on": day.toordinal() if day else 0,
            "has_reply": record.status.has_reply,
            "fictional": record.fictional,
        }
        for name, value in values.items():
            self._columns[name].append(value)

    def save(self, path: Path) -> None:
        """Write the columns to `path`."""
        arrays: Any = {name: np.array(self._columns[name], kind) for name, kind in _TYPES.items()}
        np.savez(path, **arrays)


def number_of(text: str) -> int:
    """Return the digits of a question's number as stored in the catalogue; 0 if it has none.

    "13 382" is 13382, "HL4512" is 4512; more than 18 digits are no question's number.
    """
    digits = "".join(character for character in text if character in "0123456789")
    return int(digits) if 0 < len(digits) <= _MAX_DIGITS else 0
