"""Replies of one ministry to the same question at different dates, and whether they differ."""

import re
from collections.abc import Sequence
from itertools import combinations

from bot.answers.answer import Notice, Source
from bot.languages.messages import day, say
from corpus.records.record import ReplyRecord
from embeddings.lexical.bm25 import analyse
from embeddings.lexical.shared_words import named_words
from embeddings.search.index import Index
from embeddings.texts.passages import ritual_opening

_SAME_QUESTION = 0.6  # of the words of two questions, by rarity, that both have
_SAME_WORDS = 0.5  # of the words of two replies' quotes, from which on they say the same
_FIGURE = re.compile(r"\d(?:[\d.,  ]*\d)?")
_ANY_MINISTRY = re.compile(
    r"\b(?:ministers?|ministr(?:y|es?)|minist[eè]res?|departments?|offices?|secretary|state"
    r"|d[ée]l[ée]gu[ée]e?|charg[ée]e?|the|of|for|and|des?|du|la|le|les|l|d|et|aupr[eè]s|affairs)\b",
    re.IGNORECASE,
)


def same_point(one: ReplyRecord, other: ReplyRecord, index: Index) -> bool:
    """Return whether two dated replies of one ministry answer nearly the same question.

    The questions must share most of their words, the rare ones counting for more, and all of
    their names and numbers: "in Devon" and "in Kent" are two points.
    """
    if (one.country, one.language) != (other.country, other.language):
        return False
    if not (one.answered_on and other.answered_on) or one.answered_on == other.answered_on:
        return False
    asked = [_asked(record) for record in (one, other)]
    if _names(asked[0], one.language) != _names(asked[1], one.language):
        return False
    if not _topics(one) & _topics(other):
        return False
    first, second = (index.terms(text, one.language).rarity for text in asked)
    either = first | second
    shared = sum(weight for term, weight in either.items() if term in first and term in second)
    return bool(either) and shared >= _SAME_QUESTION * sum(either.values())


def difference_notices(sources: Sequence[Source], index: Index, language: str) -> list[Notice]:
    """Return a notice for each pair of `sources` that treat the same point and differ on it."""
    found = []
    for newer, older in combinations(sources, 2):
        kind = _difference(newer, older)
        if kind and same_point(newer.record, older.record, index):
            text = say(
                kind,
                language,
                newer=newer.n,
                older=older.n,
                new_day=day(newer.record.answered_on, language),
                old_day=day(older.record.answered_on, language),
            )
            found.append(Notice("replies_differ", text))
    return found


def _difference(one: Source, other: Source) -> str:
    """Return the message about what differs between the quotes of two replies; "" if nothing."""
    texts = ["\n".join(quote.text for quote in source.quotes) for source in (one, other)]
    figures, other_figures = (_figures(text) for text in texts)
    if figures and other_figures and not (figures <= other_figures or other_figures <= figures):
        return "notice_figures_differ"
    words, other_words = (set(analyse(text, one.record.language)) for text in texts)
    if len(words & other_words) < _SAME_WORDS * len(words | other_words):
        return "notice_words_differ"
    return ""


def _figures(text: str) -> set[str]:
    return {re.sub(r"[,  ]", "", found) for found in _FIGURE.findall(text)}


def _asked(record: ReplyRecord) -> str:
    return f"{record.heading}\n{record.question[ritual_opening(record.question) :]}"


def _names(text: str, language: str) -> set[str]:
    return {term for word in named_words(text) for term in analyse(word, language)}


def _topics(record: ReplyRecord) -> set[str]:
    """Return what distinguishes a ministry from others: names change, topics mostly stay."""
    return set(analyse(_ANY_MINISTRY.sub(" ", record.ministry), record.language)) or {
        record.ministry
    }
