"""The figures, dates and article numbers of a sentence, as values that can be compared.

French and English say the same figure in many ways: "1,2 million", "1 200 000", "1.2 million",
"vingt-trois", "20 pour cent", "1er octobre 2026", "October 1, 2026", "art. L. 224-118". Each is
read here once, with its unit, so that a statement in one language can be held against a quote in
the other.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from bot.entailment.figure_dates import Day, read_days
from bot.entailment.number_words import in_digits
from corpus.files.beside import json_beside
from corpus.text.fold import fold_typography, strip_accents
from embeddings.lexical.stop_words import STOP_WORDS

CALENDAR = "calendar year"
ORDINAL = "ordinal"
FRACTION = "fraction"
TIMES = "times"
_AROUND = 80  # characters kept on each side: where "plus de", "at most", "avant" stand


class Figure(NamedTuple):
    """A number with its unit and the words around it."""

    values: frozenset[float]  # two where "1,250" may be read in two ways
    unit: str  # a key of figure_words.json, one of the constants above, or "" (of things)
    period: str  # "month" for "140 euros par mois", else ""
    is_bare: bool  # no noun follows
    before: str
    after: str


class Facts(NamedTuple):
    """Every fact that a text states in figures."""

    figures: tuple[Figure, ...]
    days: tuple[Day, ...]
    references: frozenset[str]  # "L224-118", "A69", "2003/88/CE"
    vague: frozenset[int]  # 1000 for "milliers", "thousands"
    periods: frozenset[str]  # every period named anywhere


# fmt: off
_REFERENCE = re.compile(
    r"\b(?P<article>[LRDA]O?)\.?[ ]?(?P<number>\d+(?:-\d+)*)\b(?![.,]\d)(?!\s*(?:%|euros?\b))"
    r"|(?<=\bn° )(?P<law>\d+(?:-\d+)+)|(?<=\bno\. )(?P<act>\d+(?:-\d+)+)"
    r"|(?<=\barticle )(?P<plain>\d+(?:-\d+)+)"
    r"|(?<=\bart\. )(?P<short>\d+(?:-\d+)+)|(?<=\bsection )(?P<section>\d+[A-Z]?(?:-\d+)*)"
    r"|\b(?P<directive>(?!\d+/\d+/\d)\d{2,4}/\d+(?:/[A-Z]{2,4})?)\b(?!/)"
    r"|\b(?P<code>[A-Z][A-Za-z]{0,9}-?\d+[A-Za-z]*|\d+G)\b"
)
_NUMBER = re.compile(
    r"(?<![\w.,</])(?P<sign>[€£$] ?)?"
    r"(?P<digits>\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<ordinal>(?:st|nd|rd|th|er|ere|e|eme)\b)?"
)
# fmt: on
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.](\d\d))? ?(a|p)\.? ?m\b\.?|\b(\d{1,2}) ?h ?(\d\d)\b|\b(\d{1,2}):(\d\d)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-/][^\W\d_]+)*|[%€£$]|°c")
_BEFORE_YEAR = re.compile(
    r"\b(?:en|in|since|depuis|by|fin|debut|annee|l'annee|year|de|of|from|a|to|until|till|jusqu'en|"
    r"ete|summer|hiver|winter|spring|autumn|printemps|automne|rentree|session|before|avant|apres|"
    r"after|during|and|et|-|horizon|for|pour|between|entre) ?$"
)
_JOINS = re.compile(r" ?(?:-|et|a|ou|to|and|or) ?(?:de |d'|of )?")


def read_facts(text: str, language: str) -> Facts:
    """Return the facts of a `text` in `language` ("fr" or "en")."""
    folded = strip_accents(fold_typography(text))
    references = frozenset(_reference(m) for m in _REFERENCE.finditer(folded))
    rest = _REFERENCE.sub(" # ", folded).lower()
    rest = re.sub(r"\b(?:pour cent|per cent|percent)\b", "%", rest)
    rest = re.sub(r"\bpercentage points?\b|\bpoints? de pourcentage\b", "points", rest)
    periods = frozenset(name for name, said in _periods().items() if said.search(rest))
    rest = _CLOCK.sub(_as_hours, rest)
    days, rest = read_days(rest)
    rest = in_digits(rest, language)
    vague = {int(value) for word, value in words()["vague"].items() if _stands_alone(word, rest)}
    return Facts(
        tuple(_figures(rest, language)), tuple(days), references, frozenset(vague), periods
    )


@cache
def words() -> dict[str, Any]:
    """Return the tables of bot/entailment/figure_words.json."""
    tables: dict[str, Any] = json_beside(__file__, "figure_words.json")
    return tables


def _reference(match: re.Match[str]) -> str:
    if match["article"]:
        return f"{match['article']}{match['number']}"
    return next(group for group in match.groups() if group).upper()


def _as_hours(match: re.Match[str]) -> str:
    """Return a time of day on the 24-hour clock, in words that parse as hours and minutes."""
    hour = int(match[1] or match[4] or match[6])
    minutes = match[2] or match[5] or match[7]
    if match[3]:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return f"{hour} heures" + (f" {minutes} minutes" if minutes and int(minutes) else "")


def _stands_alone(word: str, text: str) -> bool:
    """Return whether a word such as "millions" has no number before it."""
    return re.search(rf"(?<![\d] )\b{word}\b", text) is not None


def _figures(text: str, language: str) -> list[Figure]:
    matches = list(_NUMBER.finditer(text))
    figures: list[Figure] = []
    for match in matches:
        end, scale = _scaled(text, match.end(), language)
        unit, noun, unit_end = _unit(text, end, language)
        unit = _special(text, match, unit, noun) or unit
        if match["sign"] and not match["ordinal"]:
            unit = _unit_of()[match["sign"].strip()]
        before = text[max(0, match.start() - _AROUND) : match.start()]
        after = text[unit_end : unit_end + _AROUND]
        values = frozenset(value * scale for value in _values(match["digits"]))
        figures.append(Figure(values, unit, _period(after), not noun, before, after))
    return _with_shared_units(text, matches, figures) + _fractions(text)


def _values(digits: str) -> set[float]:
    """Return what `digits` may mean: "1,250" is 1250 or 1.25, "1 250" only 1250."""
    plain = digits.replace(" ", "")
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
        thousands = float(re.sub(r"[.,]", "", plain))
        return {thousands} if " " in digits else {thousands, float(plain.replace(",", "."))}
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return {float(plain.replace(",", ""))}
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain) and not plain.startswith("0"):
        return {float(plain.replace(".", "").replace(",", "."))}
    return {float(plain.replace(",", "."))}


def _scaled(text: str, end: int, language: str) -> tuple[int, float]:
    """Return where a scale after the number ends ("1,2 million", "5bn") and its factor."""
    match = re.compile(r" ?([a-z]+)\b(?!/)").match(text, end)
    scales = words()["scales"][language]
    if not match or match[1] not in scales:
        return end, 1.0
    if match[1] == "m" and text[end : end + 1] == " " and language == "fr":
        return end, 1.0  # "9 m" is a length; "9m" may be an amount
    return match.end(), float(scales[match[1]])


def _unit(text: str, end: int, language: str) -> tuple[str, bool, int]:
    """Return the unit after a number, whether a noun follows instead, and where the unit ends."""
    match = re.compile(r"(?:[ -]?(?:d'|de |of )?)").match(text, end)
    place = match.end() if match else end
    first = _WORD.match(text, place)
    if not first:
        return "", False, end
    unit = _unit_of().get(_singled(first[0]))
    if unit:
        return unit, True, first.end()
    if language == "en" and first[0] not in STOP_WORDS["en"]:
        second = _WORD.match(text, first.end() + 1)
        unit = _unit_of().get(_singled(second[0])) if second else None
        if second and unit and first[0].endswith(("ing", "ive", "al", "ar", "extra", "full")):
            return unit, True, second.end()
    is_noun = first[0] not in STOP_WORDS["fr"] and first[0] not in STOP_WORDS["en"]
    return "", is_noun, end


def _singled(word: str) -> str:
    """Return the unit of a compound: "day" of "day-period"; "km/h" stays."""
    return word if word in _unit_of() else word.split("-")[0]


def _special(text: str, match: re.Match[str], unit: str, noun: bool) -> str:
    """Return the unit of an ordinal or of a calendar year, "" for any other number."""
    if match["ordinal"]:
        return ORDINAL
    if unit or not re.fullmatch(r"(?:19|20)\d\d", match["digits"]):
        return ""
    follows = _WORD.match(text, match.end() + 1)
    counts = noun and follows is not None and follows[0].endswith(("s", "x"))
    return CALENDAR if not counts or _BEFORE_YEAR.search(text[: match.start()]) else ""


def _with_shared_units(
    text: str, matches: list[re.Match[str]], figures: list[Figure]
) -> list[Figure]:
    """Give "30" its unit in "30 à 40 %": that of the number it is joined to."""
    for place in range(len(figures) - 2, -1, -1):
        this, following = figures[place], figures[place + 1]
        between = text[matches[place].end() : matches[place + 1].start()]
        is_open = not this.unit or (this.unit == CALENDAR and following.unit != CALENDAR)
        if is_open and following.unit and _JOINS.fullmatch(between):
            scale = min(following.values) / min(_values(matches[place + 1]["digits"]) or {1.0})
            values = frozenset(v * scale for v in this.values) if scale > 1 else this.values
            figures[place] = this._replace(unit=following.unit, values=values)
    return figures


def _fractions(text: str) -> list[Figure]:
    """Return the fractions and multiples, which in_digits has written as <1/2> and <x2>."""
    found = []
    for match in re.finditer(r"<(?:(\d)/(\d)|x(\d))>|<o(\d+)>", text):
        if match[4]:
            value, unit = float(match[4]), ORDINAL
        elif match[3]:
            value, unit = float(match[3]), TIMES
        else:
            value, unit = int(match[1]) / int(match[2]), FRACTION
        before = text[max(0, match.start() - _AROUND) : match.start()]
        after = text[match.end() : match.end() + _AROUND]
        found.append(Figure(frozenset({value}), unit, "", False, before, after))
    return found


def _period(after: str) -> str:
    """Return the period that an amount covers: "month" for "euros par mois"."""
    near = re.split(r"[,;:.]", after)[0][:28]
    places = {
        name: match.start() for name, said in _periods().items() if (match := said.search(near))
    }
    return min(places, key=lambda name: places[name]) if places else ""


@cache
def _unit_of() -> dict[str, str]:
    return {word: unit for unit, said in words()["units"].items() for word in said}


@cache
def _periods() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(rf"(?<!\w){re.escape(phrase)}\b" for phrase in said))
        for name, said in words()["periods"].items()
    }
