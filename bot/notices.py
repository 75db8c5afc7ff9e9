"""What a reader should know before trusting an answer: age, change of government, corrections."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from bot.answer import Notice, Source
from bot.messages import country_name, day, say
from embeddings.filters import Filters

OLD_AFTER_YEARS = 3
_DAYS_IN_YEAR = 365.25


def notices_for(
    sources: Sequence[Source], language: str, filters: Filters, today: date
) -> list[Notice]:
    """Return the notices for an answer that cites `sources`, the gravest first."""
    found: list[Notice] = []
    if any(source.record.fictional for source in sources):
        found.append(Notice("fictional", say("notice_fictional", language)))
    for source in sources:
        found += _about(source, language, today)
    if sources:
        found.append(Notice("legal_value", say("notice_legal", language)))
    if filters:
        found.append(
            Notice("filters", say("notice_filters", language, filters=describe(filters, language)))
        )
    return found


def describe(filters: Filters, language: str) -> str:
    """Return the active filters in words."""
    values: dict[str, object] = {
        "source": filters.source,
        "ministry": filters.ministry,
        "since": day(filters.since, language),
        "until": day(filters.until, language),
    }
    return ", ".join(
        say(f"filter_{name}", language, value=value) for name, value in values.items() if value
    )


def government_since(country: str, answered_on: date) -> tuple[date, str] | None:
    """Return the newest government known in `country` if it took office after `answered_on`."""
    known = _governments().get(country)
    if not known or known[-1][0] <= answered_on:
        return None
    return known[-1]


def _about(source: Source, language: str, today: date) -> list[Notice]:
    record, n = source.record, source.n
    found: list[Notice] = []
    if record.answered_on is None:
        found.append(Notice("undated", say("notice_undated", language, n=n)))
    else:
        years = int((today - record.answered_on).days / _DAYS_IN_YEAR)
        answered = day(record.answered_on, language)
        if years >= OLD_AFTER_YEARS:
            text = say("notice_old", language, n=n, years=years, day=answered)
            found.append(Notice("age", text))
        # The sample's governments are fictional too.
        government = (
            None if record.fictional else government_since(record.country, record.answered_on)
        )
        if government:
            since, name = government
            text = say(
                "notice_government", language, n=n, name=name, day=day(since, language),
                country=country_name(record.country, language),
            )  # fmt: skip
            found.append(Notice("government_changed", text))
    if record.status.value == "corrected":
        found.append(Notice("corrected", say("notice_corrected", language, n=n)))
    if record.language != language:
        own = say(f"language_{record.language}", language)
        found.append(Notice("language", say("notice_language", language, n=n, language=own)))
    return found


@cache
def _governments() -> dict[str, list[tuple[date, str]]]:
    values = json.loads(files("bot").joinpath("governments.json").read_text("utf-8"))
    return {
        country: [(date.fromisoformat(since), name) for since, name in entries]
        for country, entries in values.items()
        if country != "note"
    }
