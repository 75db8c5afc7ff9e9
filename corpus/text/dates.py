"""Dates as the official sources write them."""

import re
from datetime import date

from corpus.text.fold import fold

MONTHS = {  # by their folded names in each language
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_ISO = re.compile(r"(\d{4})[-/.](\d\d)[-/.](\d\d)|(?<!\d)([12]\d{3})([01]\d)([0-3]\d)(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_CENTURY_FROM = 69  # two figures of a year: 69 to 99 are of the twentieth century, as in POSIX
_WORDS = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})")


def parse_date(text: str | None) -> date | None:
    """Return the first date in `text`: ISO, DD/MM/YYYY, or in French or English words.

    ISO may have strokes or no marks at all (20310304); the other order dashes, and two figures for
    the year.

    None when there is none, or when it names no real day (31/02).
    """
    if not text:
        return None
    if match := _ISO.search(text):
        year, month, day = (int(part) for part in match.groups() if part)
    elif match := _SLASHED.search(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if len(match[4]) == 2:
            year += 1900 if year >= _CENTURY_FROM else 2000
    elif match := _WORDS.search(fold(text)):
        day, month, year = int(match[1]), MONTHS.get(match[2], 0), int(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
