"""Answers from several countries: each country's replies under its name."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.answers.answer import Notice, Source
from bot.answers.wording import told
from bot.filters.country import HOME
from bot.languages.messages import country_name, say
from bot.pipeline.asked import Asked
from bot.pipeline.replies import numbered, sources_of
from bot.relevance.relevance import covered
from embeddings.search.index import SearchResult

_COUNT = 20  # replies searched in each other country: what the relevance signals look at


class CountryReplies(NamedTuple):
    """The replies of one country's government."""

    country: str
    sources: list[Source]
    reserved: bool  # it may not settle the question


def by_country(
    asked: Asked,
    found: SearchResult,
    sources: Sequence[Source],
    *,
    reserved: bool,
) -> list[CountryReplies]:
    """Return `sources`, those of the best reply's country, and those of the others that answer.

    The likely country of the asker comes first; the sources are numbered in that order. Another
    country's replies are added only when they would answer the question plainly on their own.
    """
    own = sources[0].record.country
    groups = [CountryReplies(own, list(sources), reserved)]
    if _is_open(asked):
        others = dict.fromkeys(hit.record.country for hit in found.hits)
        for country in others:
            more = [] if country == own else _plain_sources(asked, country)
            if more:
                groups.append(CountryReplies(country, more, reserved=False))
    return _home_first(groups, asked.language)


def of_each_country(
    sources: Sequence[Source], language: str, *, reserved: bool
) -> list[CountryReplies]:
    """Return `sources` by their country, numbered; that of the asker's `language` comes first."""
    countries = dict.fromkeys(source.record.country for source in sources)
    groups = [
        CountryReplies(c, [s for s in sources if s.record.country == c], reserved)
        for c in countries
    ]
    return _home_first(groups, language)


def _home_first(groups: Sequence[CountryReplies], language: str) -> list[CountryReplies]:
    ordered = sorted(groups, key=lambda group: group.country != HOME[language])
    in_order = iter(numbered([source for group in ordered for source in group.sources]))
    return [group._replace(sources=[next(in_order) for _ in group.sources]) for group in ordered]


def told_by_country(groups: Sequence[CountryReplies], language: str) -> str:
    """Return the answer's text; with several countries, each under its name."""
    texts = []
    for country, sources, reserved in groups:
        text = told(sources, language, reserved=reserved)
        texts.append(f"{country_name(country, language)}\n{text}" if len(groups) > 1 else text)
    return "\n\n".join(texts)


def country_notices(groups: Sequence[CountryReplies], language: str) -> list[Notice]:
    """Return notices on how to keep only one country, if there are several."""
    if len(groups) < 2:
        return []
    text = say("notice_several_countries", language, code=groups[0].country)
    return [Notice("several_countries", text)]


def _is_open(asked: Asked) -> bool:
    """Return whether several countries may answer the question."""
    one_country = {"source", "country", "chamber", "legislature", "number"}
    filtered = {one.kind for one in asked.filters.applied}
    return len(asked.index.manifest.countries) > 1 and not one_country & filtered


def _plain_sources(asked: Asked, country: str) -> list[Source]:
    judged = asked.judged(asked.search(_COUNT, country))
    if covered(judged, asked.relevance) < asked.relevance.plain_from:
        return []
    return sources_of(asked, judged)
