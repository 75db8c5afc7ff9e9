"""The way of a question: checked, searched, judged, composed, verified, told with its sources.

The command line and the web page hold no logic of their own: both call `Pipeline.ask`.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.answering.countries import CountryReplies, by_country, country_notices, told_by_country
from bot.answering.replies import Asked, replies_to_number, sources_of
from bot.answering.request import Request
from bot.answering.unanswered import (
    answered_without_search,
    not_answered_yet,
    not_covered,
    nothing_found,
    out_of_scope,
    waiting_for,
)
from bot.answers.answer import Answer, AnswerStatus, Coverage, Retrieved, Statement
from bot.filters.applied import applied_filters, given_filters, joined, scope_beside, scope_notice
from bot.filters.found import Scope
from bot.languages.messages import say
from bot.notices.differences import difference_notices
from bot.notices.notices import (
    in_order,
    masked_notices,
    notices_for,
    part_notices,
    shortened_notices,
)
from bot.question.checked import (
    MAX_CHARACTERS,
    MOST_EARLIER,
    CheckedQuestion,
    RejectedError,
    check_question,
    within_tokens,
)
from bot.question.kinds import turned_away
from bot.question.personal_data import mask, without_names
from bot.relevance.relevance import shipped_model
from bot.standalone.followup import standalone
from bot.standalone.topic import as_question
from corpus.text.language import detect_language
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder, QueryMemory
from embeddings.encoders.identity import EncoderIdentity
from embeddings.encoders.load import open_encoder
from embeddings.search.current import CurrentIndex
from embeddings.search.filters import NO_FILTERS, Filters
from embeddings.search.index import Index, SearchResult
from embeddings.search.reranker import Reranker

if TYPE_CHECKING:
    from bot.model.chat_model import ChatModel

RETRIEVED = 20  # records told to programs


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
        """Answer from `home`; with a `chat` model, in its words as far as they are supported.

        Without an `encoder`, the one that made the index is opened, and another one when a new
        generation was made by another. `reranker` is the name or path of a CrossEncoder that
        orders the best replies, if any; `max_characters` the length of the longest question.
        """
        self.max_characters = max_characters
        self.chat = chat
        self._encoder = encoder
        self._opened_for: EncoderIdentity | None = None  # None: the encoder was given, and stays
        self._reranker_name = reranker
        self._reranker: Reranker | None = None
        self._current = CurrentIndex(home)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the files of the index, if it is open."""
        self._current.close()

    def index(self) -> Index:
        """Return the current generation, opened. Raises NoGenerationError."""
        return self._current.get()

    def encoder(self) -> Encoder:
        """Return the encoder that made the index. Raises as `parts` does."""
        return self.parts()[1]

    def parts(self) -> tuple[Index, Encoder]:
        """Return the current generation and the encoder that belongs to it.

        Raises NoGenerationError or EncoderUnavailableError.
        """
        index = self._current.get()
        made_by = index.encoder
        with self._lock:
            is_other = self._opened_for is not None and self._opened_for != made_by
            if self._encoder is None or is_other:
                self._encoder = open_encoder(made_by.name)
                self._opened_for = made_by
            return index, self._encoder

    def reranker(self) -> Reranker | None:
        """Return the model that orders the best replies. Raises EncoderUnavailableError."""
        with self._lock:
            if self._reranker is None and self._reranker_name:
                self._reranker = Reranker(self._reranker_name)
            return self._reranker

    def coverage(self) -> Coverage:
        """Return what the current generation holds. Raises NoGenerationError."""
        return Coverage.of(self.index().manifest)

    def example_titles(self, count: int) -> list[str]:
        """Return titles of answered questions, spread over the corpus, to start from."""
        index = self.index()
        step = max(1, index.manifest.records // (count * 4))
        records = index.records(step=step)
        titles = dict.fromkeys(r.heading for r in records if r.status.has_reply and r.heading)
        return list(titles)[:count]

    def answer(
        self,
        request: Request,
        default_language: str = "fr",
        check: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Return the answer to a request that was parsed; see `ask`."""
        return self.ask(
            request.question,
            request.filters,
            request.history,
            request.language or default_language,
            without=request.without,
            check=check,
        )

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

        `history` are the earlier questions of the conversation, oldest first. The search is
        limited to `filters` and to what the question's words say, except for the kinds of filter
        in `without` (`KINDS`; "all" for none of them). Limits found in the words are taken off
        again when nothing answers within them. `on_statement` gets each statement of a chat model
        as soon as it is checked. `check` is called before each costly step: what it raises ends
        the work, as when nobody waits for the answer any more.

        Raises NoGenerationError, EncoderUnavailableError or EncoderMismatchError.
        """
        start = time.perf_counter()
        spoken = detect_language(history[-1], default_language) if history else default_language
        try:
            checked = check_question(raw, spoken, self.max_characters)
            # From here on nobody sees personal data: no search, log, file or language model.
            masked = mask(checked.text, checked.language)
            check_question(without_names(masked.text), checked.language, self.max_characters)
        except RejectedError as error:
            text = say(error.reason, error.language, limit=self.max_characters)
            shown = raw[: self.max_characters]
            return Answer(shown, shown, error.language, AnswerStatus.REJECTED, text)
        language = checked.language
        asked_now = CheckedQuestion(masked.text, language)
        plain = answered_without_search(asked_now)
        if plain:
            return replace(plain, question=raw)
        check()
        chat = self.chat.with_check(check) if self.chat else None
        whole = self._standalone(asked_now, history, chat)
        index, loaded = self.parts()
        encoder = QueryMemory(loaded, check)
        question = within_tokens(whole, encoder)
        day = today or date.today()
        scope = scope_beside(question.text, language, filters, index.manifest, day, without)
        searched = CheckedQuestion(scope.searched, language)
        if not scope.number_only:
            searched = as_question(searched)
        limits = joined(filters, scope.filters)
        asked = Asked(searched, index, encoder, limits, filters, day, self.reranker())
        answer = _answered_in_scope(asked, scope, question)
        if chat and answer.status == AnswerStatus.ANSWERED and not scope.number_only:
            from bot.model.generate import write

            answer = write(chat, answer, question.text, encoder, on_statement)
        about_question = [*masked_notices(masked, language), *shortened_notices(whole, question)]
        notices = in_order((*about_question, *answer.notices))
        total = (time.perf_counter() - start) * 1000
        timings = answer.timings_ms | {"compose": total - sum(answer.timings_ms.values())}
        return replace(
            answer,
            question=raw,
            notices=tuple(notices),
            coverage=Coverage.of(index.manifest),
            timings_ms=timings | {"total": total},
        )

    def _standalone(
        self, asked_now: CheckedQuestion, history: Sequence[str], chat: "ChatModel | None"
    ) -> CheckedQuestion:
        """Return the question as it can be understood without `history`, by the model if any."""
        longest, language = self.max_characters, asked_now.language
        earlier = [mask(text[:longest], language).text for text in history[-MOST_EARLIER:]]
        question = standalone(asked_now, earlier)
        if chat is None or question == asked_now:
            return question
        from bot.model.rewrite import rewritten

        return rewritten(chat, asked_now, earlier, question)


def _answered_in_scope(asked: Asked, scope: Scope, question: CheckedQuestion) -> Answer:
    """Return the answer within the limits that the words of `question` name, and tell them.

    When nothing answers there, without them.
    """
    answer, language = _answered(asked, scope), question.language
    # Without its number, a question that is nothing but a number asks nothing.
    is_dropped = scope.found and not scope.number_only
    if is_dropped and answer.status == AnswerStatus.NOT_COVERED:
        answer = _answered(replace(asked, question=as_question(question), filters=asked.given))
        notice = scope_notice("filters_dropped", scope, language)
        return replace(answer, notices=(notice, *answer.notices))
    if scope.found:
        notice = scope_notice("filters_found", scope, language)
        return replace(answer, notices=(*answer.notices, notice))
    return answer


def _answered(asked: Asked, scope: Scope | None = None) -> Answer:
    """Return the answer within the limits of `asked`.

    `scope` is what the question's words name of them; None when these limits were taken off.
    """
    question, filters = asked.question, asked.filters
    found = asked.search(filters, RETRIEVED)
    if scope is None:
        answer = _judged(asked, found, settles=False)
        applied = given_filters(asked.given, question.language)
    else:
        answer = (_told_by_number if scope.number_only else _judged)(asked, found)
        applied = applied_filters(asked.given, scope, question.language)
    return replace(
        answer,
        retrieved=tuple(Retrieved(hit.record, hit.score) for hit in found.hits),
        filters=applied,
        timings_ms=dict(found.timings_ms),
    )


def _judged(asked: Asked, found: SearchResult, *, settles: bool = True) -> Answer:
    """Return the answer that the found replies give; with reserve if they cannot settle it."""
    model = shipped_model()
    covers, confidence = asked.judged(found)
    base = replace(_base(asked), confidence=confidence)
    is_related = covers >= model.related_from
    away = turned_away(asked.kinds(found), covers)
    if away:
        return out_of_scope(base, away, found.hits if is_related else [], asked)
    waiting = waiting_for(found)
    if waiting:
        return not_answered_yet(base, waiting, asked)
    if not found.hits:
        return nothing_found(base, asked)
    sources = sources_of(asked, found) if covers >= model.covered_from else []
    if not sources:
        return not_covered(base, found.hits, asked, related=is_related)
    reserved = confidence < model.plain_from or not settles
    groups = by_country(asked, found, sources, reserved=reserved)
    return replace(_quoting(base, groups, asked), reserved=reserved)


def _told_by_number(asked: Asked, found: SearchResult) -> Answer:
    """Return the reply to the question whose number was given, and nothing was asked."""
    base = _base(asked)
    if not found.hits and found.waiting:
        return not_answered_yet(base, found.waiting[0], asked)
    sources = replies_to_number(asked, found)
    if not sources:
        return nothing_found(base, asked)
    by_itself = [CountryReplies(sources[0].record.country, sources, reserved=False)]
    return _quoting(replace(base, confidence=1.0), by_itself, asked)


def _base(asked: Asked) -> Answer:
    text, language = asked.question.text, asked.question.language
    return Answer(text, text, language, AnswerStatus.NOT_COVERED, "")


def _quoting(answer: Answer, groups: Sequence[CountryReplies], asked: Asked) -> Answer:
    language = answer.language
    sources = [source for group in groups for source in group.sources]
    notices = notices_for(sources, language, asked.given, asked.today)
    notices += difference_notices(sources, asked.index, language)
    return replace(
        answer,
        status=AnswerStatus.ANSWERED,
        answer=told_by_country(groups, language),
        statements=tuple(
            Statement(quote.text, (source.n,), (quote,))
            for source in sources
            for quote in source.quotes
        ),
        sources=tuple(sources),
        notices=(
            *part_notices(asked.question.text, language, sources),
            *notices,
            *country_notices(groups, language),
        ),
    )
