"""The article and law numbers of a sentence, and other codes: "L224-118", "2003/88", "A69"."""

import re

_YEAR = r"(?:19|20)\d\d"
_REFERENCE = re.compile(
    # A letter of a code before a number; "A 2024 report" is none.
    r"\b(?P<letter>[LR]O?\*?\.? ?|[DA]\*?(?:\. ?| (?=\d+-)|(?=\d)))"
    r"(?P<article>\d+(?:-\d+)*)\b(?![.,]\d)(?!\s*(?:%|euros?\b))"
    r"|(?:\b[Nn]°s? ?|\b[Nn]os?\. ?|\bNo |\b[Aa]rticles? |\b[Aa]rts?\. ?|\b[Ss]ections? )"
    r"(?P<labelled>\d+[A-Z]?(?:[-/]\d+)*)\b"
    r"|(?<![\w-])(?P<hyphened>\d{3,4}-\d{1,5})\b(?!-)"
    # Not a date, "21/05" or "21/05/2026"; "CE" and "EC" behind it are the same.
    r"|(?<![\w/])(?P<directive>(?!\d{1,2}/[01]\d\b)\d{2,4}/\d{1,4}(?:/\d\d)?)(?:/[A-Z]{2,4})?\b(?!/)"
    r"|\b(?P<code>[A-Z][A-Za-z]{0,9}-?\d+[A-Za-z]*|\d+G)\b"
)
_SCHOOL_YEAR = re.compile(rf"\b({_YEAR})[-/](\d\d)\b(?![-/\d])")
_TWO_YEARS = re.compile(rf"\b({_YEAR})[-/]({_YEAR})\b")


def read_references(text: str) -> tuple[frozenset[str], str]:
    """Return the references in `text` (without accents, in its own case) and the rest of it."""
    text = _TWO_YEARS.sub(r"\1 - \2", _SCHOOL_YEAR.sub(_both_years, text))
    found: set[str] = set()

    def taken(match: re.Match[str]) -> str:
        if match["hyphened"] and _is_range(match["hyphened"]):
            return match[0]
        found.add(_reference(match))
        return " # "

    rest = _REFERENCE.sub(taken, text)
    return frozenset(found), rest


def is_cited(reference: str, quoted: frozenset[str]) -> bool:
    """Return whether a reference was quoted; "224-118" stands for "L224-118"."""
    return reference in quoted or any(
        other.lstrip("LRDAO") == reference for other in quoted if "-" in reference
    )


def _both_years(match: re.Match[str]) -> str:
    """Return "2024 - 2025" for "2024-25", and whatever else it is as it stands."""
    follows = int(match[2]) == (int(match[1]) + 1) % 100
    return f"{match[1]} - {int(match[1]) + 1}" if follows else match[0]


def _is_range(text: str) -> bool:
    """Return whether "900-1000" counts upwards, which the numbers of laws do not."""
    first, last = map(int, text.split("-"))
    return first < last


def _reference(match: re.Match[str]) -> str:
    if match["article"]:
        return f"{re.sub('[^A-Z]', '', match['letter'])}{match['article']}"
    named = match["labelled"] or match["hyphened"] or match["directive"] or match["code"]
    return named.upper()
