"""Normalises words for the lexical index: elisions, compounds, numbers and references.

A text is normalised, so that spellings that vary are written in one way, then split. The rules look
at letters only, never at a list from the corpus, so texts and questions are split alike.
"""

import re
import unicodedata
from functools import cache

import tantivy

from embeddings.lexical.stop_words import STOP_WORDS

STEMMERS = {"fr": "french", "en": "english"}
_MAX_WORD = 60  # characters; longer "words" are addresses or noise
_MAX_PARTS = 5  # of a compound that is also kept whole

_SIGNS = {**dict.fromkeys("’‘ʼ`´′＇", "'"), **dict.fromkeys("‐‑‒–−", "-"), "—": " ", "_": " "}
_DIGIT = re.compile(r"\d")
_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")  # S.N.C.F.
# "R. 411-25", "L1221-1", "article l 121-3", "L.O. 141", "R.* 12".
_REFERENCE = re.compile(
    r"(?<![\w.])(?:(L\.? ?O|[LRDA])\*?\. ?\*? ?|([LRDlrd])\*? ?\*?(?=\d+-\d))"
    r"(\d+(?:-\d+)*)(?![\d-])"
)
_GROUPED = re.compile(
    r"(?<![\w.,-])[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3})*(?![\d]|[.,]\d{3}|[.,]?\d* ?%)"
)
_DECIMAL = re.compile(r"(?<![\w.,-])(\d+)[.,](\d+)(?![\d-]|[.,]\d)")
_SERIES = re.compile(r"(?<![\w.,/-])\d+(?:[-/]\d+)+(?![\w/-])")  # 2016-1691, 2019/20
_MAGNITUDE_EN = re.compile(r"([£$€] ?\d+(?:[.,]\d+)?) ?(k|m|bn|tn)\b", re.IGNORECASE)
_MAGNITUDE_FR = re.compile(r"(\d) ?(M|Mds?) ?(?=€|euros?\b)")
_MAGNITUDES = {
    "k": "thousand", "m": "million", "bn": "billion", "tn": "trillion",
    "md": "milliard", "mds": "milliard",
}  # fmt: skip
_ELISION = re.compile(
    r"(?<![\w'])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)'(?=\w)", re.IGNORECASE
)
_INVERSION = re.compile(
    r"(?<=\w)-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous|ce|ci|là|la|le|les|moi|toi|lui|y|en|m[eê]mes?)"
    r"(?![\w-])",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?<=\w)'s(?!\w)", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_COMPOUND = re.compile(r"(?<![\w-])[^\W\d]\w*(?:-\w+)+")
# Inside a number a point or a hyphen would cut it, so it is spelt with letters.
_POINT, _HYPHEN = "point", "x"


def analyse(text: str, language: str) -> list[str]:
    """Return the distinct terms of `text` in order: folded, stemmed, no stop words."""
    return list(dict.fromkeys(analyser(language).analyze(normalised(text, language))))


def terms_in_order(text: str, language: str) -> list[str]:
    """Return every term of `text`, repeats included, with compounds only as their parts."""
    return list(analyser(language).analyze(normalised(text, language, wholes=False)))


def words_in_order(text: str, language: str) -> list[str]:
    """Return every word of `text`, folded but not stemmed, with stop words, compounds as parts."""
    return cut(normalised(text, language, wholes=False))


def cut(plain: str) -> list[str]:
    """Return the folded words of a text from `normalised`."""
    return list(_cutter().analyze(plain))


def indexed_as(language: str) -> str:
    """Return the language under which the words of records in `language` are indexed."""
    return language if language in STEMMERS else "en"


def stem(word: str, language: str) -> str | None:
    """Return the term for one word from `words_in_order`; None for a stop word."""
    terms = analyser(language).analyze(word)
    return terms[0] if terms else None


def normalised(text: str, language: str, *, wholes: bool = True) -> str:
    """Return `text` with variant spellings reduced to one.

    Elisions and possessives go; "call-centre" becomes "call centre", with "callcentre" when
    `wholes` are wanted; "1 500" and "1,500" become "1500", "2,5" becomes "2point5" and
    "R. 411-25" becomes "R411x25 411x25".
    """
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8
    for sign, plain in _SIGNS.items():  # several times as fast as str.translate
        if sign in text:
            text = text.replace(sign, plain)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", text)
    if _DIGIT.search(text):
        text = _with_plain_numbers(text)
    if "'" in text:
        text = (_ELISION if language == "fr" else _POSSESSIVE).sub("", text)
        text = _APOSTROPHE.sub("", text)
    if "-" in text:
        if language == "fr":
            text = _INVERSION.sub("", text)
        text = _COMPOUND.sub(_whole_and_parts if wholes else _parts, text)
    return text


@cache
def analyser(language: str) -> tantivy.TextAnalyzer:
    """Return the analyser of normalised texts into index terms; unknown languages count as "en"."""
    language = indexed_as(language)
    # Folded before stop words and stems: the replies of 1986 to 1997 have no accents.
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.remove_long(_MAX_WORD))
        .filter(tantivy.Filter.custom_stopword(list(STOP_WORDS[language])))
        .filter(tantivy.Filter.stemmer(STEMMERS[language]))
        .build()
    )


@cache
def _cutter() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.remove_long(_MAX_WORD))
        .build()
    )


def _with_plain_numbers(text: str) -> str:
    text = _REFERENCE.sub(_reference, text)
    text = _GROUPED.sub(lambda m: m[0].replace(m[1], ""), text)
    text = _MAGNITUDE_EN.sub(_magnitude, text)
    text = _MAGNITUDE_FR.sub(_magnitude, text)
    text = _DECIMAL.sub(_decimal, text)
    return _SERIES.sub(_series, text)


def _reference(match: re.Match[str]) -> str:
    letters, number = re.sub(r"\W", "", match[1] or match[2]), match[3].replace("-", _HYPHEN)
    return f" {letters}{number} {number} " if _HYPHEN in number else f" {letters}{number} "


def _decimal(match: re.Match[str]) -> str:
    fraction = match[2].rstrip("0")
    return f"{match[1]}{_POINT}{fraction}" if fraction else match[1]


def _magnitude(match: re.Match[str]) -> str:
    return f"{match[1]} {_MAGNITUDES[match[2].lower()]} "


def _series(match: re.Match[str]) -> str:
    parts = re.split("[-/]", match[0])
    return " ".join((_HYPHEN.join(parts), *parts))


def _whole_and_parts(match: re.Match[str]) -> str:
    parts = match[0].split("-")
    whole = ["".join(parts)] if len(parts) <= _MAX_PARTS else []
    return " ".join(parts + whole)


def _parts(match: re.Match[str]) -> str:
    return match[0].replace("-", " ")
