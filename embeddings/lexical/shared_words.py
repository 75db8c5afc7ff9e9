"""How many of a question's words occur in a record, with rare ones counting for more.

The words of a question are weighted by their inverse document frequency in the corpus, in the
language of the record searched: names, acronyms and numbers are the same in both. The terms of
every record are kept as sorted 32-bit hashes next to its text, so that no text is read again; the
chance of confusing two of a question's words is one in hundreds of thousands.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from embeddings.disk.array_file import ArrayWriter, map_array, ranges
from embeddings.generation.segment import TERMS_FILES
from embeddings.vectors.vector_index import Rows

Hashes = npt.NDArray[np.uint32]
_LOW_BITS = (1 << 16) - 1
# What looks like a name (a capital inside a sentence), an acronym or a number.
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-ZÀ-Ý][\w’'-]+|\b[A-Z]{2,}\b|\d[\d.,]*")


def named_words(question: str) -> list[str]:
    """Return the names, acronyms and numbers of `question` as written."""
    return _NAME.findall(question)


def hashed(terms: Iterable[str]) -> Hashes:
    """Return the sorted hashes of distinct `terms`."""
    return np.array(sorted({crc32(t.encode()) for t in terms}), np.uint32)


def _hash_each(terms: Mapping[str, float]) -> Hashes:
    return np.fromiter((crc32(t.encode()) for t in terms), np.uint32, len(terms))


class RecordTerms:
    """The terms of every record of a generation, mapped into memory."""

    def __init__(self, parts: Iterable[tuple[int, Path]]) -> None:
        """Open the segments' folders, each with the ordinal of its first record, in order."""
        terms, starts = TERMS_FILES
        self._parts = [
            (offset, map_array(folder / terms), map_array(folder / starts))
            for offset, folder in parts
        ]

    def __getitem__(self, ordinal: int) -> Hashes:
        offset, terms, starts = next(p for p in reversed(self._parts) if p[0] <= ordinal)
        number = ordinal - offset
        found: Hashes = terms[starts[number] : starts[number + 1]]
        return found

    def sizes(self) -> Rows:
        """Return the number of terms of each record, by ordinal."""
        return np.concatenate([np.diff(starts) for _, _, starts in self._parts])

    def worth(self, ordinals: Rows, terms: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Return, for each record, the summed worth of those of `terms` that it has.

        `ordinals` ascend; the result has one number for each.
        """
        if not terms:
            return np.zeros(len(ordinals))
        own = _hash_each(terms)
        order = np.argsort(own)
        own, value = own[order], np.fromiter(terms.values(), np.float64, len(terms))[order]
        likely = np.zeros(_LOW_BITS + 1, np.bool_)  # rules out nearly all at a glance
        likely[own & _LOW_BITS] = True
        found = np.zeros(len(ordinals))
        firsts = np.searchsorted(ordinals, [offset for offset, *_ in self._parts])
        for (offset, held, starts), first, last in zip(
            self._parts, firsts, [*firsts[1:], len(ordinals)], strict=True
        ):
            numbers = ordinals[first:last] - offset
            sizes = starts[numbers + 1] - starts[numbers]
            hashes = held[ranges(starts[numbers], starts[numbers + 1])]
            places = np.flatnonzero(likely[hashes & _LOW_BITS])
            nearest = np.minimum(np.searchsorted(own, hashes[places]), len(own) - 1)
            same = own[nearest] == hashes[places]
            record = np.searchsorted(np.cumsum(sizes), places[same], side="right")
            np.add.at(found, first + record, value[nearest[same]])
        return found


class TermsWriter:
    """Writes the hashed terms of the records of a new segment, in their order."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        terms, starts = (folder / name for name in TERMS_FILES)
        self._terms = self._stack.enter_context(ArrayWriter(terms, np.uint32))
        self._starts = self._stack.enter_context(ArrayWriter(starts, np.int64))
        self._count = 0
        self._starts.append(np.zeros(1))

    def add(self, terms: Hashes) -> None:
        """Write the terms of the next record."""
        self._terms.append(terms)
        self._count += len(terms)
        self._starts.append(np.array([self._count]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The distinct terms of a question, as they would occur in a text of one language."""

    rarity: dict[str, float]
    hashes: Hashes  # one a term, in the order of `rarity`, as the following
    weights: npt.NDArray[np.float64]
    is_name: npt.NDArray[np.bool_]
    total: float  # summed rarity of all
    named: float  # ... and of the names

    @classmethod
    def of(cls, rarity: dict[str, float], name_terms: set[str]) -> Self:
        """Take terms with their inverse document frequency; those in `name_terms` are names."""
        weights = np.fromiter(rarity.values(), np.float64, len(rarity))
        is_name = np.array([term in name_terms for term in rarity], np.bool_)
        named = float(weights[is_name].sum())
        return cls(rarity, _hash_each(rarity), weights, is_name, float(weights.sum()), named)

    def found_in(self, terms: Hashes) -> "Overlap":
        """Return how many of the question's terms are among the hashed `terms` of a text."""
        own, weights, total, named = self.hashes, self.weights, self.total, self.named
        places = np.minimum(np.searchsorted(terms, own), max(len(terms) - 1, 0))
        present = terms[places] == own if len(terms) else np.zeros(len(own), np.bool_)
        held = float(weights[present].sum())
        return Overlap(
            shared=held / total if total else 0.0,
            names=float(weights[present & self.is_name].sum()) / named if named else 0.0,
            missing=total - held,
            held=held,
            lacks_rarest=not (len(weights) and present[int(weights.argmax())]),
        )


@dataclass(frozen=True, slots=True)
class Overlap:
    """The words of a question that occur in a text, weighted by rarity."""

    shared: float  # share of all, 0 to 1
    names: float  # share of names, acronyms and numbers; 0 when the question has none
    missing: float  # summed rarity of those that are not there
    held: float  # ... that are
    lacks_rarest: bool  # also True for a question without a term
