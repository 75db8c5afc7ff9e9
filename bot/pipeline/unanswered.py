"""Answers without a quote: refusals, small talk, questions that have no reply yet."""

from collections.abc import Sequence

from bot.answers.answer import AnswerBody, AnswerStatus, Notice, Source
from bot.answers.wording import asked_line
from bot.filters.question_filters import labels
from bot.languages.messages import say
from bot.notices.notices import FIT_QUESTION, filter_notices, notices_on_sources
from bot.pipeline.asked import Asked
from bot.pipeline.refusals import refusal, small_talk, small_talk_answer
from bot.pipeline.replies import source_of
from bot.question.check import CheckedQuestion
from bot.question.kinds import QuestionKind, names_danger
from corpus.records.record import Status
from embeddings.encoders.fits import fitted, fitted_by_default
from embeddings.encoders.identity import EncoderIdentity
from embeddings.search.index import Hit, SearchResult
from embeddings.texts.passages import KeyKind

_NEAREST = 3  # replies named when the question is not covered


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


def out_of_scope(
    asked: Asked, kind: QuestionKind, hits: Sequence[Hit], confidence: float
) -> AnswerBody:
    """Return the answer to a question of a `kind` that no reply can answer.

    Where it touches a matter of policy all the same, the related `hits` are named.
    """
    names = hits if kind in (QuestionKind.PERSONAL, QuestionKind.OPINION) else []
    sources = _nearest(asked, names)
    return AnswerBody(
        AnswerStatus.OUT_OF_SCOPE,
        _naming(refusal(kind, asked.language), "in_general", sources, asked.language),
        confidence,
        sources=sources,
        notices=_fitting(sources, asked),
        question_kind=kind,
    )


def not_covered(
    asked: Asked, hits: Sequence[Hit], confidence: float, *, related: bool
) -> AnswerBody:
    """Return the answer that no reply covers the question, with the nearest of `hits`.

    `related` tells whether they are on the subject at all.
    """
    key, introduction = ("related", "related_are") if related else ("not_covered", "nearest")
    text = say(key, asked.language, replies=asked.index.manifest.replies)
    sources = _nearest(asked, hits)
    return AnswerBody(
        AnswerStatus.NOT_COVERED,
        _naming(text, introduction, sources, asked.language),
        confidence,
        sources=sources,
        notices=_fitting(sources, asked),
        related=related,
    )


def nothing_found(asked: Asked) -> AnswerBody:
    """Return the answer that no reply passes the filters, or that there is none at all."""
    applied = asked.filters.applied
    text = (
        say("nothing_filtered", asked.language, filters=labels(applied))
        if applied
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


def _nearest(asked: Asked, hits: Sequence[Hit]) -> tuple[Source, ...]:
    return tuple(source_of(n, hit, asked.index) for n, hit in enumerate(hits[:_NEAREST], 1))


def _naming(text: str, introduction: str, sources: Sequence[Source], language: str) -> str:
    """Return `text` followed by an introduction and the names of `sources`."""
    lines = [text, say(introduction, language)] if sources else [text]
    lines += [f"[{source.n}] {asked_line(source.record, language)}" for source in sources]
    return "\n".join(lines)


def _fitting(sources: Sequence[Source], asked: Asked) -> tuple[Notice, ...]:
    """Return the notices that make sense where nothing is quoted."""
    on_sources = notices_on_sources(sources, asked.language, asked.today)
    fitting = [notice for notice in on_sources if notice.kind in FIT_QUESTION]
    return (*fitting, *filter_notices(asked.filters, asked.language))
