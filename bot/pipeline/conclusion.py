"""Decides what to show the asker: the replies that answer the question, or why none does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers.answer import AnswerBody, AnswerStatus, Statement
from bot.filters.question_filters import Origin
from bot.notices.differences import difference_notices
from bot.notices.notices import filter_notices, notices_on_sources, part_notices
from bot.pipeline.asked import Asked, searched_question
from bot.pipeline.countries import CountryReplies, by_country, country_notices, told_by_country
from bot.pipeline.replies import replies_to_number, sources_of
from bot.pipeline.unanswered import (
    not_answered_yet,
    not_covered,
    nothing_found,
    out_of_scope,
    waiting_for,
)
from bot.question.check import CheckedQuestion
from bot.question.kinds import turned_away
from embeddings.search.index import SearchResult

RETRIEVED = 20  # records told to programs


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A question as finally searched, what was found, and what the asker is shown."""

    asked: Asked
    found: SearchResult
    body: AnswerBody


def conclude(asked: Asked, whole: CheckedQuestion) -> Conclusion:
    """Return the conclusion on `asked`, retried without its found filters if nothing answers.

    `whole` is the question as read, with the words that only filter. Raises EncoderMismatchError.
    """
    first = _within_filters(asked)
    # Without its number, a question that is nothing but a number asks nothing.
    can_widen = asked.filters.found and not asked.filters.number_only
    if not can_widen or first.body.status != AnswerStatus.NOT_COVERED:
        return first
    filters = asked.filters.without_found(whole.text)
    question = searched_question(filters, asked.language)
    return _within_filters(replace(asked, question=question, filters=filters))


def _within_filters(asked: Asked) -> Conclusion:
    found = asked.search(RETRIEVED)
    body = _by_number(asked, found) if asked.filters.number_only else _judged(asked, found)
    return Conclusion(asked, found, body)


def _judged(asked: Asked, found: SearchResult) -> AnswerBody:
    """Return the answer given by the replies found, or why they give none."""
    model = asked.relevance
    covers, confidence = asked.judged(found)
    is_related = covers >= model.related_from
    away = turned_away(asked.kinds, covers)
    if away:
        return out_of_scope(asked, away, found.hits if is_related else [], confidence)
    waiting = waiting_for(found, asked.index.encoder)
    if waiting:
        return not_answered_yet(asked, waiting, confidence)
    if not found.hits:
        return nothing_found(asked)
    sources = sources_of(asked, found) if covers >= model.covered_from else []
    if not sources:
        return not_covered(asked, found.hits, confidence, related=is_related)
    # Replies outside the filters that the asker named cannot settle the question.
    reserved = confidence < model.plain_from or bool(asked.filters.of(Origin.TAKEN_OFF))
    groups = by_country(asked, found, sources, reserved=reserved)
    return _quoting(asked, groups, confidence, reserved=reserved)


def _by_number(asked: Asked, found: SearchResult) -> AnswerBody:
    """Return the reply to a question identified only by its number."""
    if not found.hits and found.waiting:
        return not_answered_yet(asked, found.waiting[0])
    sources = replies_to_number(asked, found)
    if not sources:
        return nothing_found(asked)
    by_itself = [CountryReplies(sources[0].record.country, sources, reserved=False)]
    return _quoting(asked, by_itself, confidence=1.0, reserved=False)


def _quoting(
    asked: Asked, groups: Sequence[CountryReplies], confidence: float, *, reserved: bool
) -> AnswerBody:
    language = asked.language
    sources = [source for group in groups for source in group.sources]
    return AnswerBody(
        AnswerStatus.ANSWERED,
        told_by_country(groups, language),
        confidence,
        reserved,
        statements=tuple(
            Statement(quote.text, (source.n,), (quote,))
            for source in sources
            for quote in source.quotes
        ),
        sources=tuple(sources),
        notices=(
            *part_notices(asked.question.text, language, sources),
            *notices_on_sources(sources, language, asked.today),
            *difference_notices(sources, asked.index, language),
            *country_notices(groups, language),
            *filter_notices(asked.filters, language),
        ),
    )
