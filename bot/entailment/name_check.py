"""The proper names and acronyms of a statement, checked against its quotes.

A name is a capitalised word that does not open a sentence, an acronym anywhere, and an opening
word that looks like neither grammar nor a common noun. Only a small table says that a name of one
language is a name of the other ("Royaume-Uni", "United Kingdom").
"""

import re
from functools import cache

from corpus.files.beside import json_beside
from corpus.text.dates import MONTHS
from corpus.text.fold import fold_all, fold_typography
from embeddings.lexical.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:[-.&][^\W\d_]+)*\.?")
_OPENING = re.compile(r"(?:^|[.!?:;] |[\"(] ?)$")
_SUFFIXES = {
    "fr": ("ment",),
    "en": ("s", "ing", "ed", "ly", "tion", "sion", "ment", "ity", "ness", "ance", "ence", "ship"),
}  # fmt: skip
# What a name is said to do: an opening word before one of these is taken for somebody's.
_ACTS = re.compile(
    r"(?:a|has|had|will|would|is|was|est|sera|etait|va|said|says|announce[ds]|annonce|promet|"
    r"promise[ds]|confirme|confirm(?:s|ed)|declared?|stated?|decided|veut|wants|pa(?:ys|ye|ie)|"
    r"gives|donne|supports|soutient|oppos(?:es|e)|refuse[ds]?|owns)$"
)


def unknown_names(statement: str, language: str, quotes: str) -> list[str]:
    """Return the names in `statement` that `quotes` do not contain, as written."""
    known = _known(quotes)
    return [name for name in _names(statement, language, known) if not _stands(name, known)]


def _names(statement: str, language: str, known: set[str]) -> list[str]:
    text = fold_typography(statement)
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0].rstrip(".")
        if not word[0].isupper() or fold_all(word) in MONTHS:
            continue  # months are checked with their dates
        opens = bool(_OPENING.search(text[: match.start()]))
        if opens and _is_common(word, text[match.end() :], language):
            continue
        found.append(word)
    return found


def _is_common(word: str, rest: str, language: str) -> bool:
    """Return whether a word that opens a sentence is capitalised for that reason alone."""
    folded = fold_all(word)
    if len(word) > 1 and word.isupper():
        return False
    if folded in STOP_WORDS["fr"] or folded in STOP_WORDS["en"] or len(word) == 1:
        return True
    if folded in _table()["common"]:
        return True
    following = _WORD.search(rest)
    if following and following[0][0].isupper() and following.start() <= 1:
        return False  # "Jean Dupont", "Banque Postale"
    is_acting = following is not None and _ACTS.match(fold_all(following[0].rstrip(".")))
    return not is_acting or folded.endswith(_SUFFIXES[language])


def _stands(name: str, known: set[str]) -> bool:
    folded = fold_all(name)
    table = _table()
    if folded in table["free"] or folded in known:
        return True
    if any(alias in known for alias in table["same"].get(folded, ())):
        return True
    parts = re.split(r"[-.&]", folded)
    return len(parts) > 1 and all(part in known for part in parts if part)


def _known(quotes: str) -> set[str]:
    """Return the words of the quotes, in singular and plural, and their equivalents."""
    text = fold_all(quotes)
    words = {match[0].rstrip(".") for match in _WORD.finditer(text)}
    words |= {part for word in words for part in re.split(r"[-.&]", word)}
    words |= {word.replace(".", "") for word in words}
    phrases = {p for p in _table()["phrases"] if re.search(rf"\b{re.escape(p)}\b", text)}
    aliases = {alias for phrase in phrases for alias in _table()["same"].get(phrase, ())}
    return words | phrases | {part for alias in aliases for part in alias.split()}


@cache
def _table() -> dict[str, dict[str, set[str]]]:
    read = json_beside(__file__, "name_table.json")
    same: dict[str, set[str]] = {}
    for group in read["same"]:
        for name in group:
            same.setdefault(name, set()).update(group)
    phrases = {name for group in read["same"] for name in group}
    return {
        "free": {name: set() for name in read["free"]},
        "common": {name: set() for name in read["common"]},
        "same": same,
        "phrases": {name: set() for name in phrases},
    }
