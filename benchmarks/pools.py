"""Pools: questions with the replies found for them, judged by readers; what answers are fitted on.

Of a reply is known its grade (0 to 3, ../shared/eval/README.md) or nothing; of its sentences, how
good a choice each is to show (0 to 1) or nothing. The sources, each of its own form:

- benchmarks/labels: our own, made as docs/labels.md tells; uids, or numbers where records were
  indexed from a table (benchmarks/labelled_corpora.py); those called "narrow" ask for one point,
  all others, those called "first-person" among them, for what the replies say on a matter;
- broad/train-scotland.jsonl: graded replies and the spans that a good answer holds;
- train-uk.jsonl, train-fr.jsonl: narrow questions, one right reply and its answering words;
- train-unanswerable.jsonl: narrow questions that no reply answers.

A question that is there in English and in French is asked in both.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

import numpy as np

from bot.evaluation.coverage import compared_words
from bot.evaluation.grading import Finder
from bot.question.kinds import QuestionKind, kind_probabilities
from bot.sentence_choice.likelihood import reply_of
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.search.filters import Filters
from embeddings.search.index import Hit, Index

LABELS = Path(__file__).with_name("labels")
FOUND = 20  # replies that a question is searched for: what the product looks at
JUDGED = 7  # ... the first of which readers saw
# Of a question written from one record, the other replies found may hold a part of its answer.
PERHAPS = 0.1
OKAY = 0.8  # how good a choice is that readers thought as good as what they showed
_HOLDS = 0.3  # of a span's words, from which on a sentence is a part of it
LANGUAGES = ("en", "fr")


class Breadth(StrEnum):
    """How a question was meant; the product weighs how narrow it is (bot.question.breadth)."""

    BROAD = "broad"
    NARROW = "narrow"


@dataclass
class Pool:
    """A question and the replies found for it."""

    set: str
    text: str
    language: str
    index: Index
    hits: list[Hit]
    kinds: dict[QuestionKind, float]
    answerable: bool
    vector: Vectors  # of the question
    breadth: Breadth
    grades: dict[int, float] = field(default_factory=dict)  # by group: 0, 1, 2 or 3
    unknown: float | None = None  # what a reply without grade counts as; None: it does not count
    shown: dict[int, dict[int, float]] = field(default_factory=dict)  # by group: start -> choice
    read_to: dict[int, int] = field(default_factory=dict)  # by group: characters that were read

    @property
    def rarities(self) -> dict[str, dict[str, float]]:
        """The rarity of the question's terms, in its own language only."""
        return {self.language: self.index.terms(self.text, self.language).rarity}


class Corpus:
    """An index, with its records by uid and by number."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self.index, self.encoder = index, encoder
        self._find = Finder(index)

    def group(self, name: str) -> int | None:
        """Return the group of the record called `name`, by uid or number, or None."""
        record = self._find(name)
        ordinal = self.index.texts.ordinal_of(record.uid) if record else None
        return None if ordinal is None else int(self.index.parts.catalogue.group[ordinal])

    def sampled_of(self, source: str) -> int:
        """Return how many records of `source` are among every twentieth."""
        return sum(record.source == source for record in self.index.records(step=20))

    def pool(
        self,
        name: str,
        text: str,
        language: str,
        source: str,
        breadth: Breadth,
        *,
        answerable: bool,
    ) -> Pool:
        """Return the pool of a question whose replies are not judged yet."""
        found = self.index.search(text, language, self.encoder, Filters(source=source), FOUND)
        vector = self.encoder.encode_query(text)
        kinds = kind_probabilities(text, language, vector, self.encoder.identity)
        return Pool(
            name, text, language, self.index, found.hits, kinds, answerable, vector, breadth
        )


def training_pools(corpora: Sequence[Corpus], folder: Path) -> Iterator[Pool]:
    """Yield all pools for training whose records are in `corpora`; `folder` is ../shared/eval."""
    for corpus in corpora:
        for path in sorted(LABELS.glob("*.jsonl")):
            yield from _labelled(corpus, path)
        yield from graded(corpus, folder / "broad" / "train-scotland.jsonl", "")
        for name, source in (("train-uk", "UK"), ("train-fr", "AN")):
            yield from written_from_one(corpus, folder / f"{name}.jsonl", source)
            yield from unanswerable(corpus, folder / "train-unanswerable.jsonl", source)


def graded(corpus: Corpus, path: Path, source: str) -> Iterator[Pool]:
    """Yield the questions of a file of graded replies; one that has no grade counts as 0."""
    for item in lines(path):
        grades = _by_group(corpus, item["grades"])
        if item["grades"] and not grades:
            continue
        pool = corpus.pool(
            path.stem,
            item["question"],
            item["lang"],
            source,
            Breadth.BROAD,
            answerable=item["best"] != "none",
        )
        pool.grades, pool.unknown = grades, 0.0
        for hit in pool.hits:
            mine = [
                nugget
                for nugget in item["nuggets"]
                if hit.group in map(corpus.group, (nugget["uid"], *nugget["same"]))
            ]
            if grades.get(hit.group, 0) >= 2 and mine:
                spans = [(n["text"], 1.0 if n["vital"] else OKAY) for n in mine]
                pool.shown[hit.group] = _holding(hit, spans)
        yield pool


def lines(path: Path) -> Iterator[dict]:
    """Yield the JSON objects of the lines of the file at `path`."""
    return map(json.loads, path.read_text("utf-8").splitlines())


def _labelled(corpus: Corpus, path: Path) -> Iterator[Pool]:
    breadth = Breadth.NARROW if path.stem.endswith("narrow") else Breadth.BROAD
    for item in lines(path):
        grades = _by_group(corpus, item["grades"])
        if not grades:
            continue
        source = "AN" if item["corpus"] == "france" else ""
        for language in LANGUAGES:
            if language not in item:
                continue
            pool = corpus.pool(
                path.stem,
                item[language],
                language,
                source,
                breadth,
                answerable=item["best"] != "none",
            )
            pool.grades = grades
            for name, grade in item["grades"].items():
                if grade >= 2 and (group := corpus.group(name)) is not None:
                    pool.shown[group], pool.read_to[group] = {}, item["read"][name]
            for parts, worth in ((item["also"], OKAY), (item["show"], 1.0)):
                for part in parts:
                    group = corpus.group(part["reply"])
                    if group in pool.shown:
                        pool.shown[group][part["start"]] = worth
            yield pool


def written_from_one(corpus: Corpus, path: Path, source: str) -> Iterator[Pool]:
    """Yield the narrow questions of a file that were written from one record each."""
    for item in lines(path):
        gold = _by_group(corpus, dict.fromkeys(item["gold"], 3))
        for language in LANGUAGES:
            if not gold:
                continue
            pool = corpus.pool(
                path.stem, item[language], language, source, Breadth.NARROW, answerable=True
            )
            pool.grades, pool.unknown = gold, PERHAPS
            for hit in pool.hits:
                if hit.group in gold and (held := _holding(hit, [(item["key"], 1.0)])):
                    pool.shown[hit.group] = held
            yield pool


def unanswerable(corpus: Corpus, path: Path, source: str) -> Iterator[Pool]:
    """Yield the narrow questions of a file that no reply of `source` answers."""
    if not corpus.sampled_of(source):
        return
    for item in lines(path):
        if {"uk": "UK", "fr": "AN"}[item["corpus"]] != source:
            continue
        for language in LANGUAGES:
            pool = corpus.pool(
                item["kind"], item[language], language, source, Breadth.NARROW, answerable=False
            )
            pool.unknown = 0.0
            yield pool


def _by_group(corpus: Corpus, worth: dict[str, float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for name, grade in worth.items():
        if (group := corpus.group(name)) is not None:
            found[group] = max(grade, found.get(group, 0))
    return found


def _holding(hit: Hit, spans: Sequence[tuple[str, float]]) -> dict[int, float]:
    """Return how good a choice each sentence is, by its start: it holds words of the `spans`."""
    reply, _ = reply_of(hit)
    shown, owner = [], []
    for number in range(len(reply.sentences)):
        words = compared_words(reply.words(number))
        shown += words
        owner += [number] * len(words)
    found: dict[int, float] = {}
    for text, worth in spans:
        words = compared_words(text)
        matches = SequenceMatcher(None, words, shown, autojunk=False).get_matching_blocks()
        held = np.bincount(
            [owner[m.b + i] for m in matches for i in range(m.size)], minlength=len(reply.sentences)
        )
        for number in np.flatnonzero(held >= max(2, _HOLDS * held.sum())):
            start = reply.sentences[number].start
            found[start] = max(worth, found.get(start, 0.0))
    return found
