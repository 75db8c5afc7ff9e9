"""Periods named in a question that filter replies by date.

A year is mostly what a question is about ("the 2021 census", "arrests in 2023"). It filters
replies only when the words tie it to what the government said: "what did the minister say in
2019", "replies from 2019", "selon le ministère de la santé en 2024". Counting questions never do.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from bot.filters.cue import Cue
from corpus.files.beside import json_beside
from corpus.text.dates import MONTHS

_YEAR = r"(?:19[5-9]\d|20\d\d)"
_MONTH = "|".join(MONTHS)
_POINT = rf"(?:(?P<month>{_MONTH}) )?(?P<year>{_YEAR})(?![-/–]?\d)"
_PATTERNS = {
    "between": rf"(?:between|from|entre|de) (?P<first>{_YEAR}) (?:and|to|et|a) (?P<last>{_YEAR})",
    "since": rf"(?:since|depuis)(?: the year| l'annee| le mois de)? {_POINT}",
    "after": rf"(?:after|apres) {_POINT}",
    "before": rf"(?:before|prior to|avant) {_POINT}",
    "until": rf"(?:until|up to|jusqu'en|jusqu'a) {_POINT}",
    "in": rf"(?:in|during|from|of|dated|back in|en|de|durant|pendant|courant)"
    rf"(?: the year| l'annee| the)? {_POINT}",
    "last_year": r"last year|l'an(?:nee)? (?:dernier|derniere|passee?)|l'annee derniere",
    "this_year": r"this year|cette annee",
}
_PERIOD = re.compile(
    "|".join(
        rf"(?P<{name}>\b(?:{pattern.replace('?P<', f'?P<{name}_')})\b)"
        for name, pattern in _PATTERNS.items()
    )
)
_ELECTION = re.compile(
    r"\b(?:since the (?:(?:last|latest|general|recent) )*elections?"
    r"(?!\s+(?:of|in|for|law|campaign|result)\b)"
    r"|depuis (?:les|l') ?(?:(?:dernieres|recentes) )?(?:elections? )?(?:legislatives|generales)"
    r"|depuis les (?:dernieres )?elections(?=\s*(?:[,;?.!]|$)))"
)

_SPEAKER = (
    r"(?:government|ministers?|ministry|department|secretary|treasury|home office|"
    r"gouvernement|ministeres?|ministres?|bercy|matignon|executif|mod|dwp|defra)"
)
_SAID = (
    r"(?:says?|said|answer(?:s|ed|ing)?|repl(?:y|ies|ied)|respond(?:s|ed)?|responses?|told|stated?|"
    r"statements?|positions?|think|thought|view|"
    r"dit|disait|disaient|disent|repondu|repondait|repondaient|repond|repondent|reponses?|"
    r"declare|declarait|declarations?|affirmait|affirme|pensait|pense)"
)
_DONE = r"(?:done|announced|decided|promised|changed|fait|annonce|decide|promis|change)"
# "what did the government say", "que répondait le ministre", "the minister has replied"
_FRAME = re.compile(
    rf"\b{_SPEAKER}\b(?:\W+\w+){{0,3}}?\W+{_SAID}\b|\b{_SAID}(?:-il|-elle)?\W+(?:\w+\W+){{0,3}}?"
    rf"{_SPEAKER}\b"
)
_DEED = re.compile(
    rf"\b{_SPEAKER}\b(?:\W+\w+){{0,2}}?\W+{_DONE}\b|\b{_DONE}\W+(?:\w+\W+){{0,1}}?{_SPEAKER}\b"
)
_JUST_SAID = re.compile(
    rf"\b{_SAID}(?:-il|-elle)?(?:\W+(?:given|published|made|dated|donnees?|publiees?|faites?|"
    rf"(?:the |le |la |l')?{_SPEAKER}))?\W+$"
)
_ATTRIBUTED = re.compile(
    rf"(?:\bselon|\bd'apres|\baccording to)\W+(?:[\w'-]+\W+){{0,4}}?{_SPEAKER}"
    r"(?:\W+[\w'-]+){0,7}\W+$"
)
_COUNTS = re.compile(
    r"\b(?:how many|how much|how often|number|figures?|share|percentage|proportion|rate|budget|"
    r"cost|combien|nombre|chiffres?|taux|montant|cout|pourcentage)\b"
)


class Period(NamedTuple):
    """The days from `since` to `until`, both included; None for an open end."""

    since: date | None
    until: date | None

    def __str__(self) -> str:
        """Return it as "2019-01-01/2019-12-31", with ".." for an open end (ISO 8601)."""
        return "/".join(day.isoformat() if day else ".." for day in self)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read back what `str` wrote."""
        since, until = (None if day == ".." else date.fromisoformat(day) for day in text.split("/"))
        return cls(since, until)


def find_periods(text: str, country: str, today: date) -> Iterator[Cue]:
    """Yield the period in the folded question `text` that filters replies, if any.

    `country` ("FR" or "GB") is the one whose election "the election" means.
    """
    for match in _ELECTION.finditer(text):
        days = [date.fromisoformat(day) for day in election_days().get(country, ())]
        past = [day for day in days if day <= today]
        if past:
            yield Cue("period", str(Period(past[-1], None)), *match.span())
            return
    for match in _PERIOD.finditer(text):
        period = _period(match, today)
        if period and _limits_the_reply(text, match):
            yield Cue("period", str(period), *match.span(), said=False)
            return


def _limits_the_reply(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if _ATTRIBUTED.search(before):
        return True
    if _COUNTS.search(text):
        return False
    if _JUST_SAID.search(before):
        return True
    told = _FRAME.search(text) or (match["since"] and _DEED.search(text))
    at_an_end = not before.strip(" ,") or not after.strip(" ?!.,")
    return bool(told) and at_an_end


def _period(match: re.Match[str], today: date) -> Period | None:
    name = next(n for n in _PATTERNS if match[n])
    if name == "last_year":
        return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    if name == "this_year":
        return Period(date(today.year, 1, 1), None)
    if name == "between":
        first, last = sorted((int(match["between_first"]), int(match["between_last"])))
        return Period(date(first, 1, 1), date(last, 12, 31))
    start, end = _days(match[f"{name}_month"], int(match[f"{name}_year"]))
    return {
        "since": Period(start, None),
        "after": Period(end + timedelta(1), None),
        "before": Period(None, start - timedelta(1)),
        "until": Period(None, end),
        "in": Period(start, end),
    }[name]


def _days(month: str | None, year: int) -> tuple[date, date]:
    """Return the first and the last day of a month, or of a year."""
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    number = MONTHS[month]
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), following - timedelta(1)


@cache
def election_days() -> dict[str, list[str]]:
    """Return the ISO days of general elections in elections.json, by country."""
    days: dict[str, list[str]] = json_beside(__file__, "elections.json")
    return {country: listed for country, listed in days.items() if country != "note"}
