"""One date is one date however it is written, and another day, month or year is not."""

from collections.abc import Callable
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.entailment.figure_check import unsupported_fact
from bot.entailment.figures import Facts, read_facts

_FRENCH, _ENGLISH = (
    months.split()
    for months in (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "January February March April May June July August September October November December",
    )
)
_DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))


Way = tuple[str, Callable[[date], str]]


def _first(day: int) -> str:
    return "1er" if day == 1 else str(day)


def _nth(day: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{'th' if 11 <= day <= 13 else ending}"


_DAYS: list[Way] = [
    ("fr", lambda d: f"Le phare a ouvert le {_first(d.day)} {_FRENCH[d.month - 1]} {d.year}."),
    ("fr", lambda d: f"Ouvert depuis le {d:%d/%m/%Y}, le phare a été repeint."),
    (
        "fr",
        lambda d: f"Depuis son ouverture, le {d.day} {_FRENCH[d.month - 1]} {d.year}, il brille.",
    ),
    ("en", lambda d: f"The lighthouse opened on {d.day} {_ENGLISH[d.month - 1]} {d.year}."),
    ("en", lambda d: f"On {_nth(d.day)} {_ENGLISH[d.month - 1]} {d.year}, the lighthouse opened."),
    ("en", lambda d: f"It opened on the {_nth(d.day)} of {_ENGLISH[d.month - 1]}, {d.year}."),
    ("en", lambda d: f"{_ENGLISH[d.month - 1]} {d.day}, {d.year} saw the lighthouse open."),
    ("en", lambda d: f"The lighthouse may march on since {d.isoformat()}."),
]
_MONTHS: list[Way] = [
    ("fr", lambda d: f"Le phare a ouvert en {_FRENCH[d.month - 1]} {d.year}."),
    ("fr", lambda d: f"En {_FRENCH[d.month - 1]} de {d.year}, le phare a ouvert."),
    ("fr", lambda d: f"Il a ouvert au mois de {_FRENCH[d.month - 1]} {d.year}."),
    ("en", lambda d: f"The lighthouse opened in {_ENGLISH[d.month - 1]} {d.year}."),
    ("en", lambda d: f"{_ENGLISH[d.month - 1]} {d.year} saw the lighthouse open."),
    ("en", lambda d: f"Since {_ENGLISH[d.month - 1]}, {d.year}, it has been open."),
    ("en", lambda d: f"By {_ENGLISH[d.month - 1]} of {d.year}, it had opened."),
]
_YEARS: list[Way] = [
    ("fr", lambda d: f"Le phare a ouvert en {d.year}."),
    ("fr", lambda d: f"En {d.year}, il a été ouvert."),
    ("en", lambda d: f"The lighthouse opened in {d.year}."),
    ("en", lambda d: f"The {d.year} opening was theirs."),
]


def _read(way: Way, day: date) -> Facts:
    language, write = way
    return read_facts(write(day), language)


@given(st.data(), _DATES)
def test_a_date_is_the_same_in_all_its_writings(data: st.DataObject, day: date) -> None:
    ways = data.draw(st.sampled_from([_DAYS, _MONTHS, _YEARS]))
    one, other = (data.draw(st.sampled_from(ways)) for _ in range(2))
    assert unsupported_fact(_read(one, day), _read(other, day)) == ""


@given(st.data(), _DATES)
def test_less_of_a_date_may_be_said_than_is_quoted(data: st.DataObject, day: date) -> None:
    said, quoted = data.draw(
        st.sampled_from([(_MONTHS, _DAYS), (_YEARS, _DAYS), (_YEARS, _MONTHS)])
    )
    one, other = data.draw(st.sampled_from(said)), data.draw(st.sampled_from(quoted))
    assert unsupported_fact(_read(one, day), _read(other, day)) == ""
    assert unsupported_fact(_read(other, day), _read(one, day)) == "date"


@given(st.data(), _DATES, _DATES)
def test_another_date_is_never_the_same(data: st.DataObject, day: date, another: date) -> None:
    assume(day != another)
    one, other = (data.draw(st.sampled_from(_DAYS)) for _ in range(2))
    assert unsupported_fact(_read(one, day), _read(other, another)) == "date"


@given(st.data(), _DATES, _DATES)
def test_another_month_or_year_is_never_the_same(
    data: st.DataObject, day: date, another: date
) -> None:
    ways = data.draw(st.sampled_from([_MONTHS, _YEARS]))
    assume(day.year != another.year or (ways == _MONTHS and day.month != another.month))
    one, other = (data.draw(st.sampled_from(ways)) for _ in range(2))
    assert unsupported_fact(_read(one, day), _read(other, another)) == "date"
