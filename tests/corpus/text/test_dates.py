from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.dates import parse_date


@pytest.mark.parametrize(
    "written",
    [
        "2031-08-01",
        "2031-08-01T00:00:00",
        "01/08/2031",
        "1.8.2031",
        "01-08-2031",
        "1/8/31",
        "2031/08/01",
        "20310801",
        "1er août 2031",
        "1er aout 2031",
        "publiée au JO le : 01/08/2031 page : 4321",
        "1 August 2031",
        "1st August 2031",
        "le 1ER AOÛT 2031 à Paris",
    ],
)
def test_a_day_is_read_as_the_sources_write_it(written: str) -> None:
    assert parse_date(written) == date(2031, 8, 1)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "hier",
        "31/02/2031",
        "2031-13-01",
        "0000-01-01",
        "3 brumaire 2031",
        "août 2031",
        "1/8.2031",
        "120310801",
        "20311301",
    ],
)
def test_what_names_no_real_day_is_no_date(written: str | None) -> None:
    assert parse_date(written) is None


_MONTHS = [
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
]


@given(st.dates(min_value=date(1000, 1, 1)))
@settings(max_examples=100, deadline=None)
def test_every_way_to_write_a_day_means_the_same_day(day: date) -> None:
    first = "er" if day.day == 1 else ""
    words = f"{day.day}{first} {_MONTHS[day.month - 1]} {day.year}"
    written = [day.isoformat(), f"{day:%d/%m/}{day.year}", words]
    assert [parse_date(text) for text in written] == [day] * 3
