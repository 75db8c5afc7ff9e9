"""Filters in the words of a question: whose government, which ministry, when, where, by whom.

What is found is applied, shown to the reader and can be taken off. When in doubt nothing is found:
a filter that is wrong hides the right reply, one that is missing only ranks it lower.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.filters.country import HOME, find_country
from bot.filters.names import (
    find_chamber,
    find_deputy,
    find_legislature,
    find_ministry,
    find_number,
)
from bot.filters.period import Period, find_periods
from bot.languages.messages import country_name, day, say
from bot.question.words import Cue, folded, word_tables
from embeddings.generation.manifest import Manifest
from embeddings.search.filters import ALTERNATIVES, NO_FILTERS, Filters
from embeddings.words.lexical import analyse

KINDS = ("country", "ministry", "period", "chamber", "legislature", "number", "deputy")
_CONTENT_WORDS = 1  # fewer left, and the question is searched as it was typed
_SHOWN_NAMES = 3  # of a ministry with several names


@dataclass(frozen=True, slots=True)
class FoundFilter:
    """A filter and where it comes from: `words` are `question[start:end]`."""

    kind: str  # of `KINDS`
    value: str  # as the option of that name takes it; a period as "2019-01-01/2019-12-31"
    label: str  # in the asker's language
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is limited to by its own words."""

    filters: Filters
    found: tuple[FoundFilter, ...]
    searched: str  # the question without the words that only limit
    number_only: bool = False  # it names a question by its number and asks nothing else


def find_filters(
    question: str,
    language: str,
    manifest: Manifest,
    today: date,
    without: frozenset[str] = frozenset(),
) -> Scope:
    """Return what the words of `question`, asked in `language`, limit the search to.

    `manifest` says which ministries, members and countries there are; `without` are kinds not to
    look for.
    """
    cues = [
        cue for cue in _cues(folded(question), language, manifest, today) if cue.kind not in without
    ]
    filters = NO_FILTERS
    for cue in cues:
        filters = _applied(filters, cue)
    found = tuple(
        FoundFilter(
            cue.kind,
            cue.value,
            label_of(cue.kind, cue.value, language),
            question[cue.start : cue.end],
            cue.start,
            cue.end,
        )
        for cue in sorted(cues, key=lambda c: c.start)
    )
    number_only = any(c.kind == "number" for c in cues) and _asks_nothing(question, cues)
    searched = question if number_only else _searched(question, language, cues)
    return Scope(filters, found, searched, number_only)


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


def _cues(text: str, language: str, manifest: Manifest, today: date) -> Iterator[Cue]:
    country = HOME[language]
    chambers = list(find_chamber(text))
    yield from chambers
    for cue in find_country(text, language):
        country = cue.value
        said_by_chamber = any(c.start < cue.end and cue.start < c.end for c in chambers)
        if manifest.countries != (cue.value,) and not said_by_chamber:  # else it limits nothing
            yield cue
    yield from find_ministry(text, manifest.ministries)
    yield from find_periods(text, country, today)
    yield from find_legislature(text)
    yield from find_number(text)
    yield from find_deputy(text, manifest.members)


def _applied(filters: Filters, cue: Cue) -> Filters:
    if cue.kind == "period":
        since, until = Period.parse(cue.value)
        return replace(filters, since=since, until=until)
    values: dict[str, Any] = {cue.kind: cue.value}
    return replace(filters, **values)


def _asks_nothing(question: str, cues: list[Cue]) -> bool:
    left = re.findall(r"\w+", folded(_cut(question, cues)))
    return set(left) <= set(word_tables()["ask_nothing"])


def _searched(question: str, language: str, cues: list[Cue]) -> str:
    kept = _cut(question, [cue for cue in cues if not cue.said])
    return kept if len(analyse(kept, language)) >= _CONTENT_WORDS else question


def _cut(question: str, cues: list[Cue]) -> str:
    """Return `question` without the words of `cues`, tidied where they stood."""
    for cue in sorted(cues, key=lambda c: -c.start):
        question = f"{question[: cue.start]} {question[cue.end :]}"
    question = re.sub(r"\s+", " ", question).strip(" ,;:")
    return re.sub(r" ([,.])", r"\1", question)
