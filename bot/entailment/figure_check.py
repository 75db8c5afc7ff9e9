"""Whether each figure, date and article number of a statement appears in its quotes."""

import re
from collections.abc import Sequence

from bot.entailment.figure_dates import Day
from bot.entailment.figures import CALENDAR, FRACTION, TIMES, Facts, Figure

_SCREENED = ("%", "points", "euro", "pound", "dollar", "cent")  # never left out of a bare figure
_LASTING = ("minute", "hour", "day", "week", "month", "year", "km", "metre", "mile")
_ALONG = re.compile(r"\bover $")  # "over 25 kilometres" is along them, not more than them
_NEAR_BEFORE = 32  # characters in which a bound stands before its figure, and after it
_NEAR_AFTER = 22
_NEGATED_EXCESS = re.compile(
    r"\b(?:ne|n'|sans|not|cannot|never|without)\b.{0,30}?\b(?:exce[de]\w*|depass\w*|exceed\w*)"
    r"|\b(?:ne|n'|not|cannot)\b.{0,30}?\b(?:plus d|more than|superieur)"
    r"|\bn'?exced\w*|\bno more than\b|\bpas plus d"
)
_NEGATED_LACK = re.compile(
    r"\b(?:ne|n'|not|cannot)\b.{0,30}?\b(?:moins d|less than|fewer than|inferieur)"
    r"|\bno (?:less|fewer) than\b|\bpas moins d"
)
_COMPARED = re.compile(r"\b(?:than|que) (?:the|les|le|la) ?$")  # with a figure, not a bound of it
_OVER = re.compile(
    r"\bplus d(?:e\b|')|\bmore than\b|\bover(?= (?:<|[\d€£$]|$))|\bover $|\babove\b|\bau-dela d"
    r"|\bexce[de]\w*|\bdepass\w*|\bexceed\w*|\bsuperieure?s? a\b|\bor more\b|\bou plus\b"
)
_UNDER = re.compile(
    r"\bmoins d(?:e\b|')|\b(?:less|fewer) than\b|\bunder\b|\bbelow\b|\binferieure?s? a\b|\bsous $"
    r"|\bor less\b|\bou moins\b"
)
_AT_LEAST = re.compile(r"\b(?:au|a) (?:moins|minimum)\b|\bat least\b|\bminim(?:um|al|ale)\b")
_AT_MOST = re.compile(
    r"\bau (?:plus|maximum)\b|\bat most\b|\bmaxim(?:um|al|ale)\b|\bup to\b|\bjusqu'a\b|\bwithin\b"
    r"|\blimite d|\bplafon\w*|\bcapped\b|\bcap of\b|\bceiling\b|\blimit of\b"
)
# What is said before a figure, and what right after it ("trois ans au plus").
_BOUNDS = (
    ("over", _OVER, re.compile(r"\s*(?:or more|ou plus)\b")),
    ("under", _UNDER, re.compile(r"\s*(?:or less|or fewer|ou moins)\b")),
    ("at least", _AT_LEAST, re.compile(r"\s*(?:au (?:moins|minimum)|at least|minimum)\b")),
    ("at most", _AT_MOST, re.compile(r"\s*(?:au (?:plus|maximum)|at most|maximum)\b")),
)
_EARLIER = re.compile(
    r"\b(?:avant|before|until|till|jusqu'(?:au|a|en)|by|d'ici|no later than|au plus tard)\b"
    r"(?: (?:le|la|l'|the|end|fin|of|a|au|de|early|late|start|debut|,)){0,5}['\s]*$"
)
_UNTIL = re.compile(r"\b(?:until|till|jusqu'(?:au|a|en))\b(?: (?:le|la|the|end|fin|of|de))*\s*$")
_RANGE_END = re.compile(r"\b(?:au|to|a)\s*$")
_LATER = re.compile(
    r"\b(?:apres|after|since|depuis|from|starting|as of|a compter d[ue]|a partir d[ue]|des|"
    r"onwards from)\b(?: (?:le|la|l'|the|on|end|fin|of|du|de|debut)){0,4}['\s]*$"
)


def unsupported_fact(said: Facts, quoted: Sequence[Facts]) -> str:
    """Return "" if every fact of a statement appears in its quotes, else why it fails.

    Reasons: "figure", "date", "reference", "bound" (at most for at least, before for after).
    """
    figures = [figure for facts in quoted for figure in facts.figures]
    days = [day for facts in quoted for day in facts.days]
    references = {reference for facts in quoted for reference in facts.references}
    periods = {period for facts in quoted for period in facts.periods}
    if not all(_cites(reference, references) for reference in said.references):
        return "reference"
    if said.vague - {value for facts in quoted for value in facts.vague}:
        return "figure"
    for figure in said.figures:
        if reason := _figure_reason(figure, figures, days, periods):
            return reason
    for day in said.days:
        if reason := _day_reason(day, days):
            return reason
    return ""


def _cites(reference: str, quoted: set[str]) -> bool:
    """Tell whether a reference was quoted; "224-118" stands for "L224-118"."""
    return reference in quoted or any(
        other.lstrip("LRDAO") == reference for other in quoted if "-" in reference
    )


def _figure_reason(
    said: Figure, figures: Sequence[Figure], days: Sequence[Day], periods: set[str]
) -> str:
    if said.unit == CALENDAR:
        year = min(said.values)
        same = [f for f in figures if f.unit == CALENDAR and year in f.values]
        dated = [day for day in days if day.year == year]
        if not same and not dated:
            return "date"
        sides = [_side(f.before) for f in same] + [_side(day.before) for day in dated]
        return "bound" if _contradicts(_side(said.before), sides) else ""
    if said.unit == TIMES and _is_ratio(min(said.values), figures):
        return ""
    equal = [f for f in figures if _equals(said, f)]
    if not equal:
        return "figure"
    if said.period and not any(f.period == said.period for f in equal):
        others = {f.period for f in equal}
        if "" not in others or said.period not in periods:
            return "figure"
    bounds = [_bound(f) for f in equal]
    return "" if any(_allows(_bound(said), bound) for bound in bounds) else "bound"


def _is_ratio(times: float, figures: Sequence[Figure]) -> bool:
    """Tell whether one figure is so many times another of the same unit: "de deux à quatre"."""
    pairs = ((a, b) for a in figures for b in figures if a.unit == b.unit != CALENDAR)
    return any(abs(min(a.values) * times - min(b.values)) < 1e-6 for a, b in pairs if a is not b)


def _equals(said: Figure, quoted: Figure) -> bool:
    """Tell whether two figures are the same number of the same unit."""
    if {said.unit, quoted.unit} == {FRACTION, "%"}:
        hundred = 100 if said.unit == FRACTION else 0.01
        return any(abs(s * hundred - q) < 1e-6 for s in said.values for q in quoted.values)
    if not any(abs(s - q) <= 1e-9 * max(1.0, abs(q)) for s in said.values for q in quoted.values):
        return False
    if said.unit == quoted.unit:
        return True
    return not said.unit and said.is_bare and quoted.unit not in (*_SCREENED, CALENDAR)


def _bound(figure: Figure) -> str:
    """Return how a figure is bounded: "over", "under", "at least", "at most" or ""."""
    before = re.split(r"[;:()]|\. ", figure.before[-_NEAR_BEFORE:])[-1]
    before = re.sub(r"^\S* ", "", before) if len(figure.before) > _NEAR_BEFORE else before
    after = re.split(r"[,;:().]", figure.after[:_NEAR_AFTER])[0]
    wide = re.split(r"[;:]|\. ", figure.before)[-1]
    if _COMPARED.search(figure.before) or (figure.unit in _LASTING and _ALONG.search(before)):
        return ""
    if _NEGATED_EXCESS.search(wide):
        return "at most"
    if _NEGATED_LACK.search(wide):
        return "at least"
    start = before.rsplit(",", 1)[-1]
    # After the figure only "ou plus" at once: a later "moins de" belongs to the next figure.
    for name, ahead, behind in _BOUNDS:
        if ahead.search(start) or behind.match(after):
            return name
    return ""


def _allows(said: str, quoted: str) -> bool:
    """Tell whether a quote bounded as `quoted` supports a figure bounded as `said`."""
    if said in ("", quoted):
        return True
    low, high = ("over", "at least"), ("under", "at most")
    if said in low:
        return quoted in low
    return quoted in high or (said == "at most" and not quoted)


def _day_reason(said: Day, days: Sequence[Day]) -> str:
    same = [day for day in days if _within(said, day)]
    if not same:
        return "date"
    return "bound" if _contradicts(_side(said.before), [_side(d.before) for d in same]) else ""


def _within(said: Day, quoted: Day) -> bool:
    """Return whether a quoted date contains everything that is said of another."""
    pairs = zip(said[:3], quoted[:3], strict=True)
    return all(not mine or mine == theirs for mine, theirs in pairs)


def _side(before: str) -> str:
    """Return the side of a date that the words before it name: "avant", "since", "jusqu'au"."""
    if _UNTIL.search(before):
        return "until"
    if _EARLIER.search(before):
        return "earlier"
    if _RANGE_END.search(before):
        return "range end"
    return "later" if _LATER.search(before) else ""


def _contradicts(said: str, quoted: Sequence[str]) -> bool:
    """Return whether every quoted date is on a different side from the one stated."""
    allowed = {
        "until": ("until", "earlier", "range end"),
        "earlier": ("until", "earlier", "range end", ""),
        "later": ("later", "range end", ""),
        "range end": ("until", "earlier", "range end", ""),
        "": ("until", "earlier", "later", "range end", ""),
    }[said]
    return bool(quoted) and not any(side in allowed for side in quoted)
