"""Batches of questions and replies, each made from the seed and its number alone.

So a run that was interrupted goes on with the very batches that an undisturbed one would have had.
A batch is of one corpus, for a reply in another language is too easy to tell apart.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.texts.sentence_splitter import split_sentences
from training.manual_pages import Page
from training.neighbours import Neighbours, Words
from training.settings import Settings
from training.sources import Pair

GENERAL = "general"  # the batches of manual pages
_FAMILY = 4  # pairs that are near each other
_TOPIC_WORDS = (1, 5)  # of a question that is typed as words
_FIRST_PASSAGE = 0.75  # share of the pairs whose reply is shown by its first passage


@dataclass(frozen=True, slots=True)
class Forms:
    """The shares of members' questions that are put in another form than their own."""

    title: float = 0.3  # its title, rubrique or analyses, where it has any
    topic: float = 0.2  # a few of its rarest words that its reply has as well
    sentence: float = 0.2  # one of its sentences


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries and passages; `right` and `wrong` have the shape (queries, passages)."""

    kind: str
    queries: list[str]
    passages: list[str]
    right: npt.NDArray[np.bool_]
    wrong: npt.NDArray[np.bool_]


class Corpus:
    """The pairs of one corpus, with those near each."""

    def __init__(self, pairs: Sequence[Pair], near: Sequence[Neighbours]) -> None:
        self.pairs = pairs
        self.words = Words([pair.reply for pair in pairs])
        self._near = near  # of each kind

    def family(self, rng: random.Random, hard: bool) -> list[int]:
        """Return a pair and others near it, as indices."""
        first = rng.randrange(len(self.pairs))
        if not hard:
            return [first]
        kinds = [neighbours[first] for neighbours in self._near]
        others = {int(rng.choice(rng.choice(kinds))) for _ in range(_FAMILY - 1)} - {first}
        return [first, *sorted(others)]


class Batches:
    """All batches of a run."""

    def __init__(
        self,
        corpora: Mapping[str, Corpus],
        pages: Sequence[Page],
        shares: Mapping[str, float],
        forms: Forms,
        settings: Settings,
    ) -> None:
        """Take the `shares` of the batches that each corpus, and the manual, has."""
        self._corpora, self._shares = corpora, shares
        self._pages = {(page.name, page.language): page for page in pages}
        self._names = sorted({page.name for page in pages})
        self._forms, self._size = forms, settings.size
        self._seed, self._hard = settings.seed, settings.hard

    def batch(self, number: int) -> Batch:
        """Return batch `number`."""
        rng = random.Random(f"{self._seed} {number}")
        kinds = list(self._shares)
        (kind,) = rng.choices(kinds, [self._shares[each] for each in kinds])
        return self._general(rng) if kind == GENERAL else self._of_corpus(kind, rng)

    def _of_corpus(self, kind: str, rng: random.Random) -> Batch:
        corpus = self._corpora[kind]
        chosen: dict[int, None] = {}
        while len(chosen) < min(self._size, len(corpus.pairs)):
            chosen.update(dict.fromkeys(corpus.family(rng, self._hard)))
        rows = list(chosen)[: self._size]
        pairs = [corpus.pairs[row] for row in rows]
        queries = [self._query(pair, corpus.words, rng) for pair in pairs]
        same = corpus.words.same(rows)
        alike = np.array([[one == other for other in queries] for one in queries])
        return Batch(kind, queries, [_passage(pair, rng) for pair in pairs], alike, ~(same | alike))

    def _general(self, rng: random.Random) -> Batch:
        chosen = rng.sample(self._names, min(self._size, len(self._names)))
        right = np.eye(len(chosen), dtype=np.bool_)
        return Batch(
            GENERAL,
            [self._pages[name, rng.choice(("en", "fr"))].summary for name in chosen],
            [self._pages[name, rng.choice(("en", "fr"))].description for name in chosen],
            right,
            ~right,
        )

    def _query(self, pair: Pair, words: Words, rng: random.Random) -> str:
        chance = rng.random()
        forms = self._forms
        if pair.titles and chance < forms.title:
            return rng.choice(pair.titles)
        chance -= forms.title if pair.titles else 0
        if 0 <= chance < forms.topic:
            return _topic(pair, words, rng) or pair.question
        if forms.topic <= chance < forms.topic + forms.sentence:
            return _sentence(pair.question, rng)
        return pair.question


def _passage(pair: Pair, rng: random.Random) -> str:
    passages = pair.passages()
    return passages[0] if rng.random() < _FIRST_PASSAGE else rng.choice(passages)


def _sentence(question: str, rng: random.Random) -> str:
    spans = [span for span in split_sentences(question) if span.end - span.start >= 40]
    if not spans:
        return question
    span = rng.choice(spans)
    return question[span.start : span.end]


def _topic(pair: Pair, words: Words, rng: random.Random) -> str:
    """Return the rarest words of a question that its reply has too, in their order."""
    replied = set(pair.reply.casefold().split())
    asked = dict.fromkeys(word.strip(".,;:?!()'\"") for word in pair.question.split())
    shared = [word for word in asked if word.casefold() in replied and len(word) > 3]
    rarest = sorted(shared, key=lambda word: -words.rarity.get(word.casefold(), 0))
    kept = set(rarest[: rng.randint(*_TOPIC_WORDS)])
    return " ".join(word for word in shared if word in kept)
