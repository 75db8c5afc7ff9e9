"""Answers a question step by step: each step takes a value and returns a new one.

The command line and the web page hold no logic of their own: both ask it through `Parlebot`.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.answers.answer import (
    Answer,
    AnswerBody,
    AnswerStatus,
    Coverage,
    Notice,
    Retrieved,
    Statement,
)
from bot.filters.finder import find_filters
from bot.languages.messages import say
from bot.notices.notices import gravest_first
from bot.pipeline.asked import Asked
from bot.pipeline.conclusion import Conclusion, conclude
from bot.pipeline.opened_home import OpenedHome
from bot.pipeline.unanswered import answered_without_search
from bot.pipeline.understanding import read_by, take_in, understood
from bot.question.check import MAX_CHARACTERS, CheckedQuestion, RejectedError
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder, QueryMemory
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.index import Index
from embeddings.search.reranker import Reranker

if TYPE_CHECKING:
    from bot.language_model.chat_model import ChatModel


class Pipeline:
    """Answers questions from the current generation of a home. Safe for several threads.

    A new generation is picked up by the next question; the one in flight ends on the old one.
    """

    def __init__(
        self,
        home: Home,
        encoder: Encoder | None = None,
        chat: "ChatModel | None" = None,
        reranker: str = "",
        max_characters: int = MAX_CHARACTERS,
    ) -> None:
        """Answer from `home`; with a `chat` model, in its words where the replies support them.

        Without an `encoder`, the one that made the index is opened, and another one when a new
        generation was made by another. `reranker` is the name or path of a CrossEncoder that
        orders the best replies, if any; `max_characters` the length of the longest question.
        """
        self.home = home
        self.max_characters = max_characters
        self.chat = chat
        self._opened = OpenedHome(home, encoder, reranker)

    def close(self) -> None:
        """Close the files of the index, if it is open."""
        self._opened.close()

    def index(self) -> Index:
        """Return the current generation, open. Raises NoGenerationError."""
        return self._opened.index()

    def encoder(self) -> Encoder:
        """Return the encoder that made the index. Raises as `parts` does."""
        return self.parts()[1]

    def parts(self) -> tuple[Index, Encoder]:
        """Return the current generation and the encoder that belongs to it.

        Raises NoGenerationError or EncoderUnavailableError.
        """
        return self._opened.parts()

    def reranker(self) -> Reranker | None:
        """Return the model that orders the best replies. Raises EncoderUnavailableError."""
        return self._opened.reranker()

    def ask(
        self,
        raw: str,
        filters: Filters = NO_FILTERS,
        history: Sequence[str] = (),
        default_language: str = "fr",
        today: date | None = None,
        without: frozenset[str] = frozenset(),
        on_statement: Callable[[Statement], None] = lambda statement: None,
        check: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Return the answer to `raw`; a question that cannot be searched is a rejected answer.

        `history` are the earlier questions of the conversation, oldest first. The search has
        the given `filters` and those in the question's words, except for the kinds in `without`
        (`FILTER_KINDS`; "all" for none of them). Filters found in the words are taken off again
        when nothing answers within them. `on_statement` gets each statement of a chat model
        as soon as it is checked. `check` is called before each costly step: what it raises ends
        the work, as when nobody waits for the answer any more.

        Raises NoGenerationError, EncoderUnavailableError or EncoderMismatchError.
        """
        start = time.perf_counter()
        try:
            typed = take_in(raw, history, default_language, self.max_characters)
        except RejectedError as error:
            return _rejected(raw, error, self.max_characters)
        text, language = typed.question.text, typed.question.language
        if said := answered_without_search(typed.question):
            kind = said.question_kind
            return Answer(raw, text, language, said.status, said.answer, question_kind=kind)
        check()
        index, loaded = self.parts()
        default_language = index.language_of(text, default_language)
        typed = take_in(raw, history, default_language, self.max_characters)
        language = typed.question.language
        chat = self.chat.with_check(check) if self.chat else None
        encoder = QueryMemory(loaded, check)
        whole = understood(typed, index, encoder, chat)
        read, about_question = read_by(encoder, whole, typed.masked)
        day = today or date.today()
        all_filters = find_filters(read.text, language, index.manifest, day, filters, without)
        searched = CheckedQuestion(all_filters.searched, language)
        asked = Asked(searched, all_filters, index, encoder, day, self.reranker())
        reached = conclude(asked, read)
        body = reached.body
        if chat and body.status == AnswerStatus.ANSWERED and not all_filters.number_only:
            from bot.language_model.writer import write

            body = write(chat, body, read, encoder, on_statement)
        elapsed = (time.perf_counter() - start) * 1000
        return _answer(raw, reached, body, about_question, elapsed)


def _rejected(raw: str, error: RejectedError, limit: int) -> Answer:
    """Return the answer to a question that cannot be searched."""
    text = say(error.reason, error.language, limit=limit)
    return Answer(raw[:limit], raw[:limit], error.language, AnswerStatus.REJECTED, text)


def _answer(
    raw: str,
    reached: Conclusion,
    body: AnswerBody,
    about_question: Sequence[Notice],
    elapsed: float,
) -> Answer:
    """Return `body` as the answer to `raw`, with how it was read and what was searched."""
    asked, found = reached.asked, reached.found
    relevance = reached.relevance
    compose = {"compose": elapsed - sum(found.timings_ms.values()), "total": elapsed}
    return Answer(
        raw,
        asked.question.text,
        asked.language,
        body.status,
        body.answer,
        body.confidence,
        body.reserved,
        body.statements,
        body.sources,
        retrieved=tuple(
            Retrieved(hit.record, hit.score, relevance.get(hit.record.uid, 0.0))
            for hit in found.hits
        ),
        notices=tuple(gravest_first((*about_question, *body.notices))),
        filters=asked.filters.applied,
        coverage=Coverage.of(asked.index.manifest),
        timings_ms=found.timings_ms | compose,
        outcome=body.outcome,
        question_kind=body.question_kind,
    )
