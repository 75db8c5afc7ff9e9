"""The way of a question: checked, searched, judged, composed, verified, told with its sources.

The command line and the web page hold no logic of their own: both call `Pipeline.ask`.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.answer import (
    Answer,
    AnswerStatus,
    Coverage,
    Retrieved,
    Source,
    Statement,
)
from bot.compose import choose_quotes
from bot.coverage import probability, shipped_model, signals
from bot.followup import standalone
from bot.messages import say
from bot.notices import describe, notices_for
from bot.question import MAX_CHARACTERS, CheckedQuestion, RejectedError, check_question
from bot.verify import Quote, is_verified
from bot.wording import asked_line, told
from corpus.record import Status
from embeddings.encoder import Encoder, open_encoder
from embeddings.filters import NO_FILTERS, Filters
from embeddings.generation import current_folder
from embeddings.home import Home
from embeddings.passages import KeyKind
from embeddings.search import Hit, Index, SearchResult

RETRIEVED = 20  # records told to programs
_NEAREST = 3  # replies named when the question is not covered
_SECOND_WITHIN = 0.12  # a second reply this close to the first's score is quoted beside it
# A question without reply is what was asked when its text is nearer than that of every answered
# one by this cosine: no false alarm in 676 answerable training questions.
_WAITING_LEAD = 0.05
_WAITING_FROM = 0.6


class Pipeline:
    """Answers questions from the current generation of a home. Safe for several threads.

    A new generation is picked up by the next question; the one in flight ends on the old one.
    """

    def __init__(self, home: Home, encoder: Encoder | None = None) -> None:
        self._home = home
        self._encoder = encoder
        self._index: Index | None = None
        self._lock = threading.Lock()

    def index(self) -> Index:
        """Return the current generation, opened. Raises NoGenerationError."""
        with self._lock:
            folder = current_folder(self._home)
            if self._index is None or self._index.folder != folder:
                self._index = Index(folder)
            return self._index

    def encoder(self) -> Encoder:
        """Return the encoder that made the index. Raises EncoderUnavailableError."""
        index = self.index()
        with self._lock:
            if self._encoder is None:
                self._encoder = open_encoder(index.encoder.name)
            return self._encoder

    def coverage(self) -> Coverage:
        """Return what the current generation holds. Raises NoGenerationError."""
        return _coverage(self.index())

    def example_titles(self, count: int) -> list[str]:
        """Return titles of answered questions, spread over the corpus, to start from."""
        index = self.index()
        step = max(1, index.manifest.records // (count * 4))
        records = (index.texts[i] for i in range(0, index.manifest.records, step))
        titles = dict.fromkeys(r.heading for r in records if r.status.has_reply and r.heading)
        return list(titles)[:count]

    def ask(
        self,
        raw: str,
        filters: Filters = NO_FILTERS,
        history: Sequence[str] = (),
        default_language: str = "fr",
        today: date | None = None,
    ) -> Answer:
        """Return the answer to `raw`; a question that cannot be searched is a rejected answer.

        `history` are the earlier questions of the conversation, oldest first.

        Raises NoGenerationError, EncoderUnavailableError or EncoderMismatchError.
        """
        start = time.perf_counter()
        try:
            question = standalone(check_question(raw, default_language), history)
        except RejectedError as error:
            text = say(error.reason, error.language, limit=MAX_CHARACTERS)
            shown = raw[:MAX_CHARACTERS]
            return Answer(shown, shown, error.language, AnswerStatus.REJECTED, text)
        index, encoder = self.index(), self.encoder()
        found = index.search(question.text, question.language, encoder, filters, RETRIEVED)
        composing = time.perf_counter()
        answer = self._answer(question, found, index, encoder, filters, today or date.today())
        end = time.perf_counter()
        timings = found.timings_ms | {
            "compose": (end - composing) * 1000,
            "total": (end - start) * 1000,
        }
        return replace(
            answer,
            question=raw,
            retrieved=tuple(Retrieved(hit.record, hit.score) for hit in found.hits),
            coverage=_coverage(index),
            timings_ms=timings,
        )

    def _answer(
        self,
        question: CheckedQuestion,
        found: SearchResult,
        index: Index,
        encoder: Encoder,
        filters: Filters,
        today: date,
    ) -> Answer:
        language = question.language
        base = Answer(question.text, question.text, language, AnswerStatus.NOT_COVERED, "")
        waiting = _waiting(found)
        if not found.hits:
            return replace(
                base,
                answer=say("nothing_filtered", language, filters=describe(filters, language))
                if filters
                else say("not_covered", language, replies=index.manifest.replies),
                notices=tuple(notices_for((), language, filters, today)),
            )
        rarity = index.rarity(question.text, language)
        model = shipped_model()
        confidence = probability(signals(found.hits, question.text, language, rarity), model)
        base = replace(base, confidence=confidence)
        if waiting:
            return _not_answered_yet(base, waiting, filters, today)
        sources: list[Source] = []
        if confidence >= model.covered_from:
            sources = self._sources(question, found, index, encoder, rarity)
        if not sources:
            return _not_covered(base, found.hits, index, filters, today)
        reserved = confidence < model.plain_from
        statements = tuple(
            Statement(quote.text, (source.n,)) for source in sources for quote in source.quotes
        )
        return replace(
            base,
            status=AnswerStatus.ANSWERED,
            answer=told(sources, language, reserved=reserved),
            reserved=reserved,
            statements=statements,
            sources=tuple(sources),
            notices=tuple(notices_for(sources, language, filters, today)),
        )

    def _sources(
        self,
        question: CheckedQuestion,
        found: SearchResult,
        index: Index,
        encoder: Encoder,
        rarity: dict[str, float],
    ) -> list[Source]:
        best = found.hits[0]
        near = [hit for hit in found.hits[1:2] if best.score - hit.score <= _SECOND_WITHIN]
        sources: list[Source] = []
        for hit in (best, *near):
            shared = rarity if hit.record.language == question.language else {}
            quotes = choose_quotes(hit.record, hit.passages, found.question_vector, shared, encoder)
            verified = [quote for quote in quotes if is_verified(quote, hit.record)]
            if verified:
                sources.append(_source(len(sources) + 1, hit, index, verified))
        return _newest_first(sources)


def _source(n: int, hit: Hit, index: Index, quotes: Sequence[Quote]) -> Source:
    return Source(n, hit.record, tuple(index.of_group(hit)), tuple(quotes))


def _newest_first(sources: Sequence[Source]) -> list[Source]:
    """Return replies that fit nearly equally, the newest first and numbered anew."""
    by_day = sorted(sources, key=lambda s: s.record.answered_on or date.min, reverse=True)
    return [replace(source, n=n) for n, source in enumerate(by_day, start=1)]


def _waiting(found: SearchResult) -> Hit | None:
    """Return the question without reply that is clearly what was asked, if there is one."""
    if not found.waiting:
        return None
    first = found.waiting[0]
    nearness = first.similarity[KeyKind.QUESTION]
    rival = max((hit.similarity[KeyKind.QUESTION] for hit in found.hits[:3]), default=0.0)
    return first if nearness >= max(rival + _WAITING_LEAD, _WAITING_FROM) else None


def _not_answered_yet(answer: Answer, hit: Hit, filters: Filters, today: date) -> Answer:
    language, record = answer.language, hit.record
    closed = record.status in (Status.WITHDRAWN, Status.LAPSED)
    key = "closed_unanswered" if closed else "not_answered_yet"
    text = say(key, language, label=record.status_label or record.status.value)
    source = Source(1, record, (), ())
    notices = [
        n for n in notices_for((source,), language, filters, today) if n.kind in _FIT_QUESTION
    ]
    return replace(
        answer,
        status=AnswerStatus.NOT_ANSWERED_YET,
        answer=f"{text}\n{asked_line(record, language)} [1]",
        sources=(source,),
        notices=tuple(notices),
    )


_FIT_QUESTION = ("fictional", "filters")  # notices that make sense where nothing is quoted


def _not_covered(
    answer: Answer, hits: Sequence[Hit], index: Index, filters: Filters, today: date
) -> Answer:
    language = answer.language
    sources = tuple(
        Source(n, hit.record, tuple(index.of_group(hit)), ())
        for n, hit in enumerate(hits[:_NEAREST], start=1)
    )
    lines = [
        say("not_covered", language, replies=index.manifest.replies),
        say("nearest", language),
        *(f"[{source.n}] {asked_line(source.record, language)}" for source in sources),
    ]
    notices = [n for n in notices_for(sources, language, filters, today) if n.kind in _FIT_QUESTION]
    return replace(answer, answer="\n".join(lines), sources=sources, notices=tuple(notices))


def _coverage(index: Index) -> Coverage:
    manifest = index.manifest
    first, last = manifest.period
    return Coverage(
        manifest.replies, first or None, last or None, manifest.built_at, manifest.fictional > 0
    )
