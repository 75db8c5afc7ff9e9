"""Decides what to show the asker: the replies that answer the question, or why none does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers.answer import AnswerBody, AnswerStatus, Outcome, Source, Statement
from bot.filters.question_filters import Origin
from bot.notices.differences import difference_notices
from bot.notices.notices import (
    filter_notices,
    notices_on_sources,
    own_case_notices,
    part_notices,
)
from bot.pipeline.asked import Asked
from bot.pipeline.countries import CountryReplies, by_country, country_notices, told_by_country
from bot.pipeline.replies import (
    FURTHER_FROM,
    outcome_of,
    quoted_sources,
    replies_to_number,
    sources_of,
    worth_of,
)
from bot.pipeline.unanswered import (
    nearby,
    not_answered_yet,
    nothing_found,
    out_of_scope,
    waiting_for,
    with_help_lines,
)
from bot.question.breadth import ByBreadth
from bot.question.check import CheckedQuestion
from bot.question.kinds import QuestionKind, is_danger, turned_away
from bot.relevance.relevance import JudgedReply, covered
from bot.sentence_choice.plan import best_sentence
from embeddings.search.index import SearchResult

RETRIEVED = 20  # records told to programs


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A question as finally searched, what was found, and what the asker is shown."""

    asked: Asked
    found: SearchResult
    body: AnswerBody
    judged: Sequence[JudgedReply] = ()  # the replies found, unless a number alone was asked for
    # Replies that are not near by the question itself, each with another wording that found it.
    further: tuple[tuple[Asked, JudgedReply], ...] = ()

    @property
    def relevance(self) -> dict[str, float]:
        """Return the relevance of each reply found, by the uid of its record."""
        every = (*self.judged, *(one for _, one in self.further))
        return {one.hit.record.uid: one.part for one in sorted(every, key=lambda one: one.part)}

    @property
    def near(self) -> list[JudgedReply]:
        """Return the replies that are worth naming."""
        return near_of(self.judged, self.asked)


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
    question = CheckedQuestion(filters.searched, asked.language)
    return _within_filters(replace(asked, question=question, filters=filters))


def _within_filters(asked: Asked) -> Conclusion:
    found = asked.search(RETRIEVED)
    if asked.filters.number_only:
        return Conclusion(asked, found, _by_number(asked, found))
    judged = asked.judged(found)
    return Conclusion(asked, found, _concluded(asked, found, judged), judged)


def near_of(judged: Sequence[JudgedReply], asked: Asked) -> list[JudgedReply]:
    """Return those of `judged`, by `asked`, that are worth naming, in their order."""
    return [one for one in judged if one.part >= asked.relevance.named_from]


def _concluded(asked: Asked, found: SearchResult, judged: Sequence[JudgedReply]) -> AnswerBody:
    """Return the answer given by the replies found, or why they give none.

    Someone in danger reads the help lines first, and nothing else unless the replies answer.
    """
    covers = covered(judged, asked.relevance)
    near = near_of(judged, asked)
    answers = bool(near) and covers >= _answered_from(asked)
    if not is_danger(asked.kinds):
        return _told(asked, found, near, covers, answers=answers)
    if not answers:
        return out_of_scope(asked, QuestionKind.DANGER, covers)
    return with_help_lines(_told(asked, found, near, covers, answers=True), asked.language)


def _answered_from(asked: Asked) -> float:
    """Return the probability from which on the question is answered.

    A narrow one that seems to ask for no policy (an opinion, small talk) is answered only where an
    answer needs no reserve. To ask in the first person is an ordinary way to ask for the rule, and
    a broad question, mostly a topic, says too little to tell.
    """
    model = asked.relevance
    is_policy = turned_away(asked.kinds) in (None, QuestionKind.PERSONAL)
    if is_policy:
        return model.shown_from
    return ByBreadth(model.shown_from, model.plain_from).at(asked.narrowness)


def _told(
    asked: Asked,
    found: SearchResult,
    near: Sequence[JudgedReply],
    covers: float,
    *,
    answers: bool,
) -> AnswerBody:
    model = asked.relevance
    if waiting := waiting_for(found, asked.index.encoder):  # nearer than all that is answered
        return not_answered_yet(asked, waiting, covers)
    if answers and (sources := sources_of(asked, near)):
        # Replies outside the filters that the asker named cannot settle the question.
        reserved = covers < model.plain_from or bool(asked.filters.of(Origin.TAKEN_OFF))
        groups = by_country(asked, found, sources, reserved=reserved)
        outcome = outcome_of(sources, near)
        return quoting(asked, groups, covers, outcome, reserved=reserved)
    if near:
        return nearby(asked, near, covers)
    away = turned_away(asked.kinds)
    return out_of_scope(asked, away, covers) if away else nothing_found(asked, found)


def _by_number(asked: Asked, found: SearchResult) -> AnswerBody:
    """Return the reply to a question identified only by its number."""
    if not found.hits and found.waiting:
        return not_answered_yet(asked, found.waiting[0])
    sources = replies_to_number(asked, found)
    if not sources:
        return nothing_found(asked, found)
    by_itself = [CountryReplies(sources[0].record.country, sources, reserved=False)]
    return quoting(asked, by_itself, 1.0, Outcome.ANSWER, reserved=False)


def quoting(
    asked: Asked,
    groups: Sequence[CountryReplies],
    confidence: float,
    outcome: Outcome,
    *,
    reserved: bool,
) -> AnswerBody:
    """Return the answer that quotes the sources of `groups`, which are numbered."""
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
            *own_case_notices(asked.question.text, language),
            *part_notices(asked.question.text, language, sources),
            *notices_on_sources(sources, language, asked.today),
            *difference_notices(sources, asked.index, language),
            *country_notices(groups, language),
            *filter_notices(asked.filters, language),
        ),
        outcome=outcome,
    )


def replies_that_answer(reached: Conclusion) -> list[Source]:
    """Return the replies that answer, those quoted first; [] where nothing does.

    They are those that the answer quotes, with these quotes; and those that it could as well have
    shown, each with its best sentence. What is merely near is none of them.
    """
    if reached.body.status != AnswerStatus.ANSWERED:
        return []
    asked, quoted = reached.asked, reached.body.sources
    shown = {source.record.uid for source in quoted}
    enough = FURTHER_FROM.at(asked.narrowness)
    others = [one for one in reached.judged if one.part >= enough]
    read = worth_of(asked, [one for one in others if one.hit.record.uid not in shown])
    best = {place: best_sentence(one) for place, one in enumerate(read)}
    return [*quoted, *quoted_sources(asked.index, read, best)]
