"""Whether a statement contradicts its quotes or goes beyond them.

Negation, direction ("hausse", "fall"), opposites ("interdit", "allowed") and reserve ("pourrait",
"could") are compared clause by clause; the encoder says which clause of the quotes a clause of the
statement is about. The words for both languages are in bot/entailment/sense_words.json.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from bot.entailment.figures import CALENDAR, read_facts
from corpus.files.beside import json_beside
from corpus.text.fold import fold_all

Passage = tuple[str, str]  # text, language
Closest = Callable[[str, Sequence[str]], list[int]]  # places of the clauses, the nearest first

_NEGATION = re.compile(
    r"\b(?:ne|n'|pas|jamais|aucun|aucune|ni|nul|nulle|not|cannot|no|never|none|neither|nor|nobody|"
    r"nothing)\b|n't\b|\bn'"
)
_MILD = re.compile(r"\b(?:sans|without|non)\b")
_NO_NEGATION = re.compile(
    r"\bno (?:later|more|less|fewer) than\b|\bnot (?:only|more|less) than\b|\bnot only\b"
    r"|\bnon seulement\b|\bpas (?:plus|moins) d|\bno\. \d|\bpas de calais\b|\bvis-a-vis\b"
)
# "ne ... que" limits, it does not deny; with "pas" in it, it does.
_ONLY = re.compile(
    r"\b(?:ne |n')(?![^,;:.]{0,40}\b(?:pas|jamais|aucun|aucune|ni)\b)"
    r"[^,;:.]{1,60}?\bqu(?:e\b|')"
)
_CANNOT = re.compile(r"\b(?:ne|n') ?(?:peu|pourr)\w*|\b(?:cannot|can not|may not)\b")
_CLAUSES = re.compile(
    r"[;:()]|\. |\n| - |\b(?:mais|toutefois|alors que|tandis que|but|while|whereas|however)\b"
)
_FORBIDDING = (0, 3)  # of the groups of "negative_meaning": to forbid, to end
_CHANGE = re.compile(
    r"\b(?:contre|apres|against|compared (?:with|to)|versus|up from|down from|instead of|"
    r"au lieu de)\b"
)
_FROM_TO = re.compile(r"\b(?:de|d'|from|entre|between) ?([^;:]{1,45}?) (?:a|to) ([^;:]{1,40})")


def contradiction(statement: Passage, quotes: Sequence[Passage], closest: Closest) -> str:
    """Return "" if nothing in `statement` contradicts `quotes`, else what does.

    Reasons: "negation", "direction", "opposite", "certainty".
    """
    said = fold_all(statement[0])
    quoted = " ; ".join(fold_all(text) for text, _ in quotes)
    if _turns(statement, quotes, said, quoted):
        return "direction"
    if _is_opposite(said, quoted):
        return "opposite"
    if _denies_by_itself(said, quoted):
        return "negation"
    return _clause_reason(said, quoted, closest)


def _clause_reason(said: str, quoted: str, closest: Closest) -> str:
    there = _clauses(quoted)
    # Without a negation or a reserve anywhere in the quotes there is nothing to be near to.
    is_plain = not any(map(_denies, there)) and not _has("strong_hedges", quoted)
    for clause in _clauses(said):
        if is_plain and not _denies(clause):
            continue
        order = closest(clause, there)
        nearest = there[order[0]]
        if _denies(clause):
            backs = (
                _denies(there[i]) or _negative(there[i]) - _negative(clause) for i in order[:2]
            )
            if not any(backs):
                return "negation"
        elif _denies(nearest) and not _negative(said) - _negative(nearest):
            if not _MILD.search(said) or _MILD.search(nearest):
                return "negation"
        elif _has("strong_hedges", nearest) and not _has("hedges", said) and not _denies(nearest):
            return "certainty"
    return ""


def _denies_by_itself(said: str, quoted: str) -> bool:
    """Tell whether a statement forbids, limits or sweeps where nothing in the quotes does."""
    if _has("only", said) and not _has("only", quoted) and not _ONLY.search(quoted):
        return True
    denied = _denies(quoted) or _denies(said)
    if _has("sweeping", said) and not _has("general", quoted) and not denied:
        return True
    forbids = any(_words()["negative_meaning"][place].search(said) for place in _FORBIDDING)
    without = _MILD.search(said) and not _MILD.search(quoted)
    return bool(forbids or without) and not denied and not _has("denying", quoted)


def _negative(text: str) -> set[int]:
    """Return which groups of words that deny by their meaning ("interdit", "ban") it contains."""
    groups = _words()["negative_meaning"]
    return {number for number, group in enumerate(groups) if group.search(text)}


def _denies(clause: str) -> bool:
    return bool(_NEGATION.search(_ONLY.sub(" ", _NO_NEGATION.sub(" ", clause))))


def _turns(statement: Passage, quotes: Sequence[Passage], said: str, quoted: str) -> bool:
    """Return whether the statement says up where the quotes say down, or the other way round."""
    mine = changes(*statement)
    theirs = [change for text, language in quotes for change in changes(text, language)]
    for before, after in mine:
        if (after, before) in theirs and (before, after) not in theirs:
            return True
    derived = {"up" if after > before else "down" for before, after in theirs if after != before}
    for way in ("up", "down"):
        if _has(way, said) and not _has(way, quoted) and way not in derived:
            return True
    return False


def changes(text: str, language: str) -> list[tuple[float, float]]:
    """Return the changes in `text` as (earlier, later): "57 % contre 49 %" is (49, 57)."""
    folded = fold_all(text)
    found = []
    for match in _CHANGE.finditer(folded):
        start = max(folded.rfind(mark, 0, match.start()) for mark in ";:.")
        later = _numbers(folded[start + 1 : match.start()], language)
        earlier = _numbers(folded[match.end() : match.end() + 50], language)
        if later and earlier:
            found.append((earlier[0], later[-1]))
    for match in _FROM_TO.finditer(folded):
        first, last = _numbers(match[1], language), _numbers(match[2], language)
        if first and last:
            found.append((first[-1], last[0]))
    return found


def _numbers(text: str, language: str) -> list[float]:
    figures = read_facts(text, language).figures
    return [min(f.values) for f in figures if f.unit != CALENDAR]


def _is_opposite(said: str, quoted: str) -> bool:
    if any(map(_denies, (said, quoted))):
        return False  # "is no longer forbidden" is "is allowed"
    said, quoted = (_CANNOT.sub(" ", text) for text in (said, quoted))
    for one, other in _words()["opposites"]:
        for mine, theirs in ((one, other), (other, one)):
            here = mine.search(said) and not theirs.search(said)
            if here and theirs.search(quoted) and not mine.search(quoted):
                return True
    return False


def _has(kind: str, text: str) -> bool:
    return _words()[kind].search(text) is not None


def _clauses(text: str) -> list[str]:
    """Return the clauses of a text; pieces of one or two words stay with the one before."""
    clauses: list[str] = []
    for piece in _CLAUSES.split(text):
        if len(piece.split()) > 2 or not clauses:
            clauses.append(piece.strip())
        else:
            clauses[-1] = f"{clauses[-1]}, {piece.strip()}"
    return [clause for clause in clauses if clause] or [text]


@cache
def _words() -> dict[str, Any]:
    tables = json_beside(__file__, "sense_words.json")
    opposites = [(_any_of(one), _any_of(other)) for one, other in tables.pop("opposites")]
    negative = [_any_of(group) for group in tables.pop("negative_meaning")]
    words: dict[str, Any] = {kind: _any_of(said) for kind, said in tables.items()}
    return words | {"opposites": opposites, "negative_meaning": negative}


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for any of `words`: with any ending from five letters on or with "*"."""
    return re.compile(
        "|".join(
            rf"\b{re.escape(word.rstrip('*'))}"
            + (r"\w*" if len(word) > 4 or word.endswith("*") else r"\b")
            for word in words
        )
    )
