"""Turns judged replies into sources: those worth showing, each with verified quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.answers.answer import Outcome, Source
from bot.answers.quote import Quote, is_verified, quote_at
from bot.notices.differences import same_point
from bot.pipeline.asked import Asked
from bot.question.breadth import ByBreadth
from bot.question.check import CheckedQuestion
from bot.relevance.relevance import JudgedReply, likeliest
from bot.sentence_choice.likelihood import ReadReply
from bot.sentence_choice.plan import Numbers, Worth, best_sentence, planned, runs
from corpus.records.record import ReplyRecord
from embeddings.search.index import Index, SearchResult

# What a word costs, in probability: for a broad question, a sentence of 20 must add 0.06.
WORD_PRICE = ByBreadth(broad=0.003, narrow=0.002)
# Relevance of a reply that is shown beside the likeliest: a narrow question is mostly answered by
# one.
FURTHER_FROM = ByBreadth(broad=0.6, narrow=0.85)
_SETTLED_FROM = 0.5  # probability that a reply settles the question by itself
_LOOKED_AT = 7  # best replies, among which those to show are chosen
_NEARLY_EQUAL = 0.2  # difference in relevance up to which the newer of two replies comes first
_BY_NUMBER = 3  # replies to questions with one number, from several legislatures or countries
_NEAREST = 3  # replies named when none answers


def sources_of(asked: Asked, judged: Sequence[JudgedReply]) -> list[Source]:
    """Return the replies of `judged` (at least one) to show, of the country of the likeliest.

    Those that hardly answer are left out, except the likeliest; so is a reply without a verified
    quote. The newer of two that answer equally well, or on one point, comes first.
    """
    best = likeliest(judged[:_LOOKED_AT])
    further = FURTHER_FROM.at(asked.narrowness)
    worth = [
        one
        for one in judged[:_LOOKED_AT]
        if one is best
        or (one.hit.record.country == best.hit.record.country and one.part >= further)
    ]
    read = worth_of(asked, worth)
    sources = quoted_sources(asked.index, read, planned(read, WORD_PRICE.at(asked.narrowness)))
    return numbered(_in_order(asked, sources))


def quoted_sources(
    index: Index, read: Sequence[Worth], plan: Mapping[int, Numbers]
) -> list[Source]:
    """Return the replies of a `plan` as sources, each with its sentences as verified quotes.

    A reply without one is left out. `plan` names sentences by the place of their reply in `read`.
    """
    sources: list[Source] = []
    for place, numbers in plan.items():
        reply = read[place].reply
        if quotes := _quotes(reply, numbers):
            others = tuple(index.of_group(reply.hit))
            n = len(sources) + 1
            sources.append(Source(n, reply.hit.record, others, tuple(quotes), read[place].part))
    return sources


def outcome_of(sources: Sequence[Source], judged: Sequence[JudgedReply]) -> Outcome:
    """Return what an answer with `sources` is: one, or an overview if no reply settles it alone."""
    best = max((one.settles for one in judged[:_LOOKED_AT]), default=0.0)
    is_answer = len(sources) == 1 or best >= _SETTLED_FROM
    return Outcome.ANSWER if is_answer else Outcome.OVERVIEW


def replies_to_number(asked: Asked, found: SearchResult) -> list[Source]:
    """Return the replies to the questions with that number, newest first.

    A number does not say which sentences to quote, so each reply is searched by its own title.
    """
    sources = []
    for hit in found.hits[:_BY_NUMBER]:
        record = hit.record
        title = record.heading or record.question
        about = replace(asked, question=CheckedQuestion(title, record.language))
        own = about.search(len(found.hits))
        own = replace(own, hits=[h for h in own.hits if h.group == hit.group])
        if own.hits:
            sources += sources_of(about, about.judged(own))
    sources.sort(key=lambda source: source.record.answered_on or date.min, reverse=True)
    return numbered(sources)


def nearest(asked: Asked, judged: Sequence[JudgedReply]) -> tuple[Source, ...]:
    """Return the nearest replies, each with the one sentence that shows what it is about."""
    ranked = sorted(judged[:_LOOKED_AT], key=lambda one: -one.part)[:_NEAREST]
    read = worth_of(asked, ranked)
    best = {place: best_sentence(one) for place, one in enumerate(read)}
    return tuple(quoted_sources(asked.index, read, best))


def numbered(sources: Sequence[Source]) -> list[Source]:
    """Return `sources` numbered from 1, in their order."""
    return [replace(source, n=n) for n, source in enumerate(sources, start=1)]


def _in_order(asked: Asked, sources: Sequence[Source]) -> list[Source]:
    if not sources:
        return []
    best = max(sources, key=lambda source: source.relevance)
    level = [
        s
        for s in sources
        if best.relevance - s.relevance <= _NEARLY_EQUAL
        or same_point(best.record, s.record, asked.index)
    ]
    level.sort(key=lambda source: -_day(source.record))
    return level + sorted((s for s in sources if s not in level), key=lambda s: -s.relevance)


def _quotes(read: ReadReply, numbers: Numbers) -> list[Quote]:
    """Return the sentences `numbers` of a reply as verified quotes, adjacent ones as one."""
    record, sentences = read.hit.record, read.reply.sentences
    quotes = [
        quote_at(record, sentences[run[0]].start, sentences[run[-1]].end) for run in runs(numbers)
    ]
    return [quote for quote in quotes if is_verified(quote, record)]


def worth_of(asked: Asked, judged: Sequence[JudgedReply]) -> list[Worth]:
    """Return the sentences of `judged` replies, with what each reply is worth."""
    read = asked.read([one.hit for one in judged])
    return [
        Worth(reply, one.part, _day(one.hit.record))
        for reply, one in zip(read, judged, strict=True)
    ]


def _day(record: ReplyRecord) -> int:
    """Return the day of a reply as an ordinal number; 0 if it is not known."""
    return record.answered_on.toordinal() if record.answered_on else 0
