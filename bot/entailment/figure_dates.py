"""The dates in a sentence: day, month and year as far as given, in either language."""

import re
from typing import NamedTuple

from corpus.text.dates import MONTHS

_MONTH = f"(?:{'|'.join(MONTHS)})"
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    r"\b(?P<iso_year>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)\b"
    rf"|\b(?P<slash_day>\d{{1,2}})/(?P<slash_month>[01]\d)\b(?:/(?P<slash_year>(?:20)?\d\d|19\d\d)\b)?(?!/)"
    rf"|\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\b"
    rf"(?:,? (?:de )?(?P<year>{_YEAR})\b)?"
    rf"|\b(?P<us_month>{_MONTH}) (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![ ,.]\d{{3}}\b)"
    rf"(?:,? (?P<us_year>{_YEAR})\b)?(?! ?[%€])"
    rf"|\b(?P<only_month>{_MONTH})\b(?:,? (?:de |of )?(?P<only_year>{_YEAR})\b)?"
)
_FIRST = re.compile(rf"\b(?:premier|first(?: of)?) (?={_MONTH}\b)")
# "du 1er au 15 mars", "from 1 to 15 March": the first day is of the same month.
_DAYS = re.compile(
    rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?(?= ?(?:au|et|to|and|ou|or|-)(?: le| the)? ?"
    rf"\d{{1,2}}(?:er|st|nd|rd|th)? (?:of )?({_MONTH})\b)"
)
_VERB = re.compile(r"(?<!\d )(?<!\d(?:st|nd|rd|th) )(?<!of )\b(?:may|march)\b(?! \d)")
_NONE = -1  # "0 May": a day that is given, and that there is not
_RANGE = 40  # characters between "29 juillet" and the "2 décembre 2026" that gives its year


class Day(NamedTuple):
    """A date, as far as it is given; 0 for each missing part."""

    day: int
    month: int
    year: int


def without_verbs(text: str) -> str:
    """Return an English `text`, in its own case, without "may" and "march" that are no months."""
    return _VERB.sub("#", text)


def read_days(text: str) -> tuple[list[Day], str]:
    """Return the dates of `text` (lower case, no accents) and the text without them."""
    text = _DAYS.sub(r"\1 \2", _FIRST.sub("1 ", text))
    found = [(m, _day(m)) for m in _DATE.finditer(text)]
    days: list[Day] = []
    for place, (match, day) in enumerate(found):
        if not day.year and place + 1 < len(found):
            later, following = found[place + 1]
            if following.year and later.start() - match.end() < _RANGE:
                day = day._replace(year=following.year)
        days.append(day)
    return days, _DATE.sub(" # ", text)


def _day(match: re.Match[str]) -> Day:
    def number(*names: str) -> int:
        value = next((match[name] for name in names if match[name]), "")
        return (int(value) or _NONE) if value.isdecimal() else MONTHS.get(value, 0)

    year = number("year", "us_year", "only_year", "iso_year", "slash_year")
    return Day(
        number("day", "us_day", "iso_day", "slash_day"),
        number("month", "us_month", "only_month", "iso_month", "slash_month"),
        year + 2000 if 0 < year < 100 else year,
    )
