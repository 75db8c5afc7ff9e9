"""One amount is one however it is written; another value, unit or scale is not. All fictional."""

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.entailment.figure_check import unsupported_fact
from bot.entailment.figures import Facts, read_facts

# Ways in which ministers write a number of hundredths: 1 234,5 is 123450 of them.
_NUMBERS = st.one_of(
    st.integers(2, 9_999).map(lambda n: n * 100),
    st.integers(10_000, 999_999).map(lambda n: n * 100),
    st.integers(2, 99_999).map(lambda n: n * 10),
)


Way = tuple[str, str]  # the language, and the form with a place for the number


def _french(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    decimals = f",{rest:02}".rstrip("0") if rest else ""
    return f"{whole:,}".replace(",", " ") + decimals


def _english(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}" + (f".{rest:02}".rstrip("0") if rest else "")


def _ways(french: tuple[str, ...], english: tuple[str, ...]) -> list[Way]:
    return [("fr", way) for way in french] + [("en", way) for way in english]


_IN_FRENCH, _IN_ENGLISH = (
    "Le fonds de la baie compte {} cette fois",
    "The bay's fund holds {} this time",
)
_UNITS = {
    "euro": _ways(
        ("{} €", "{}€", "{} euros", "{} d'euros", "+ {} €", "({} €)"),
        ("€{}", "{} euros", "{} €", "EUR {}", "{} EUR"),
    ),
    "pound": _ways(("{} £", "{} livres", "{} livres sterling"), ("£{}", "{} pounds", "£ {}")),
    "cent": _ways(("{}ct", "{} ct", "{} centimes", "{}cts"), ("{} cents", "{}ct")),
    "cent a litre": _ways(
        ("{}ct/L", "{} ct/l", "{} centimes par litre", "{} centimes le litre"),
        ("{} cents per litre", "{} cents a litre", "{}ct/l"),
    ),
    "euro a month": _ways(
        ("{} euros par mois", "{} €/mois", "{} € mensuels", "{} euros chaque mois"),
        ("€{} a month", "€{} per month", "{} euros each month", "€{} monthly"),
    ),
    "euro a year": _ways(("{} euros par an", "{} €/an"), ("€{} a year", "€{} per annum")),
    "%": _ways(("{} %", "{}%", "{} pour cent"), ("{}%", "{} per cent", "{} percent")),
    "point": _ways(("{} points",), ("{} percentage points", "{} points")),
    "day": _ways(("{} jours", "{} jours ouvrés"), ("{} days", "{} working days")),
    "month": _ways(("{} mois",), ("{} months", "{} months'")),
    "hour": _ways(("{} heures", "{} h"), ("{} hours", "{} hrs")),
    "km": _ways(("{} km", "{} kilomètres"), ("{} km", "{} kilometres")),
    "km/h": _ways(("{} km/h", "{} kilomètres par heure"), ("{} km/h", "{}kph")),
    "m2": _ways(("{} m²", "{} m2", "{} mètres carrés"), ("{} m²", "{} square metres")),
    "tonne": _ways(("{} tonnes", "{} t"), ("{} tonnes", "{} tons")),
    "mwh": _ways(("{} MWh",), ("{} MWh", "{} megawatt-hours")),
}  # fmt: skip
_SCALES = {
    10**6: _ways(
        ("{} millions d'euros", "{} M€", "{}M€", "{} M d'euros", "+ {} M€"),
        ("€{} million", "€{}m", "{} million euros", "€{} m", "€{}mn"),
    ),
    10**9: _ways(
        ("{} milliards d'euros", "{} Md€", "{} Mds €", "{} Mds d'euros", "{} Md d'€"),
        ("€{} billion", "€{}bn", "€{} bn", "{} billion euros"),
    ),
    10**3: _ways(("{} k€", "{} milliers d'euros"), ("€{}k", "{} thousand euros")),
}


def _facts(value: str, way: Way) -> Facts:
    language, form = way
    sentence = _IN_FRENCH if language == "fr" else _IN_ENGLISH
    return read_facts(sentence.format(form.format(value)) + ".", language)


def _written(hundredths: int, way: Way) -> str:
    return _french(hundredths) if way[0] == "fr" else _english(hundredths)


@given(st.data(), _NUMBERS, st.sampled_from(sorted(_UNITS)))
def test_an_amount_is_the_same_in_all_its_writings(
    data: st.DataObject, number: int, unit: str
) -> None:
    one, other = (data.draw(st.sampled_from(_UNITS[unit])) for _ in range(2))
    said, quoted = _facts(_written(number, one), one), _facts(_written(number, other), other)
    assert said.figures
    assert unsupported_fact(said, quoted) == ""


@given(st.data(), _NUMBERS, _NUMBERS, st.sampled_from(sorted(_UNITS)))
def test_another_amount_is_never_the_same(
    data: st.DataObject, number: int, another: int, unit: str
) -> None:
    assume(number != another)
    one, other = (data.draw(st.sampled_from(_UNITS[unit])) for _ in range(2))
    said, quoted = _facts(_written(number, one), one), _facts(_written(another, other), other)
    assert unsupported_fact(said, quoted) == "figure"


@given(
    st.data(),
    _NUMBERS,
    st.lists(st.sampled_from(sorted(_UNITS)), min_size=2, max_size=2, unique=True),
)
def test_another_unit_is_never_the_same(data: st.DataObject, number: int, units: list[str]) -> None:
    assume(not units[1].startswith(units[0]))  # "140 euros" of "140 euros par mois" is said
    one, other = (data.draw(st.sampled_from(_UNITS[unit])) for unit in units)
    said, quoted = _facts(_written(number, one), one), _facts(_written(number, other), other)
    assert unsupported_fact(said, quoted) == "unit"


@given(st.data(), st.integers(2, 99_999).map(lambda n: n * 10), st.sampled_from(sorted(_SCALES)))
def test_a_large_sum_is_the_same_in_all_its_writings(
    data: st.DataObject, number: int, scale: int
) -> None:
    one, other = (data.draw(st.sampled_from(_SCALES[scale])) for _ in range(2))
    said, quoted = _facts(_written(number, one), one), _facts(_written(number, other), other)
    assert math.isclose(min(said.figures[0].values), number / 100 * scale)
    assert unsupported_fact(said, quoted) == ""


@given(
    st.data(),
    st.integers(2, 99_999).map(lambda n: n * 10),
    st.lists(st.sampled_from(sorted(_SCALES)), min_size=2, max_size=2, unique=True),
)
def test_another_scale_is_never_the_same(
    data: st.DataObject, number: int, scales: list[int]
) -> None:
    one, other = (data.draw(st.sampled_from(_SCALES[scale])) for scale in scales)
    said, quoted = _facts(_written(number, one), one), _facts(_written(number, other), other)
    assert unsupported_fact(said, quoted) == "figure"
