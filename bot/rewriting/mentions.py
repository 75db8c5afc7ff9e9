"""The people and ministries that a question is about, so that a follow-up can name others.

"And for nurses?" after "How are doctors paid?" asks how nurses are paid: both are groups of people.
The groups are listed in mention_words.json, folded and in the plural, as people are asked about.
"""

import re
from functools import cache

from bot.filters.cue import any_of, word_tables
from corpus.files.beside import json_beside
from corpus.text.fold import fold_in_place

_FOR = re.compile(r"^(?:for|pour|chez|among) ")
_ARTICLES = {"fr": r"(?:les |des |aux |nos |mes )", "en": r"(?:the |our )"}
_AND_FR = r"(?: et (?:de |du |des |de la |de l'|d')[\w-]+)*"
_MINISTRY = re.compile(
    rf"\b(?i:(?:le |la )?(?:ministère|ministere|ministre) (?:de la |de l'|du |des |de |d')"
    rf"[\w-]+{_AND_FR})"
    r"|\b(?i:(?:the )?(?:department|ministry|minister|secretary of state) (?:for|of)) "
    r"[A-Z][\w-]+(?:(?:,? and |, | )[A-Z][\w-]+)*\b"
    r"|\b(?i:(?:the )?(?:home office|foreign office|treasury|cabinet office))\b"
)


def with_group(question: str, fragment: str, language: str) -> str | None:
    """Return `question` about the group of people in `fragment` ("for nurses"); None if unclear.

    It is clear when the question names one group, in the plural, and the fragment another.
    """
    people = _FOR.sub("", fold_in_place(fragment))
    new = fragment[len(fragment) - len(people) :]
    article = re.match(_ARTICLES[language], people)
    named = list(_groups(language).finditer(fold_in_place(question)))
    if len(named) != 1 or not _groups(language).match(people, article.end() if article else 0):
        return None
    old, plain = named[0], fold_in_place(question)
    if language == "fr" and (
        not re.search(_ARTICLES["fr"] + r"$", plain[: old.start()])  # which article would it be?
        or re.search(r"-(?:ils|elles)\b", plain)  # ... and which of these?
    ):
        return None
    without_article = new[article.end() :] if article else new
    return f"{question[: old.start()]}{without_article}{question[old.end() :]}"


def names_group(question: str, language: str) -> bool:
    """Return whether `question` is about a group of people already."""
    return bool(_groups(language).search(fold_in_place(question)))


def is_group(fragment: str, language: str) -> bool:
    """Return whether `fragment` is a group of people and no more: "for nurses"."""
    people = _FOR.sub("", fold_in_place(fragment))
    return bool(_groups(language).fullmatch(re.sub(rf"^{_ARTICLES[language]}", "", people)))


def with_ministry(question: str, fragment: str) -> str | None:
    """Return `question` addressed to the ministry in `fragment`; None if either names none."""
    named = list(_MINISTRY.finditer(question))
    nickname = re.sub(r"^(?:the |le |la |l')", "", fold_in_place(fragment))
    is_ministry = nickname in word_tables()["nicknames"] or _MINISTRY.fullmatch(fragment)
    if len(named) != 1 or not is_ministry:
        return None
    start, end = named[0].span()
    new = fragment[0].upper() + fragment[1:] if start == 0 else fragment
    return f"{question[:start]}{new}{question[end:]}"


@cache
def _groups(language: str) -> re.Pattern[str]:
    words = json_beside(__file__, "mention_words.json")
    return re.compile(any_of(words["people"][language]))
