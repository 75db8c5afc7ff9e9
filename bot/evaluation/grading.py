"""Broad questions, to which many replies help more or less: what is known of them, and the scores.

Nothing here asks anything: systems of any kind are scored alike by what they found and quoted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from bot.evaluation.coverage import COVERED, shown_share
from corpus.records.record import ReplyRecord
from embeddings.measure.metrics import ndcg_10
from embeddings.search.index import Index

RELEVANT = 2  # the grade from which a reply holds a real part of the answer
BEST_GRADE = 3  # that of a reply which answers by itself

Find = Callable[[str], ReplyRecord | None]
_NOT_SAID: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Nugget:
    """Words of a reply that a good answer holds."""

    text: str
    uids: tuple[str, ...]  # of the reply that they stand in, then of those that say the same


@dataclass(frozen=True, slots=True)
class Grading:
    """What is known of the replies to a broad question, by the uids of their records."""

    findable: bool  # some reply answers, if only in part
    grades: Mapping[str, int]  # 0 to 3; what is not named helps nobody
    ideal: tuple[str, ...]  # the replies that an ideal answer quotes
    vital: tuple[Nugget, ...]  # those that no good answer leaves out


@dataclass(frozen=True, slots=True)
class Graded:
    """A grading by `ReplyRecord.group`, of the records that an index holds."""

    findable: bool
    grades: Mapping[str, int]  # the best grade of the group's records
    ideal: frozenset[str]
    vital: tuple[tuple[str, frozenset[str]], ...]  # words, and the groups that may say them
    missing: frozenset[str]  # uids of the grading that the index does not hold


class Shown(NamedTuple):
    """A reply that a reader sees, in an answer or as the nearest."""

    relevance: float  # as the system says
    grade: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How good one answer to a broad question is; None where a question has no such score."""

    findable: bool
    answered: bool
    reserved: bool
    ndcg_10: float | None  # with the gain 2^grade - 1; None if no reply has any
    vital_shown: float | None  # share of the vital words that are quoted
    ideal_quoted: float | None  # share of the ideal answer's replies that are quoted
    quoted: tuple[int, ...]  # the grade of each reply quoted
    words: int  # of the quotes, between spaces
    shown: tuple[Shown, ...]
    missing: frozenset[str]  # uids that the index does not hold

    @property
    def shows_relevant(self) -> bool:
        """True if a reply is quoted that holds a real part of the answer."""
        return any(grade >= RELEVANT for grade in self.quoted)


class Finder:
    """Finds records by what question files call them: the uid, else the question's number."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __call__(self, name: str) -> ReplyRecord | None:
        """Return the record called `name`, or None."""
        found = self._index.find(name)
        if found is None and (uid := self._by_number.get(name)):
            found = self._index.find(uid)
        return found

    @cached_property
    def _by_number(self) -> Mapping[str, str]:
        return {record.number: record.uid for record in self._index.records() if record.number}


def by_group(grading: Grading, find: Find) -> Graded:
    """Return `grading` with the groups of the records that `find` knows instead of uids."""
    names = {*grading.grades, *grading.ideal, *(u for nugget in grading.vital for u in nugget.uids)}
    found = {name: record.group for name in sorted(names) if (record := find(name))}
    grades: dict[str, int] = {}
    for name, grade in grading.grades.items():
        if group := found.get(name):
            grades[group] = max(grade, grades.get(group, 0))
    vital = [(nugget.text, _known(nugget.uids, found)) for nugget in grading.vital]
    return Graded(
        findable=grading.findable,
        grades=grades,
        ideal=_known(grading.ideal, found),
        vital=tuple((text, groups) for text, groups in vital if groups),
        missing=frozenset(names - found.keys()),
    )


def judged_answer(
    graded: Graded,
    ranked: Sequence[str],
    quoted: Mapping[str, Sequence[str]],
    *,
    answered: bool = True,
    reserved: bool = False,
    relevance: Mapping[str, float] = _NOT_SAID,
) -> Judged:
    """Return how good an answer is that found the groups `ranked` and shows the texts `quoted`.

    Groups stand best first, texts by their group; an answer that was not given quotes nothing.
    `relevance` is what the system says of each group that it shows, answered or not.
    """
    gains = {group: 2.0**grade - 1 for group, grade in graded.grades.items() if grade}
    vital = [
        any(shown_share(text, quoted[group]) >= COVERED for group in groups & quoted.keys())
        for text, groups in graded.vital
    ]
    return Judged(
        findable=graded.findable,
        answered=answered,
        reserved=reserved,
        ndcg_10=ndcg_10(list(dict.fromkeys(ranked)), gains) if gains else None,
        vital_shown=sum(vital) / len(vital) if vital else None,
        ideal_quoted=(
            len(graded.ideal & quoted.keys()) / len(graded.ideal) if graded.ideal else None
        ),
        quoted=tuple(graded.grades.get(group, 0) for group in quoted),
        words=sum(len(text.split()) for texts in quoted.values() for text in texts),
        shown=tuple(Shown(said, graded.grades.get(group, 0)) for group, said in relevance.items()),
        missing=graded.missing,
    )


def _known(names: Sequence[str], found: Mapping[str, str]) -> frozenset[str]:
    return frozenset(found[name] for name in names if name in found)
