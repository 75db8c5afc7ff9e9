"""Filters: what a search is limited to, applied inside it and not after."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from corpus.text import strip_accents
from embeddings.generation import Catalogue, Manifest


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; empty means no limit."""

    source: str = ""
    ministry: str = ""  # part of its name, accents and case folded
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def allowed(self, catalogue: Catalogue, manifest: Manifest) -> npt.NDArray[np.bool_]:
        """Return a flag a record: True where no filter excludes it.

        A record without a date is excluded by a limit on the period.
        """
        allowed = np.ones(manifest.records, np.bool_)
        if self.source:
            wanted = [name.upper() == self.source.upper() for name in manifest.sources]
            allowed &= np.array(wanted, np.bool_)[catalogue.source]
        if self.ministry:
            wanted = [_fold(self.ministry) in _fold(name) for name in manifest.ministries]
            allowed &= np.array(wanted, np.bool_)[catalogue.ministry]
        if self.since:
            allowed &= catalogue.answered_on >= self.since.toordinal()
        if self.until:
            known = catalogue.answered_on > 0
            allowed &= known & (catalogue.answered_on <= self.until.toordinal())
        return allowed


NO_FILTERS = Filters()


def _fold(text: str) -> str:
    return strip_accents(text).replace("’", "'").lower()
