"""Filters: what a search is limited to, applied inside it and not after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from corpus.text.fold import fold
from embeddings.generation.catalogue import Catalogue, number_of
from embeddings.generation.manifest import CODED, Manifest

_WHOLE = ("source", "country", "legislature")  # compared whole; the others by a part of the name
_PARTS = ("ministry", "chamber", "deputy")
_COLUMN = {"deputy": "asked_by"}  # where the filter's name is not the record's
_FEW = 32  # alternatives, each looked for in every name
ALTERNATIVES = "|"  # between names of which any will do: "santé|affaires sociales"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; empty means no limit.

    Names are compared without case and accents. `ministry` may hold several alternatives
    (`ALTERNATIVES` between them), since ministries change their names.
    """

    source: str = ""
    ministry: str = ""  # part of its name
    since: date | None = None
    until: date | None = None
    country: str = ""  # ISO 3166 alpha-2: FR, GB
    chamber: str = ""  # part of its name: Sénat, Commons
    legislature: str = ""  # its number
    number: str = ""  # of the question; only its digits count
    deputy: str = ""  # who asked: part of the name

    def __bool__(self) -> bool:
        return self != Filters()

    def allowed(self, catalogue: Catalogue, manifest: Manifest) -> npt.NDArray[np.bool_]:
        """Return one flag per record: True if it is alive and no filter excludes it.

        Without a filter that is `catalogue.alive` itself, so that a search need not look at it.

        A record without a date is excluded by a limit on the period, one without a chamber by a
        limit on the chamber, and so on.
        """
        if not self:
            return catalogue.alive
        allowed = catalogue.alive.copy()
        for name in (*_WHOLE, *_PARTS):
            wanted = getattr(self, name)
            if wanted:
                column = _COLUMN.get(name, name)
                known = map(fold, getattr(manifest, CODED[column]))
                fits = _equal if name in _WHOLE else _holding
                flags = np.array(fits(known, fold(wanted)), np.bool_)
                allowed &= flags[getattr(catalogue, column)]
        if self.number:
            allowed &= (catalogue.number == number_of(self.number)) & (catalogue.number > 0)
        if self.since:
            allowed &= catalogue.answered_on >= self.since.toordinal()
        if self.until:
            known_day = catalogue.answered_on > 0
            allowed &= known_day & (catalogue.answered_on <= self.until.toordinal())
        return allowed


NO_FILTERS = Filters()


def _equal(known: Iterable[str], wanted: str) -> list[bool]:
    return [value == wanted for value in known]


def _holding(known: Iterable[str], wanted: str) -> list[bool]:
    """Return, for each name, whether it contains one of the alternatives.

    Many alternatives, which only someone hostile gives, are looked up by length, so that their
    number does not count.
    """
    parts = {part for each in wanted.split(ALTERNATIVES) if (part := each.strip())}
    if len(parts) <= _FEW:
        return [any(part in value for part in parts) for value in known]
    lengths = {len(part) for part in parts}
    return [
        any(value[i : i + n] in parts for n in lengths for i in range(len(value) - n + 1))
        for value in known
    ]
