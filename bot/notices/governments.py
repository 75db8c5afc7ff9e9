"""Who has governed since when: a small table of facts, and the day up to which it is complete.

The table knows nothing after that day, so we never claim that nothing has changed.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from corpus.files.beside import json_beside


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed since a day: the latest known head of government, the latest election."""

    head: str
    appointed_on: date
    elected_on: date | None  # the members' newest general election; None when it was before the day


@dataclass(frozen=True, slots=True)
class _Country:
    known_to: date
    heads: tuple[tuple[date, str], ...]  # oldest first, as the elections
    elections: tuple[date, ...]


def change_since(country: str, day: date) -> Change | None:
    """Return what is known to have changed in `country` after `day`; None if nothing is."""
    known = _countries().get(country)
    if known is None or known.heads[-1][0] <= day:
        return None
    appointed_on, head = known.heads[-1]
    elected_on = known.elections[-1] if known.elections[-1] > day else None
    return Change(head, appointed_on, elected_on)


def known_to(country: str) -> date | None:
    """Return the day up to which the governments of `country` are known; None if unlisted."""
    known = _countries().get(country)
    return known.known_to if known else None


@cache
def _countries() -> dict[str, _Country]:
    values = json_beside(__file__, "governments.json")
    return {
        country: _Country(
            date.fromisoformat(facts["known_to"]),
            tuple((date.fromisoformat(since), name) for since, name in facts["heads"]),
            tuple(map(date.fromisoformat, facts["elections"])),
        )
        for country, facts in values.items()
        if country != "note"
    }
