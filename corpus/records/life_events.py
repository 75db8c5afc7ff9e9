"""What happened to a question before its reply, read from the sources' own trees.

Assemblée nationale: reassignments (`minAttribs`), the flag of an overdue question (`signalement`),
renewals (`renouvellements`), closing without a reply (`cloture`). UK Parliament: holding and
corrected answers. Dates are searched for below those names at any depth: single values, lists and
objects all occur.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from corpus.records.record import EventKind, LifeEvent
from corpus.text.dates import parse_date

_DEPTH = 6  # of a date below its name; the official trees need three


def assemblee_events(
    question: dict[str, Any],
    ministries: Sequence[tuple[str, str]],
    closed: tuple[str, str] | None,
) -> tuple[LifeEvent, ...]:
    """Return the events of a question of the Assemblée, oldest first.

    `ministries` are day and name of each attribution, in order; `closed` is day and label of a
    closing without reply. Days are as the source writes them.
    """
    found = []
    for (_, before), (day, name) in pairwise(ministries):
        if name and name != before:
            found.append(LifeEvent(EventKind.REASSIGNED, parse_date(day), name))
    for name, kind in (
        ("signalement", EventKind.FLAGGED),
        ("renouvellements", EventKind.RENEWED),
    ):
        found += [LifeEvent(kind, day) for day in _dates(question.get(name), _DEPTH)]
    if closed:
        found.append(LifeEvent(EventKind.CLOSED, parse_date(closed[0]), closed[1]))
    return sorted_events(found)


def uk_events(value: dict[str, Any]) -> tuple[LifeEvent, ...]:
    """Return the events of an answer of the UK Parliament, oldest first."""
    found = []
    for name, kind in (
        ("dateHoldingAnswer", EventKind.HOLDING),
        ("dateAnswerCorrected", EventKind.CORRECTED),
    ):
        found += [LifeEvent(kind, day) for day in _dates(value.get(name), _DEPTH)]
    return sorted_events(found)


def sorted_events(events: Iterable[LifeEvent]) -> tuple[LifeEvent, ...]:
    """Return each event once, oldest first; those without a day come before, as they were given.

    The days that the Assemblée leaves out are those of the first attributions.
    """
    return tuple(sorted(dict.fromkeys(events), key=lambda event: event.on or date.min))


def _dates(value: Any, depth: int) -> Iterator[date]:  # noqa: ANN401
    if isinstance(value, str):
        if found := parse_date(value):
            yield found
    elif depth and isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _dates(item, depth - 1)
