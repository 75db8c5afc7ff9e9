"""The dates in a sentence: day, month and year as far as given, in either language."""

import re
from typing import NamedTuple

from corpus.text.dates import MONTHS

_AROUND = 60  # characters kept on each side
_MONTH = f"(?:{'|'.join(MONTHS)})"
# "may" and "march" are verbs too: alone, they are months only after a word that dates.
_ALONE = f"(?:{'|'.join(name for name in MONTHS if name not in ('may', 'march'))})"
_DATE = re.compile(
    r"\b(?P<iso_year>\d{4})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)\b"
    r"|\b(?P<slash_day>\d{1,2})/(?P<slash_month>\d{1,2})/(?P<slash_year>\d{4})\b"
    rf"|\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\b"
    r"(?:,? (?P<year>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<us_month>{_MONTH}) (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![ ,.]\d{{3}}\b)"
    r"(?:,? (?P<us_year>(?:19|20)\d\d)\b)?(?! ?[%€])"
    rf"|\b(?P<only_month>{_MONTH}),? (?:de |of )?(?P<only_year>(?:19|20)\d\d)\b"
    rf"|\b(?P<bare>{_ALONE})\b|\b(?:in|since|by|until|of|from|last|next) (?P<dated>may|march)\b"
)
_RANGE = 40  # characters between "29 juillet" and the "2 décembre 2026" that gives its year


class Day(NamedTuple):
    """A date, as far as it is given; 0 for each missing part."""

    day: int
    month: int
    year: int
    before: str
    after: str


def read_days(text: str) -> tuple[list[Day], str]:
    """Return the dates of `text` (lower case, no accents) and the text without them."""
    found = [(m, _day(text, m)) for m in _DATE.finditer(text)]
    days: list[Day] = []
    for place, (match, day) in enumerate(found):
        if not day.year and place + 1 < len(found):
            later, following = found[place + 1]
            if following.year and later.start() - match.end() < _RANGE:
                day = day._replace(year=following.year)
        days.append(day)
    return days, _DATE.sub(" # ", text)


def _day(text: str, match: re.Match[str]) -> Day:
    def number(*names: str) -> int:
        value = next((match[name] for name in names if match[name]), "")
        return int(value) if value.isdecimal() else MONTHS.get(value, 0)

    return Day(
        number("day", "us_day", "iso_day", "slash_day"),
        number("month", "us_month", "only_month", "bare", "dated", "iso_month", "slash_month"),
        number("year", "us_year", "only_year", "iso_year", "slash_year"),
        text[max(0, match.start() - _AROUND) : match.start()],
        text[match.end() : match.end() + _AROUND],
    )
