"""Whether each figure, date and reference of a sentence appears in its quote."""

from collections.abc import Sequence

from bot.entailment.figure_dates import Day
from bot.entailment.figures import CALENDAR, FRACTION, ORDINAL, TIMES, Facts, Figure
from bot.entailment.references import is_cited

_SCREENED = ("%", "points", "euro", "pound", "dollar", "cent", "penny")  # never left out


def unsupported_fact(said: Facts, quoted: Facts) -> str:
    """Return "" if every fact of a sentence appears in its quote, else why it fails.

    Reasons: "reference", "figure", "unit", "date".
    """
    if not all(_cites(reference, quoted) for reference in said.references):
        return "reference"
    if said.vague - quoted.vague:
        return "figure"
    alike = {figure[:4]: figure for figure in said.figures}
    reasons = (_figure_reason(figure, quoted) for figure in alike.values())
    if reason := next(filter(None, reasons), ""):
        return reason
    is_dated = all(any(_within(day, other) for other in quoted.days) for day in said.days)
    return "" if is_dated else "date"


def _cites(reference: str, quoted: Facts) -> bool:
    """Return whether a reference was quoted; the 13 of "articles 12 et 13" is read as a figure."""
    if is_cited(reference, quoted.references):
        return True
    plain = (figure.values for figure in quoted.figures if figure.unit in ("", ORDINAL, CALENDAR))
    return reference.isdecimal() and any(float(reference) in values for values in plain)


def _figure_reason(said: Figure, quoted: Facts) -> str:
    value = min(said.values)
    if said.unit == CALENDAR:
        dated = any(day.year == value for day in quoted.days)
        same = any(value in f.values and f.unit == CALENDAR for f in quoted.figures)
        return "" if dated or same else "date"
    if _needs_no_figure(said, value, quoted):
        return ""
    same_value = [f for f in quoted.figures if _is_same_value(said, f)]
    equal = [f for f in same_value if _is_same_unit(said, f)]
    if not equal:
        return "unit" if same_value else "figure"
    pers = {figure.per for figure in equal}
    per_is_new = said.per and said.per not in (pers | quoted.pers if "" in pers else pers)
    return "unit" if per_is_new else ""


def _needs_no_figure(said: Figure, value: float, quoted: Facts) -> bool:
    """Return whether words of the quote are as good as a figure: "un an" for one year."""
    if said.unit == ORDINAL:
        return value <= 2 or _is_cardinal(value, quoted)
    if said.unit == TIMES:
        return _is_ratio(value, quoted.figures) or _is_cardinal(value, quoted)
    if value == 1 and said.unit not in _SCREENED:
        return said.unit in quoted.singles and not said.is_bare
    return not said.unit and said.is_bare and f"{value:g}" in quoted.references


def _is_cardinal(value: float, quoted: Facts) -> bool:
    """Return whether a number is quoted as such: "niveau 3" for the third level."""
    return any(value in f.values and f.unit in ("", ORDINAL) for f in quoted.figures)


def _is_ratio(times: float, figures: Sequence[Figure]) -> bool:
    """Return whether one figure is so many times another of the same unit: "de deux à quatre"."""
    pairs = ((a, b) for a in figures for b in figures if a.unit == b.unit != CALENDAR)
    return any(abs(min(a.values) * times - min(b.values)) < 1e-6 for a, b in pairs if a is not b)


def _is_same_value(said: Figure, quoted: Figure) -> bool:
    scale = 1.0
    if {said.unit, quoted.unit} == {FRACTION, "%"}:
        scale = 100 if said.unit == FRACTION else 0.01
    return any(
        abs(s * scale - q) <= 1e-9 * max(1.0, abs(q)) for s in said.values for q in quoted.values
    )


def _is_same_unit(said: Figure, quoted: Figure) -> bool:
    if said.unit == quoted.unit or {said.unit, quoted.unit} == {FRACTION, "%"}:
        return True
    return not said.unit and said.is_bare and quoted.unit not in (*_SCREENED, CALENDAR)


def _within(said: Day, quoted: Day) -> bool:
    """Return whether a quoted date contains everything that is said of another."""
    pairs = zip(said, quoted, strict=True)
    return all(not mine or mine == theirs for mine, theirs in pairs)
