"""Splits French and English official prose into sentences, as spans of the text.

Rules rather than a trained model: a wrong split would break a quote, so the rules would rather
leave two sentences together than split one ("M. Dupont", "art. L. 123-4", "n° 12", "no. 5", "3.5").
"""

import re
from typing import NamedTuple


class Span(NamedTuple):
    """Character offsets of a piece of a text: ``text[start:end]``."""

    start: int
    end: int


# Abbreviations that are followed by what they belong to, lower case and without their dot.
_ABBREVIATIONS = frozenset(
    [
        "m",
        "mm",
        "mme",
        "mmes",
        "mlle",
        "mlles",
        "me",
        "mes",
        "dr",
        "drs",
        "pr",
        "st",
        "ste",
        "sts",
        "art",
        "arts",
        "al",
        "alin",
        "p",
        "pp",
        "n",
        "no",
        "nos",
        "num",
        "vol",
        "ch",
        "chap",
        "éd",
        "ed",
        "cf",
        "ex",
        "env",
        "fig",
        "réf",
        "ref",
        "tél",
        "tel",
        "av",
        "bd",
        "bld",
        "hab",
        "max",
        "min",
        "resp",
        "sté",
        "cie",
        "j.-c",
        "c.-à-d",
        "i.e",
        "e.g",
        "vs",
        "mr",
        "mrs",
        "ms",
        "messrs",
        "prof",
        "sir",
        "rt",
        "hon",
        "gov",
        "gen",
        "col",
        "sgt",
        "capt",
        "lt",
        "cmdr",
        "rev",
        "inc",
        "ltd",
        "approx",
        "para",
        "paras",
        "sch",
        "sec",
        "reg",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "janv",
        "févr",
        "juil",
        "déc",
        "p.ex",
        "a.k.a",
    ]
)
# Words that begin a sentence far more often than they follow an initial or an article's letter.
_STARTERS = frozenset(
    [
        "le",
        "la",
        "les",
        "l'",
        "un",
        "une",
        "des",
        "ce",
        "cet",
        "cette",
        "ces",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "nous",
        "en",
        "dans",
        "pour",
        "par",
        "au",
        "aux",
        "à",
        "afin",
        "ainsi",
        "aussi",
        "cependant",
        "toutefois",
        "enfin",
        "par",
        "ailleurs",
        "si",
        "lors",
        "depuis",
        "concernant",
        "s'agissant",
        "the",
        "this",
        "that",
        "these",
        "those",
        "it",
        "we",
        "they",
        "he",
        "she",
        "in",
        "on",
        "as",
        "for",
        "from",
        "at",
        "by",
        "if",
        "when",
        "while",
        "although",
        "however",
        "our",
        "their",
        "there",
        "no",
        "since",
        "under",
        "following",
    ]
)
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[)\]»”\"']*(?: ?»)?)(?=\s)")
_NEXT = re.compile(r"\s+(?P<open>[(\[«“\"'‘–—-]*\s*)(?P<word>\S+)")
_LAST_WORD = re.compile(r"[^\s(«\"'’“]+$")
_LIST_NUMBER = re.compile(r"\s*(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})")


def split_sentences(text: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order.

    Every character that is no white space stands in exactly one span; a line break always ends a
    sentence.
    """
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for match in _END.finditer(text, line.start(), line.end()):
            if _ends_sentence(text, start, match, line.end()):
                _append(spans, text, start, match.end())
                start = match.end()
        _append(spans, text, start, line.end())
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        start += len(piece) - len(piece.lstrip())
        spans.append(Span(start, start + len(stripped)))


def _ends_sentence(text: str, start: int, match: re.Match[str], line_end: int) -> bool:
    following = _NEXT.match(text, match.end(), line_end)
    if following is None:
        return True
    word = following["word"]
    if word[0].islower() or word[0] in ",;:)»":
        return False
    if match["mark"] != ".":
        return True
    before = _LAST_WORD.search(text, start, match.start())
    if before is None:
        return True
    last = before[0]
    if _LIST_NUMBER.fullmatch(text, start, match.start()):
        return False
    if last.lower() in _ABBREVIATIONS:
        return False
    if (len(last) == 1 and last.isupper()) or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", last):
        return re.split(r"[’',]", word)[0].lower() in _STARTERS
    return True
