"""Answers without a quote: refusals, small talk, and questions that parliament waits on too."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.refusals import refusal, small_talk, small_talk_answer
from bot.answering.replies import Asked, source_of
from bot.answers.answer import Answer, AnswerStatus, Notice, Source
from bot.answers.wording import asked_line
from bot.languages.messages import say
from bot.notices.notices import FIT_QUESTION, describe, notices_for
from bot.question.checked import CheckedQuestion
from bot.question.kinds import QuestionKind, names_danger
from corpus.records.record import Status
from embeddings.search.index import Hit, SearchResult
from embeddings.texts.passages import KeyKind

_NEAREST = 3  # replies named when the question is not covered
# A question without reply is what was asked when its text is nearer than that of every answered
# one by this cosine: no false alarm in 676 answerable training questions.
_WAITING_LEAD = 0.05
_WAITING_FROM = 0.6
_WAITING_ALONE = 0.68  # with no answered one to compare with: 95 % of merely related ones are lower


def answered_without_search(question: CheckedQuestion) -> Answer | None:
    """Return what is said to someone in danger or to small talk: it takes no reply."""
    text, language = question.text, question.language
    said = Answer(text, text, language, AnswerStatus.OUT_OF_SCOPE, "")
    if names_danger(text):
        kind = QuestionKind.DANGER
        return replace(said, answer=refusal(kind, language), question_kind=kind)
    topic = small_talk(text)
    if topic is None:
        return None
    answer = small_talk_answer(topic, language)
    return replace(said, answer=answer, question_kind=QuestionKind.OTHER)


def out_of_scope(answer: Answer, kind: QuestionKind, hits: Sequence[Hit], asked: Asked) -> Answer:
    """Return what is said to a question of `kind`, which no reply answers.

    Where it is about a matter of policy all the same, the related `hits` are named.
    """
    names = hits if kind in (QuestionKind.PERSONAL, QuestionKind.OPINION) else []
    told = replace(answer, status=AnswerStatus.OUT_OF_SCOPE, question_kind=kind)
    return _naming(told, refusal(kind, answer.language), "in_general", names, asked)


def not_covered(answer: Answer, hits: Sequence[Hit], asked: Asked, *, related: bool) -> Answer:
    """Return what is said where no reply answers, and name the nearest of `hits` as such.

    `related` tells whether they treat the subject at all.
    """
    key, introduction = ("related", "related_are") if related else ("not_covered", "nearest")
    text = say(key, answer.language, replies=asked.index.manifest.replies)
    return replace(_naming(answer, text, introduction, hits, asked), related=related)


def nothing_found(answer: Answer, asked: Asked) -> Answer:
    """Return the answer where the search, within its limits, holds no reply at all."""
    language, filters = answer.language, asked.filters
    text = (
        say("nothing_filtered", language, filters=describe(filters, language))
        if filters
        else say("not_covered", language, replies=asked.index.manifest.replies)
    )
    return replace(
        answer, answer=text, notices=tuple(notices_for((), language, asked.given, asked.today))
    )


def waiting_for(found: SearchResult) -> Hit | None:
    """Return the question without reply that is clearly what was asked, if there is one."""
    if not found.waiting:
        return None
    first = found.waiting[0]
    nearness = first.similarity[KeyKind.QUESTION]
    if not found.hits:
        return first if nearness >= _WAITING_ALONE else None
    rival = max(hit.similarity[KeyKind.QUESTION] for hit in found.hits[:3])
    return first if nearness >= max(rival + _WAITING_LEAD, _WAITING_FROM) else None


def not_answered_yet(answer: Answer, hit: Hit, asked: Asked) -> Answer:
    """Return what is said of a question that was asked in parliament and has no reply."""
    language, record = answer.language, hit.record
    closed = record.status in (Status.WITHDRAWN, Status.LAPSED)
    key = "closed_unanswered" if closed else "not_answered_yet"
    text = say(key, language, label=record.status_label or record.status.value)
    source = Source(1, record, (), ())
    return replace(
        answer,
        status=AnswerStatus.NOT_ANSWERED_YET,
        answer=f"{text}\n{asked_line(record, language)} [1]",
        sources=(source,),
        notices=_fitting((source,), answer, asked),
    )


def _naming(
    answer: Answer, text: str, introduction: str, hits: Sequence[Hit], asked: Asked
) -> Answer:
    """Return `answer` saying `text`, the nearest of `hits` named below an introduction."""
    language = answer.language
    sources = tuple(source_of(n, hit, asked.index) for n, hit in enumerate(hits[:_NEAREST], 1))
    lines = [text, say(introduction, language)] if sources else [text]
    lines += [f"[{source.n}] {asked_line(source.record, language)}" for source in sources]
    notices = _fitting(sources, answer, asked)
    return replace(answer, answer="\n".join(lines), sources=sources, notices=notices)


def _fitting(sources: Sequence[Source], answer: Answer, asked: Asked) -> tuple[Notice, ...]:
    notices = notices_for(sources, answer.language, asked.given, asked.today)
    return tuple(notice for notice in notices if notice.kind in FIT_QUESTION)
