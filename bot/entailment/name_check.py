"""The proper names and acronyms of a text, checked against what it is about.

A name is a capitalised word, unless it opens a sentence and is a common word: one that ministers'
replies write in small letters (common_words.json, learned by training/common_words.py). Tables say
which name of one language is a name of the other ("Royaume-Uni", "United Kingdom"); a translation
may also capitalise a common word that the other language writes otherwise ("Labour Code").
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale

from bot.entailment.figures import unit_of, words
from corpus.files.beside import json_beside
from corpus.text.dates import MONTHS
from corpus.text.fold import fold_all, fold_typography, strip_accents
from embeddings.lexical.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:[-.&][^\W\d_]+)*\.?")
_OPENING = re.compile(r"(?:^|[.!?:;] |[\"(] ?|- )$")
_AFTER_FIGURE = re.compile(r"\d ?$")
_ROMAN = re.compile(r"[IVX]+(?:er?|eme)?")
_MOST_LETTERS = 8  # of an acronym
_STEM = 4  # letters at least of the word that another is a form of
_COGNATE = 5  # letters at least that "Agency" and "agence" must have in common
_DIFFERENT = 3  # letters at most at the end that they may not
_ENDING = re.compile(r"(?:s|x|es?|ees?|ed|d|ing|ly)$")  # of a form of a common word


def unknown_names(text: str, language: str, quote: str, quote_language: str) -> list[str]:
    """Return the names in `text` that `quote` does not contain, as written."""
    known = _known(quote)
    translated = language != quote_language
    spelled_out = _initials(fold_all(text))  # "Common Agricultural Policy (CAP)" for the PAC
    return [
        name
        for name, opens in _names(text)
        if not _stands(name, known)
        and not ((opens or translated) and _is_common(name, language))
        and not (translated and (name in spelled_out or _is_cognate(fold_all(name), known)))
    ]


def forms_of(word: str) -> set[str]:
    """Return a word and what it may be a form of: "retire" for "retired"."""
    stems = {stem for stem in (word.rstrip("sx"), _ENDING.sub("", word)) if len(stem) >= _STEM}
    return {word} | stems | {f"{stem}e" for stem in stems}


def _names(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the capitalised words of `text`, each with whether it opens a sentence."""
    text = fold_typography(text)
    for match in _WORD.finditer(text):
        word = match[0].rstrip(".")
        before = text[max(0, match.start() - 2) : match.start()]
        if word[0].isupper() and not _is_in_figure(word, before):
            yield word, bool(_OPENING.search(before))


def _is_in_figure(word: str, before: str) -> bool:
    """Return whether a word is of a date or figure, which are checked elsewhere: "29 Mds"."""
    folded = fold_all(word)
    measures = folded in words()["scales"]["both"] or unit_of(folded)
    return (
        folded in MONTHS
        or _ROMAN.fullmatch(strip_accents(word)) is not None
        or bool(measures and _AFTER_FIGURE.search(before))
    )


def _is_common(word: str, language: str) -> bool:
    """Return whether a word is capitalised only because of where it stands."""
    if len(word) > 1 and word.isupper():
        return False
    return all(len(part) == 1 or forms_of(part) & _common()[language] for part in _parts(word))


def _is_cognate(folded: str, known: set[str]) -> bool:
    """Return whether a name is but for its ending a word of the quote: "Solidarity"."""
    start = folded[: max(_COGNATE, len(folded) - _DIFFERENT)]
    return len(folded) >= _COGNATE and any(word.startswith(start) for word in known)


def _stands(name: str, known: set[str]) -> bool:
    folded = fold_all(name)
    forms = {folded, folded.rstrip("s"), folded.replace(".", "")}
    if name in known or forms & known or folded in _free():
        return True
    if any(alias in known for alias in _same().get(folded, ())):
        return True
    parts = _parts(name)
    return len(parts) > 1 and all(part in known for part in parts)


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[-.&]", fold_all(name)) if part]


def _known(quote: str) -> set[str]:
    """Return the words of the quote in small letters, and what else may stand for them."""
    text = fold_all(quote)
    said = {match[0].rstrip(".") for match in _WORD.finditer(text)}
    said |= {part for word in said for part in re.split(r"[-.&]", word)}
    said |= {form for word in said for form in (word.replace(".", ""), word.rstrip("s"))}
    phrases = {p for p in _same() if re.search(rf"\b{re.escape(p)}\b", text)}
    aliases = {alias for phrase in phrases for alias in _same()[phrase]}
    return said | phrases | {part for alias in aliases for part in alias.split()} | _initials(text)


def _initials(folded: str) -> set[str]:
    """Return what the words of a text may be abbreviated to: "NHS" for "national health service".

    Small words count or not, as in "DWP" and in "HMRC".
    """
    every = [match[0] for match in re.finditer(r"[^\W\d_]+", folded)]
    small = set(STOP_WORDS["fr"]) | set(STOP_WORDS["en"])
    found: set[str] = set()
    for run in (every, [word for word in every if word not in small]):
        letters = "".join(word[0] for word in run).upper()
        found |= {
            letters[start : start + length]
            for length in range(3, _MOST_LETTERS + 1)
            for start in range(len(letters) - length + 1)
        }
    return found


@cache
def _common() -> Mapping[str, set[str]]:
    learned = json_beside(__file__, "common_words.json")
    return {
        language: set(listed.split()) | set(STOP_WORDS["fr"]) | set(STOP_WORDS["en"])
        for language, listed in learned.items()
    }


@cache
def _free() -> frozenset[str]:
    return frozenset(json_beside(__file__, "name_table.json")["free"])


@cache
def _same() -> Mapping[str, set[str]]:
    """Return each name that has others, with all of them: of the table, and of the countries."""
    french, english = (Locale(language).territories for language in ("fr", "en"))
    groups = [
        [fold_all(french[code]), fold_all(english[code])]
        for code in french
        if str(code).isalpha()  # figures name parts of the world
    ]
    same: dict[str, set[str]] = {}
    for group in (*json_beside(__file__, "name_table.json")["same"], *groups):
        for name in group:
            same.setdefault(name, set()).update(group)
    return same
