"""Answers a question step by step: each step takes a value and returns a new one.

The command line and the web page hold no logic of their own: both ask it through `Parlebot`.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from bot.answers.answer import (
    Answer,
    AnswerBody,
    AnswerStatus,
    Coverage,
    Notice,
    ReadingAid,
    Retrieved,
    Source,
)
from bot.filters.finder import find_filters
from bot.languages.messages import say
from bot.notices.notices import gravest_first
from bot.pipeline.aids import aids_wanted, written_aids
from bot.pipeline.asked import Asked
from bot.pipeline.choice import chosen, may_be_helped
from bot.pipeline.conclusion import Conclusion, conclude, replies_that_answer
from bot.pipeline.opened_home import OpenedHome
from bot.pipeline.unanswered import answered_without_search
from bot.pipeline.understanding import TypedQuestion, helped, read_by, take_in, understood
from bot.pipeline.wider import widened
from bot.question.bad_input import BadInputError
from bot.question.check import MAX_CHARACTERS, CheckedQuestion, RejectedError
from bot.question.personal_data import Masked
from bot.requests.request import Request
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder, QueryMemory
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.index import Index
from embeddings.search.reranker import Reranker

if TYPE_CHECKING:
    from bot.language_model.chat_model import ChatModel


class Stage(StrEnum):
    """How far an answer is made."""

    CHOOSING = "choosing"  # a chat model is at work; what is yielded is the answer without it
    AIDING = "aiding"  # the answer stands; reading aids are being written
    DONE = "done"


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
        """Answer from `home`; a `chat` model, if any, helps to search and chooses the sentences.

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
        check: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Return the answer to `raw`; see `steps`, of which it is the last."""
        request = Request(raw, tuple(history), filters, without)
        *_, (_, answer) = self.steps(request, default_language, today, check)
        return answer

    def steps(
        self,
        request: Request,
        default_language: str = "fr",
        today: date | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[Stage, Answer]]:
        """Yield the answer to `request` as far as it is made, the last time at `Stage.DONE`.

        A question that cannot be searched is a rejected answer. The search has the given filters
        and those in the question's words, except for the kinds in `request.without`
        (`FILTER_KINDS`; "all" for none of them). Filters found in the words are taken off again
        when nothing answers within them. `check` is called before each costly step: what it raises
        ends the work, as when nobody waits for the answer any more.

        Raises NoGenerationError, EncoderUnavailableError or EncoderMismatchError.
        """
        start = time.perf_counter()
        raw, limit = request.question, self.max_characters
        default_language = request.language or default_language
        try:
            typed = take_in(raw, request.history, default_language, limit)
        except RejectedError as error:
            yield Stage.DONE, _rejected(raw, error, limit)
            return
        if said := answered_without_search(typed.question):
            yield Stage.DONE, _unsearched(raw, typed.question, said)
            return
        begun = self._begun(request, typed, default_language, today, check)
        typed, index, encoder, reach = begun.typed, begun.index, begun.encoder, begun.reach
        language = typed.question.language
        chat = self.chat.for_question(check) if self.chat else None

        def answer(wordings: Sequence[CheckedQuestion], aids: Sequence[ReadingAid]) -> Answer:
            elapsed = (time.perf_counter() - start) * 1000
            return _answer(raw, reached, wordings, aids, about_question, elapsed)

        by_rules = understood(typed, index, encoder)
        reached, about_question = reach(by_rules)
        if chat is None or not may_be_helped(reached):
            yield Stage.DONE, answer((), ())
            return
        yield Stage.CHOOSING, answer((), ())
        whole, wordings = helped(chat, typed, by_rules, request.wordings, index, encoder)
        if whole != by_rules:
            reached, about_question = reach(whole)
        reached = chosen(widened(reached, wordings), chat, typed.earlier)
        aids: list[ReadingAid] = []
        if request.aids:
            for kind, quotes in aids_wanted(chat.settings, reached.body, language):
                yield Stage.AIDING, answer(wordings, aids)
                aids += written_aids(chat, kind, quotes, language)
        yield Stage.DONE, answer(wordings, aids)

    def followed(
        self,
        request: Request,
        default_language: str = "fr",
        today: date | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> list[Source]:
        """Return the replies that answer `request`, each with its verified quotes.

        No chat model is asked. [] for a question that needs no search, or that nothing answers.
        Raises as `steps` does, and BadInputError for a question that cannot be searched.
        """
        limit, default_language = self.max_characters, request.language or default_language
        try:
            typed = take_in(request.question, request.history, default_language, limit)
        except RejectedError as error:
            why = say(error.reason, error.language, limit=limit)
            raise BadInputError("{why}", why=why) from error
        if answered_without_search(typed.question):
            return []
        begun = self._begun(request, typed, default_language, today, check)
        whole = understood(begun.typed, begun.index, begun.encoder)
        return replies_that_answer(begun.reach(whole)[0])

    def _begun(
        self,
        request: Request,
        typed: TypedQuestion,
        default_language: str,
        today: date | None,
        check: Callable[[], None],
    ) -> "_Begun":
        check()
        index, loaded = self.parts()
        default_language = index.language_of(typed.question.text, default_language)
        typed = take_in(request.question, request.history, default_language, self.max_characters)
        encoder, day = QueryMemory(loaded, check), today or date.today()
        reach = partial(_reached, typed.masked, request, index, encoder, self.reranker(), day)
        return _Begun(typed, index, encoder, reach)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A question in the language that the index tells, and what it is searched with."""

    typed: TypedQuestion
    index: Index
    encoder: QueryMemory
    reach: Callable[[CheckedQuestion], tuple[Conclusion, list[Notice]]]


def _reached(
    masked: Masked,
    request: Request,
    index: Index,
    encoder: Encoder,
    reranker: Reranker | None,
    today: date,
    whole: CheckedQuestion,
) -> tuple[Conclusion, list[Notice]]:
    """Return the conclusion on `whole`, the question of `request` as it stands alone.

    It is searched with the filters given and found in its words. The notices are about what was
    `masked` and cut off.
    """
    read, about_question = read_by(encoder, whole, masked)
    given, without = request.filters, request.without
    filters = find_filters(read.text, read.language, index.manifest, today, given, without)
    searched = CheckedQuestion(filters.searched, read.language)
    asked = Asked(searched, filters, index, encoder, today, reranker)
    return conclude(asked, read), about_question


def _unsearched(raw: str, question: CheckedQuestion, said: AnswerBody) -> Answer:
    """Return the answer to a question that needs no search."""
    kind, language = said.question_kind, question.language
    return Answer(raw, question.text, language, said.status, said.answer, question_kind=kind)


def _rejected(raw: str, error: RejectedError, limit: int) -> Answer:
    """Return the answer to a question that cannot be searched."""
    text = say(error.reason, error.language, limit=limit)
    return Answer(raw[:limit], raw[:limit], error.language, AnswerStatus.REJECTED, text)


def _answer(
    raw: str,
    reached: Conclusion,
    wordings: Sequence[CheckedQuestion],
    aids: Sequence[ReadingAid],
    about_question: Sequence[Notice],
    elapsed: float,
) -> Answer:
    """Return what was `reached` as the answer to `raw`, with how it was read and searched."""
    asked, found, body = reached.asked, reached.found, reached.body
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
        wordings=tuple(wording.text for wording in wordings),
        aids=tuple(aids),
        coverage=Coverage.of(asked.index.manifest),
        timings_ms=found.timings_ms | compose,
        outcome=body.outcome,
        question_kind=body.question_kind,
    )
