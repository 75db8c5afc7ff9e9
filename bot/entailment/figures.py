"""The figures, dates and references of a text, as values that can be compared.

French and English say the same figure in many ways: "1,2 million", "1 200 000", "1.2 million",
"1,2 M€", "€1.2m", "vingt-trois", "20 pour cent", "20ct/L". Each is read here once, with its unit,
so that a sentence in one language can be held against a quote in the other.
"""

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from bot.entailment.figure_dates import Day, read_days, without_verbs
from bot.entailment.number_words import in_digits
from bot.entailment.references import read_references
from corpus.files.beside import json_beside
from corpus.text.fold import fold_typography, strip_accents
from embeddings.lexical.stop_words import STOP_WORDS

CALENDAR = "calendar year"
ORDINAL = "ordinal"
FRACTION = "fraction"
TIMES = "times"
_MONIES = ("euro", "pound", "dollar")
_A_SUM = 1_000_000  # from here on a number without anything counted is one of money, if any is
_AROUND = 60  # characters looked at on each side


class Figure(NamedTuple):
    """A number with its unit and the words before it."""

    values: frozenset[float]  # two where a French "1,250" may be read in two ways
    unit: str  # a key of figure_words.json, one of the constants above, or "" (of things)
    per: str  # "month" for "140 euros par mois", "litre" for "20ct/L", else ""
    is_bare: bool  # no noun follows
    before: str


class Facts(NamedTuple):
    """Every fact that a text states in figures."""

    figures: tuple[Figure, ...]
    days: tuple[Day, ...]
    references: frozenset[str]  # "L224-118", "A69", "2003/88"
    vague: frozenset[int]  # 1000 for "milliers", "thousands"
    pers: frozenset[str]  # what anything in the text is counted by: "month" for "monthly"
    singles: frozenset[str]  # units of which there is one: "year" for "un an"


# fmt: off
_NUMBER = re.compile(
    r"(?<!\d[.,])(?<![\w</])(?P<sign>(?:[€£$]|eur|gbp|usd) ?)?"
    r"(?P<digits>\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)"
    r"(?P<ordinal>(?:st|nd|rd|th|er|ere|e|eme)\b)?"
)
# fmt: on
_UNREAD = re.compile(r"(?<![\w<.,/-])[\w./-]*\d[\w.,/-]*")  # "Asy_D06", "A/71/328"
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.](\d\d))? ?(a|p)\.? ?m\b\.?|\b(\d{1,2}) ?h ?(\d\d)\b|\b(\d{1,2}):(\d\d)\b"
)
_ROMAN = re.compile(r"\b([IVX]+)(?=(?:er|e|eme)\b)")
_WORD = re.compile(r"[^\W\d_]++[23]?(?:-[^\W\d_]+)*(?!'(?!s\b)[a-z])|[%€£$]|°c")
_SCALE = re.compile(r" ?([a-z]+)\b")
_MONEY = re.compile(r" ?(?:d'|de |of )?(?:[€£$]|euros?\b|eur\b|livres?\b|pounds?\b|dollars?\b)")
_BEFORE_YEAR = re.compile(
    r"\b(?:en|in|since|depuis|by|fin|debut|annee|l'annee|year|de|of|from|a|to|until|till|jusqu'en|"
    r"ete|summer|hiver|winter|spring|autumn|printemps|automne|rentree|session|before|avant|apres|"
    r"after|during|and|et|-|horizon|for|pour|between|entre) ?$"
)
_AGE = re.compile(
    r"\bag(?:e[sd]?|ees?)\b(?: (?:de|of|over|under|from|between|entre|plus|moins|more|less|than|"
    r"at|least|most|a|au|to|and|et|<?\d+))* $"
)
_OF_AGES = re.compile(r"\bages?\b[^.;,]{0,50}$|\b(?:those|people|anyone|\w+en) (?:over|under) $")
_YEARS = re.compile(r" (?:years|ans|annees)\b")
_JOINS = re.compile(r" ?(?:-|et|a|ou|to|and|or) ?(?:de |d'|of )?")
_PER = re.compile(r" ?(?:/ ?|(?:par|per|an?|each|every|chaque|le|la) |(?:a )?l')(\w++)(?!')")
_SINGLE = re.compile(r"\b(?:une?|one|an?|each|every|chaque|par|per)[ -](\w+)")


def read_facts(text: str, language: str) -> Facts:
    """Return the facts of a `text` in `language` ("fr" or "en")."""
    # NFKC makes a 2 of the one in "m²" and "CO₂", and letters of those in "1ᵉʳ".
    folded = strip_accents(fold_typography(unicodedata.normalize("NFKC", text)))
    references, rest = read_references(_ROMAN.sub(_as_arabic, folded))
    rest = (without_verbs(rest) if language == "en" else rest).lower()
    rest = re.sub(r"\b(?:pour cent|per cent|percent)\b", "%", rest)
    rest = re.sub(r"\bpercentage points?\b|\bpoints? de pourcentage\b", "points", rest)
    rest = re.sub(r"(?<![a-z])(?:kmh|kph)\b", "km/h", rest)
    rest = re.sub(r"(?<![a-z])mph\b", "miles/h", rest)
    pers = frozenset(name for name, said in _adjectives().items() if said.search(rest))
    pers |= {unit for match in _PER.finditer(rest) if (unit := unit_of(match[1]))}
    days, rest = read_days(_CLOCK.sub(_as_hours, rest))
    singles = frozenset(unit_of(match[1]) for match in _SINGLE.finditer(rest))
    rest = in_digits(rest, language)
    vague = {int(value) for word, value in words()["vague"].items() if _stands_alone(word, rest)}
    figures = (*_figures(rest, language), *_fractions(rest))
    unread = _UNREAD.findall(re.sub(r"<\w+(?:/\d)?>", " ", _NUMBER.sub(" ", rest)))
    references |= {token.strip(".,-") for token in unread if not unit_of(token.strip(".,-"))}
    return Facts(figures, tuple(days), references, frozenset(vague), pers, singles)


@cache
def words() -> dict[str, Any]:
    """Return the tables of bot/entailment/figure_words.json."""
    tables: dict[str, Any] = json_beside(__file__, "figure_words.json")
    return tables


def unit_of(word: str) -> str:
    """Return the unit that a folded `word` names, "" if it names none; "day" for "day-period"."""
    return _units().get(word) or _units().get(word.split("-")[0], "")


def _as_arabic(match: re.Match[str]) -> str:
    """Return "21" for the "XXI" of "XXIe"."""
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in match[1]]
    following = [*values[1:], 0]
    return str(sum(-v if v < then else v for v, then in zip(values, following, strict=True)))


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
        sign = (match["sign"] or "").strip()
        end, scale = _scaled(text, match.end(), language, sign)
        unit, noun, unit_end = _unit(text, end, language)
        unit = _special(text, match, unit, noun) or unit
        if sign and not match["ordinal"]:
            unit, unit_end = unit_of(sign), end
        before = text[max(0, match.start() - _AROUND) : match.start()]
        per = _per(text[unit_end : unit_end + _AROUND])
        values = frozenset(value * scale for value in _values(match["digits"], language))
        figures.append(Figure(values, unit, per, not noun, before))
    return _with_shared_units(text, matches, figures, language)


def _values(digits: str, language: str) -> set[float]:
    """Return what `digits` may mean: a French "1,250" is 1250 or 1.25, an English one 1250."""
    plain = digits.replace(" ", "")
    if language == "en" and re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return {float(plain.replace(",", ""))}
    if language == "en" and re.fullmatch(r"\d+\.\d+", plain):
        return {float(plain)}
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
        thousands = float(re.sub(r"[.,]", "", plain))
        return {thousands} if " " in digits else {thousands, float(plain.replace(",", "."))}
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain) and not plain.startswith("0"):
        return {float(plain.replace(",", ""))}
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain) and not plain.startswith("0"):
        return {float(plain.replace(".", "").replace(",", "."))}
    return {float(plain.replace(",", "."))}


def _scaled(text: str, end: int, language: str, sign: str) -> tuple[int, float]:
    """Return where a scale after the number ends ("1,2 million", "5bn") and its factor."""
    match = _SCALE.match(text, end)
    if not match:
        return end, 1.0
    scales: dict[str, float] = words()["scales"]["both"] | words()["scales"][language]
    if match[1] == "m":
        # Of money; else "9 m" is a length, and so is "9m" in French.
        is_scale = sign or _MONEY.match(text, match.end()) or (match[0] == "m" and language == "en")
        return (match.end(), 1e6) if is_scale else (end, 1.0)
    return (match.end(), float(scales[match[1]])) if match[1] in scales else (end, 1.0)


def _unit(text: str, end: int, language: str) -> tuple[str, bool, int]:
    """Return the unit after a number, whether a noun follows instead, and where the unit ends."""
    match = re.compile(r"[ -]?(?:d'|de |of )?").match(text, end)
    first = _WORD.match(text, match.end() if match else end)
    if not first:
        return "", False, end
    second = (
        _WORD.match(text, first.end() + 1) if text[first.end() : first.end() + 1] == " " else None
    )
    if second and (unit := _units().get(f"{first[0]} {second[0]}")):
        return unit, True, second.end()
    if unit := unit_of(first[0]):
        return unit, True, first.end()
    is_noun = first[0] not in (*STOP_WORDS["fr"], *STOP_WORDS["en"], "more", "less", "fewer")
    if (
        language == "en"
        and is_noun
        and second
        and second[0].isalpha()
        and (unit := unit_of(second[0]))
    ):
        return unit, True, second.end()  # "48 working hours"
    return "", is_noun, end


def _special(text: str, match: re.Match[str], unit: str, noun: bool) -> str:
    """Return the unit of an ordinal, an age or a calendar year, "" for any other number."""
    if match["ordinal"]:
        return ORDINAL
    before = text[max(0, match.start() - _AROUND) : match.start()]
    if not unit and (_AGE.search(before) or (not noun and _OF_AGES.search(before))):
        return "year"
    is_span = unit == "year" and not _YEARS.match(text, match.end())  # "2025-26 school year"
    if (unit and not is_span) or not re.fullmatch(r"(?:19|20)\d\d", match["digits"]):
        return ""
    follows = _WORD.match(text, match.end() + 1)
    counts = noun and follows is not None and follows[0].endswith(("s", "x"))
    return CALENDAR if not counts or _BEFORE_YEAR.search(before) else ""


def _with_shared_units(
    text: str, matches: list[re.Match[str]], figures: list[Figure], language: str
) -> list[Figure]:
    """Give a number without a unit that of its neighbour: the "30" of "30 à 40 %".

    The "351 million" of "29 billion euros, 351 million more" is in the money named before it.
    """
    for place in range(len(figures) - 2, -1, -1):
        this, following = figures[place], figures[place + 1]
        between = text[matches[place].end() : matches[place + 1].start()]
        is_year = this.unit == CALENDAR and _BEFORE_YEAR.search(this.before)
        is_open = not this.unit or (this.unit == CALENDAR and not is_year)
        if is_open and following.unit and _JOINS.fullmatch(between):
            plain = min(_values(matches[place + 1]["digits"], language))
            scale = min(following.values) / plain if plain else 1.0
            values = frozenset(v * scale for v in this.values) if scale > 1 else this.values
            figures[place] = this._replace(unit=following.unit, per=following.per, values=values)
    money = ""
    for place, this in enumerate(figures):
        if this.unit in _MONIES:
            money = this.unit
        elif not this.unit and this.is_bare and min(this.values) >= _A_SUM:
            figures[place] = this._replace(unit=money)
    return figures


def _fractions(text: str) -> list[Figure]:
    """Return the fractions and multiples, which in_digits has written as <1/2> and <x2>."""
    found = []
    for match in re.finditer(r"<(?:(\d)/(\d)|x(\d+)|o(\d+))>", text):
        if match[4]:
            value, unit = float(match[4]), ORDINAL
        elif match[3]:
            value, unit = float(match[3]), TIMES
        else:
            value, unit = int(match[1]) / int(match[2]), FRACTION
        found.append(Figure(frozenset({value}), unit, "", is_bare=False, before=""))
    return found


def _per(after: str) -> str:
    """Return what an amount is counted by: "month" for "euros par mois", "litre" for "ct/l"."""
    at_once = _PER.match(after)
    if at_once and (unit := unit_of(at_once[1])):
        return unit
    near = re.split(r"[,;:.\d]", after)[0][:28]
    places = {m.start(): name for name, said in _adjectives().items() if (m := said.search(near))}
    places |= {m.start(): unit for m in _PER.finditer(near) if (unit := unit_of(m[1]))}
    return places[min(places)] if places else ""


@cache
def _units() -> dict[str, str]:
    return {word: unit for unit, said in words()["units"].items() for word in said}


@cache
def _adjectives() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"\b(?:{'|'.join(said)})\b") for name, said in words()["periods"].items()
    }
