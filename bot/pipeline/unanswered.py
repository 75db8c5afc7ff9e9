"""Answers without a quote: refusals, small talk, questions that have no reply yet."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import AnswerBody, AnswerStatus, Notice, Outcome, Source
from bot.answers.wording import asked_line
from bot.filters.question_filters import labels
from bot.languages.messages import quoted, say
from bot.notices.notices import (
    FIT_QUESTION,
    filter_notices,
    notices_on_sources,
    own_case_notices,
)
from bot.pipeline.asked import Asked
from bot.pipeline.refusals import refusal, small_talk, small_talk_answer
from bot.pipeline.replies import nearest
from bot.question.check import CheckedQuestion
from bot.question.kinds import QuestionKind, names_danger
from bot.relevance.relevance import JudgedReply
from corpus.records.record import Status
from embeddings.encoders.fits import fitted, fitted_by_default
from embeddings.encoders.identity import EncoderIdentity
from embeddings.search.index import Hit, SearchResult
from embeddings.texts.passages import KeyKind


def answered_without_search(question: CheckedQuestion) -> AnswerBody | None:
    """Return the answer to someone in danger or to small talk, which needs no search; or None."""
    text, language = question.text, question.language
    if names_danger(text):
        kind, said = QuestionKind.DANGER, refusal(QuestionKind.DANGER, language)
    elif topic := small_talk(text):
        kind, said = QuestionKind.OTHER, small_talk_answer(topic, language)
    else:
        return None
    return AnswerBody(AnswerStatus.OUT_OF_SCOPE, said, question_kind=kind)


def out_of_scope(asked: Asked, kind: QuestionKind, confidence: float) -> AnswerBody:
    """Return the answer to a question of a `kind` that no reply can answer."""
    return AnswerBody(
        AnswerStatus.OUT_OF_SCOPE,
        refusal(kind, asked.language),
        confidence,
        notices=_fitting((), asked),
        question_kind=kind,
    )


def with_help_lines(body: AnswerBody, language: str) -> AnswerBody:
    """Return the answer `body` behind the lines that help someone who may be in danger."""
    lines = refusal(QuestionKind.DANGER, language)
    return replace(body, answer=f"{lines}\n\n{body.answer}", question_kind=QuestionKind.DANGER)


def nearby(asked: Asked, near: Sequence[JudgedReply], confidence: float) -> AnswerBody:
    """Return the answer that no reply answers, with the nearest of `near` (at least one)."""
    language = asked.language
    sources = nearest(asked, near)
    lines = [say("related", language, replies=asked.index.manifest.replies)]
    lines.append(say("related_are", language))
    for source in sources:
        lines.append(f"[{source.n}] {asked_line(source.record, language)}")
        lines += [quoted(quote.text, source.record.language) for quote in source.quotes]
    return AnswerBody(
        AnswerStatus.NOT_COVERED,
        "\n".join(lines),
        confidence,
        sources=sources,
        notices=(
            *own_case_notices(asked.question.text, asked.language),
            *_fitting(sources, asked),
        ),
        outcome=Outcome.NEARBY,
    )


def nothing_found(asked: Asked, found: SearchResult) -> AnswerBody:
    """Return the answer that no reply is near the question, or that none passes the filters."""
    applied = asked.filters.applied
    text = (
        say("nothing_filtered", asked.language, filters=labels(applied))
        if applied and not found.hits
        else say("not_covered", asked.language, replies=asked.index.manifest.replies)
    )
    return AnswerBody(AnswerStatus.NOT_COVERED, text, notices=_fitting((), asked))


def waiting_for(found: SearchResult, encoder: EncoderIdentity) -> Hit | None:
    """Return the unanswered question that is clearly the one asked, if there is one.

    It is nearer than most questions that are merely related, and clearly nearer than every answered
    one: by cosines that are fitted for `encoder` (benchmarks/fit_waiting.py).
    """
    if not found.waiting:
        return None
    near = fitted("waiting", encoder) or fitted_by_default("waiting")
    first = found.waiting[0]
    nearness = first.similarity[KeyKind.QUESTION]
    if not found.hits:
        return first if nearness >= near["alone"] else None
    rival = max(hit.similarity[KeyKind.QUESTION] for hit in found.hits[:3])
    return first if nearness >= max(rival + near["lead"], near["from"]) else None


def not_answered_yet(asked: Asked, hit: Hit, confidence: float = 0.0) -> AnswerBody:
    """Return the answer that the question was asked in parliament and has no reply yet."""
    language, record = asked.language, hit.record
    closed = record.status in (Status.WITHDRAWN, Status.LAPSED)
    key = "closed_unanswered" if closed else "not_answered_yet"
    text = say(key, language, label=record.status_label or record.status.value)
    sources = (Source(1, record, (), ()),)
    return AnswerBody(
        AnswerStatus.NOT_ANSWERED_YET,
        f"{text}\n{asked_line(record, language)} [1]",
        confidence,
        sources=sources,
        notices=_fitting(sources, asked),
    )


def _fitting(sources: Sequence[Source], asked: Asked) -> tuple[Notice, ...]:
    """Return the notices that make sense where nothing is quoted."""
    on_sources = notices_on_sources(sources, asked.language, asked.today)
    fitting = [notice for notice in on_sources if notice.kind in FIT_QUESTION]
    return (*fitting, *filter_notices(asked.filters, asked.language))
