"""Filters found in the words of a question: whose government, which ministry, when, where, by whom.

Each one is applied, shown to the reader and can be removed. When in doubt, find nothing: a wrong
filter hides the right reply, a missing one only ranks it lower.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.filters.country import HOME, find_country
from bot.filters.cue import Cue, word_tables
from bot.filters.names import (
    find_chamber,
    find_deputy,
    find_legislature,
    find_ministry,
    find_number,
)
from bot.filters.period import find_periods
from bot.filters.question_filters import (
    AppliedFilter,
    Origin,
    QuestionFilters,
    given_filters,
    label_of,
)
from corpus.text.fold import fold_in_place
from embeddings.generation.manifest import Manifest
from embeddings.lexical.bm25 import analyse
from embeddings.search.filters import NO_FILTERS, Filters

FILTER_KINDS = ("country", "ministry", "period", "chamber", "legislature", "number", "deputy")
ALL = "all"  # in place of a kind: no filter is looked for at all
# A filter that was given settles these kinds: they are not looked for in the words.
_SETTLES = {"source": ("country", "chamber"), "chamber": ("chamber", "country")}
_CONTENT_WORDS = 1  # fewer left, and the question is searched as it was typed


def find_filters(
    question: str,
    language: str,
    manifest: Manifest,
    today: date,
    given: Filters = NO_FILTERS,
    without: frozenset[str] = frozenset(),
) -> QuestionFilters:
    """Return the `given` filters and those in the words of `question`, asked in `language`.

    `manifest` says which ministries, members and countries there are. What was given wins; the
    kinds in `without` (of `FILTER_KINDS`, or `ALL`) are not looked for.
    """
    told = given_filters(given, language)
    settled = {kind for one in told for kind in _SETTLES.get(one.kind, (one.kind,))}
    not_wanted = frozenset(FILTER_KINDS) if ALL in without else without | settled
    cues = [
        cue
        for cue in _cues(fold_in_place(question), language, manifest, today)
        if cue.kind not in not_wanted
    ]
    found = (
        AppliedFilter(
            cue.kind,
            cue.value,
            label_of(cue.kind, cue.value, language),
            Origin.FOUND,
            question[cue.start : cue.end],
            cue.start,
            cue.end,
        )
        for cue in sorted(cues, key=lambda c: c.start)
    )
    number_only = any(c.kind == "number" for c in cues) and _asks_nothing(question, cues)
    searched = question if number_only else _searched(question, language, cues)
    return QuestionFilters((*told, *found), searched, number_only)


def _cues(text: str, language: str, manifest: Manifest, today: date) -> Iterator[Cue]:
    country = HOME[language]
    chambers = list(find_chamber(text))
    yield from chambers
    for cue in find_country(text, language):
        country = cue.value
        said_by_chamber = any(c.start < cue.end and cue.start < c.end for c in chambers)
        if manifest.countries != (cue.value,) and not said_by_chamber:  # else it excludes nothing
            yield cue
    yield from find_ministry(text, manifest.ministries)
    yield from find_periods(text, country, today)
    yield from find_legislature(text)
    yield from find_number(text)
    yield from find_deputy(text, manifest.members)


def _asks_nothing(question: str, cues: list[Cue]) -> bool:
    left = re.findall(r"\w+", fold_in_place(_cut(question, cues)))
    return set(left) <= set(word_tables()["ask_nothing"])


def _searched(question: str, language: str, cues: list[Cue]) -> str:
    kept = _cut(question, [cue for cue in cues if not cue.said])
    return kept if len(analyse(kept, language)) >= _CONTENT_WORDS else question


def _cut(question: str, cues: list[Cue]) -> str:
    """Return `question` without the words of `cues`, tidied where they were removed."""
    for cue in sorted(cues, key=lambda c: -c.start):
        question = f"{question[: cue.start]} {question[cue.end :]}"
    question = re.sub(r"\s+", " ", question).strip(" ,;:")
    return re.sub(r" ([,.])", r"\1", question)
