"""Whether each figure of a statement appears next to the same words as in the quotes.

"49 % des appels" is a lie where the quote says "57 % des appels, contre 49 % en 2021", though both
figures occur in it. Only figures of the same unit can be confused.
"""

import re
from collections.abc import Callable, Sequence

from bot.entailment.figures import CALENDAR, FRACTION, ORDINAL, TIMES, Facts, Figure

Nearness = Callable[[str, Sequence[str]], list[float]]  # of a text to each of several others

_BREAK = re.compile(
    r"[;:()#]|\. |\b(?:contre|dont|mais|puis|but|and|et|against|of which|compared|down from|"
    r"up from|then|ou|or|soit|apres|after)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RISES = re.compile(r"\b(?:hausse|augment|progress|relev|increas|ris(?:e|es|ing|en)\b|rose\b|rais)")
_FALLS = re.compile(r"\b(?:baiss|diminu|recul|redui|reduc|abaiss|decreas|fall|fell\b|cut\b|declin)")


def misplaced(said: Facts, quoted: Sequence[Facts], nearness: Nearness, margin: float) -> str:
    """Return "" if no figure is out of place, else "place" or "direction".

    By more than `margin` of `nearness` the words of another figure must be nearer.
    """
    figures = [figure for facts in quoted for figure in facts.figures if _counts(figure)]
    for figure in filter(_counts, said.figures):
        rivals = [
            other for other in figures if _is_share(other, figure) or other.unit == figure.unit
        ]
        equal = [other for other in rivals if other.values & figure.values]
        if not equal:
            continue  # half for 50 %, a bare figure: nothing to be compared with
        if all(_turns(figure, other) for other in equal):
            return "direction"
        others = [other for other in rivals if not other.values & figure.values]
        if _wrong_year(figure, equal):
            return "place"
        if others and _nearer(figure, equal, others, nearness, margin):
            return "place"
    return ""


def _counts(figure: Figure) -> bool:
    return figure.unit not in (CALENDAR, ORDINAL, TIMES)


def _is_share(one: Figure, other: Figure) -> bool:
    """Return whether both are shares of something: "79 %", "deux tiers"."""
    return {one.unit, other.unit} <= {FRACTION, "%"}


def _turns(said: Figure, quoted: Figure) -> bool:
    """Return whether the figure rises in the statement and falls in the quote, or the reverse."""
    mine, theirs = _clause(said, ","), _clause(quoted, ",")
    ways = ((_RISES, _FALLS), (_FALLS, _RISES))
    return any(
        one.search(mine)
        and not other.search(mine)
        and other.search(theirs)
        and not one.search(theirs)
        for one, other in ways
    )


def _wrong_year(said: Figure, equal: Sequence[Figure]) -> bool:
    """Return whether the quotes give the figure another year than the statement does."""
    years = set(_YEAR.findall(_clause(said)))
    given = [set(_YEAR.findall(_clause(figure))) for figure in equal]
    return bool(years) and all(theirs and years.isdisjoint(theirs) for theirs in given)


def _nearer(
    said: Figure,
    equal: Sequence[Figure],
    others: Sequence[Figure],
    nearness: Nearness,
    margin: float,
) -> bool:
    own = _clause(said, ",")
    if len(own.split()) < 2:
        return False
    clauses = [_clause(figure, ",") for figure in (*equal, *others)]
    scores = nearness(own, clauses)
    return max(scores[len(equal) :]) - max(scores[: len(equal)]) > margin


def _clause(figure: Figure, marks: str = "") -> str:
    """Return the words around a figure up to the next break, without the figure itself."""
    breaks = re.compile(rf"[{marks}]|{_BREAK.pattern}") if marks else _BREAK
    before = breaks.split(figure.before)[-1]
    after = breaks.split(figure.after)[0]
    return " ".join(f"{before} {figure.unit} {after}".split())
