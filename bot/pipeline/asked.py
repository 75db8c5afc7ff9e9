"""A question being answered, with everything that is measured of it only once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from bot.filters.question_filters import QuestionFilters
from bot.question.breadth import narrowness_of
from bot.question.check import CheckedQuestion
from bot.question.kinds import QuestionKind, kind_probabilities
from bot.question.personal_data import without_names
from bot.relevance.relevance import JudgedReply, RelevanceModel, judge, relevance_model
from bot.sentence_choice.likelihood import ReadReply, SentenceModel, read_replies, sentence_model
from embeddings.encoders.encoder import Encoder
from embeddings.search.index import Hit, Index, SearchResult
from embeddings.search.reranker import RERANKED, Reranker


@dataclass(frozen=True)
class Asked:
    """A question as it is searched, its filters, the index and models used, and today's date.

    Rarity, kinds and narrowness are computed on first use and kept, since several steps need them.
    `encoder` should be a `QueryMemory`: it is asked for the vector of the same text more than once.
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

    @cached_property
    def relevance(self) -> RelevanceModel:
        """The model of relevance that belongs to the index and the question."""
        return relevance_model(self.index.encoder, self.narrowness)

    @cached_property
    def sentences(self) -> SentenceModel:
        """The model of sentences that belongs to the index and the question."""
        return sentence_model(self.index.encoder, self.narrowness)

    @cached_property
    def narrowness(self) -> float:
        """How much the question asks for one point (1) rather than for its subject (0)."""
        vector = self.encoder.encode_query(self.text)
        return narrowness_of(self.text, self.language, vector, self.encoder.identity)

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

    def judged(self, found: SearchResult) -> list[JudgedReply]:
        """Return each found reply with the probability that it answers, in their order."""
        text, rarities = self.question.text, self._rarities()
        return judge(found.hits, text, rarities, self.kinds, self.language, self.relevance)

    def read(self, hits: Sequence[Hit]) -> list[ReadReply]:
        """Return the sentences of each of `hits` with their probability to answer."""
        text, rarities = self.question.text, self._rarities()
        return read_replies(self.index, hits, text, rarities, self.sentences)

    def _rarities(self) -> dict[str, dict[str, float]]:
        """Return the rarity of the question's terms in its own language, by language."""
        return {self.language: self.rarity(self.language)}
