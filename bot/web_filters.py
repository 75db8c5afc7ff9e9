"""The page's choices that limit a search: what can be chosen, and what was chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.limits import ALL
from bot.messages import country_name, say
from bot.scope import KINDS
from embeddings.filters import Filters
from embeddings.search import Index

_LONGEST = 300  # characters of a choice; no ministry's name comes near


class ChoiceError(ValueError):
    """What was chosen cannot be searched with. The message is for the reader."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader can choose from: (value, shown name); ministries by the name of a country."""

    ministries: dict[str, list[tuple[str, str]]]
    countries: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    first: str  # ISO dates of the first and last reply; "" when no reply has a date
    last: str


def choices(index: Index, language: str) -> Choices:
    """Return what the replies of `index` can be limited to, as told in `language`."""
    manifest, catalogue = index.manifest, index.parts.catalogue
    ministries: dict[str, list[tuple[str, str]]] = {}
    for code, country in enumerate(manifest.countries):
        replies = catalogue.alive & catalogue.has_reply
        here = np.unique(catalogue.ministry[replies & (catalogue.country == code)])
        names = sorted(filter(None, (manifest.ministries[m] for m in here)), key=str.casefold)
        if country and names:
            ministries[country_name(country, language)] = [(name, name) for name in names]
    return Choices(
        ministries,
        [(code, country_name(code, language)) for code in sorted(manifest.countries) if code],
        [(code, source_name(code, language)) for code in sorted(manifest.sources) if code],
        *manifest.period,
    )


def source_name(code: str, language: str) -> str:
    """Return the name of a source, or its code where the name is not known here."""
    try:
        return say(f"source_{code}", language)
    except KeyError:
        return code


def chosen(options: Mapping[str, object], language: str) -> tuple[Filters, frozenset[str]]:
    """Return the filters that a browser sent, and the kinds not to look for in the words.

    What is no text is taken for nothing chosen. Raises ChoiceError for a period that cannot be.
    """
    since, until = (_day(_text(options, name), language) for name in ("since", "until"))
    if since and until and since > until:
        raise ChoiceError(say("page_period_reversed", language))
    filters = Filters(
        source=_text(options, "source"),
        ministry=_text(options, "ministry"),
        since=since,
        until=until,
        country=_text(options, "country"),
    )
    return filters, frozenset(_kinds(options.get("without")))


def _kinds(without: object) -> Iterator[str]:
    if isinstance(without, list):
        yield from (kind for kind in without if kind in (*KINDS, ALL))


def _text(options: Mapping[str, object], name: str) -> str:
    value = options.get(name)
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def _day(value: str, language: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ChoiceError(say("page_period_wrong", language, value=value)) from error
