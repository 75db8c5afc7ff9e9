"""The filters of a question and their origins: given, found in its words, or removed again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.filters.period import Period
from bot.languages.messages import country_name, day, say
from embeddings.search.filters import ALTERNATIVES, Filters

_PLAIN = ("source", "country", "ministry", "chamber", "legislature", "number", "deputy")
_ORDER = (*_PLAIN, "period")  # in which filters are named
_SHOWN_NAMES = 3  # of a ministry with several names


class Origin(StrEnum):
    """Where a filter comes from, and whether it is still in force."""

    GIVEN = "given"  # as an option
    FOUND = "found"  # in the words of the question
    TAKEN_OFF = "taken off"  # found, but nothing answered within it


@dataclass(frozen=True, slots=True)
class AppliedFilter:
    """A filter and its origin; if it was found, `words` is `question[start:end]`."""

    kind: str  # of bot.filters.finder.FILTER_KINDS, or "source"
    value: str  # as the option of that name takes it; a period as "2019-01-01/2019-12-31"
    label: str  # in the asker's language
    origin: Origin
    words: str = ""
    start: int = 0
    end: int = 0

    @property
    def found(self) -> bool:
        """Whether it was found in the words of the question, not given as an option."""
        return self.origin is not Origin.GIVEN

    def to_dict(self) -> dict[str, Any]:
        """Return the filter in the machine interface's form."""
        return {"kind": self.kind, "value": self.value, "label": self.label, "found": self.found}


@dataclass(frozen=True, slots=True)
class QuestionFilters:
    """All filters of a question, given ones first, and the words left to search for."""

    every: tuple[AppliedFilter, ...]
    searched: str  # the question without the words that only filter
    number_only: bool = False  # it names a question by its number and asks nothing else

    @property
    def applied(self) -> tuple[AppliedFilter, ...]:
        """The filters in force."""
        return tuple(one for one in self.every if one.origin is not Origin.TAKEN_OFF)

    @property
    def filters(self) -> Filters:
        """The filters in force, as a search takes them."""
        values: dict[str, Any] = {}
        for one in self.applied:
            if one.kind == "period":
                values["since"], values["until"] = Period.parse(one.value)
            else:
                values[one.kind] = one.value
        return Filters(**values)

    def of(self, origin: Origin) -> tuple[AppliedFilter, ...]:
        """Return the filters of one origin."""
        return tuple(one for one in self.every if one.origin is origin)

    @property
    def found(self) -> tuple[AppliedFilter, ...]:
        """The filters in force that were found in the words."""
        return self.of(Origin.FOUND)

    def without_found(self, question: str) -> "QuestionFilters":
        """Return the filters without the found ones, to search for the whole `question`."""
        every = (replace(f, origin=Origin.TAKEN_OFF) if f.found else f for f in self.every)
        return QuestionFilters(tuple(every), question)


def given_filters(filters: Filters, language: str) -> tuple[AppliedFilter, ...]:
    """Return the filters given as options, labelled in `language`."""
    return tuple(
        AppliedFilter(kind, value, label_of(kind, value, language), Origin.GIVEN)
        for kind, value in _values(filters)
    )


def labels(filters: Iterable[AppliedFilter]) -> str:
    """Return one line that puts `filters` into words."""
    in_order = sorted(filters, key=lambda one: _ORDER.index(one.kind))
    return ", ".join(one.label for one in in_order)


def label_of(kind: str, value: str, language: str) -> str:
    """Return a filter in words: "ministère « Santé »", "réponses de 2019"."""
    if kind == "period":
        since, until = Period.parse(value)
        parts = []
        if since:
            parts.append(say("filter_since", language, value=day(since, language)))
        if until:
            parts.append(say("filter_until", language, value=day(until, language)))
        return ", ".join(parts)
    if kind == "country":
        value = country_name(value, language)
    if kind == "ministry":
        names = value.split(ALTERNATIVES)
        value = " / ".join(names[:_SHOWN_NAMES]) + (" / …" if len(names) > _SHOWN_NAMES else "")
    return say(f"filter_{kind}", language, value=value)


def _values(filters: Filters) -> Iterator[tuple[str, str]]:
    for kind in _PLAIN:
        if value := getattr(filters, kind):
            yield kind, value
    if filters.since or filters.until:
        yield "period", str(Period(filters.since, filters.until))
