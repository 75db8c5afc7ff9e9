"""A question being answered, with everything that is measured of it only once."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from bot.filters.question_filters import QuestionFilters
from bot.question.check import CheckedQuestion
from bot.question.kinds import QuestionKind, kind_probabilities
from bot.question.personal_data import without_names
from bot.relevance.relevance import (
    NOTHING_FOUND,
    Judgement,
    RelevanceModel,
    judge_relevance,
    relevance_model,
    relevance_signals,
)
from bot.rewriting.topic import as_question
from embeddings.encoders.encoder import Encoder
from embeddings.search.index import Index, SearchResult
from embeddings.search.reranker import RERANKED, Reranker


@dataclass(frozen=True)
class Asked:
    """A question as it is searched, its filters, the index and models used, and today's date.

    Rarity and kinds are computed on first use and kept, since several steps need them. `encoder`
    should be a `QueryMemory`: it is asked for the vector of the same text more than once.
    """

    question: CheckedQuestion
    filters: QuestionFilters
    index: Index
    encoder: Encoder
    today: date
    reranker: Reranker | None = None
    _rarity: dict[str, dict[str, float]] = field(default_factory=dict, init=False, repr=False)

    @property
    def language(self) -> str:
        """The language of the asker."""
        return self.question.language

    @cached_property
    def text(self) -> str:
        """The words to search for, without the placeholders for masked personal data."""
        return without_names(self.question.text)

    @cached_property
    def kinds(self) -> dict[QuestionKind, float]:
        """The probability of each kind of question."""
        vector = self.encoder.encode_query(self.text)
        return kind_probabilities(self.question.text, self.language, vector, self.encoder.identity)

    @property
    def relevance(self) -> RelevanceModel:
        """The model of relevance that belongs to the index."""
        return relevance_model(self.index.encoder)

    def rarity(self, language: str) -> dict[str, float]:
        """Return how rare each term of the question is in texts in `language`."""
        if language not in self._rarity:
            self._rarity[language] = self.index.terms(self.text, language).rarity
        return self._rarity[language]

    def search(self, count: int, country: str = "") -> SearchResult:
        """Return up to `count` replies that pass the filters; with `country`, only its replies.

        Raises EncoderMismatchError.
        """
        filters = self.filters.filters
        if country:
            filters = replace(filters, country=country)
        if self.reranker is None:
            return self.index.search(self.text, self.language, self.encoder, filters, count)
        wide = max(count, RERANKED)
        found = self.index.search(self.text, self.language, self.encoder, filters, wide)
        found = self.reranker.reordered(self.text, found)
        return replace(found, hits=found.hits[:count])

    def judged(self, found: SearchResult) -> Judgement:
        """Return how likely the found replies, and the best of them, are to answer the question."""
        if not found.hits:
            return NOTHING_FOUND
        rarity = self.rarity(found.hits[0].record.language)
        measured = relevance_signals(found.hits, self.question.text, rarity, self.kinds)
        return judge_relevance(measured, self.relevance)


def searched_question(filters: QuestionFilters, language: str) -> CheckedQuestion:
    """Return the question to search for once `filters` apply; a bare topic becomes a question."""
    question = CheckedQuestion(filters.searched, language)
    return question if filters.number_only else as_question(question)
