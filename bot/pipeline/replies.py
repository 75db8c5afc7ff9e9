"""Turns found replies into sources: the best ones, each with verified quotes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.answers.answer import Source
from bot.answers.quote import Quote, is_verified
from bot.notices.differences import same_point
from bot.pipeline.asked import Asked
from bot.question.check import CheckedQuestion
from bot.sentence_choice.choice import WORD_PRICE, choose_sentences, quotes_of
from bot.sentence_choice.forms import Reply
from bot.sentence_choice.likelihood import (
    chances,
    sentence_signals,
    sentence_weights,
    shares,
)
from corpus.records.record import ReplyRecord
from embeddings.search.index import Hit, Index, SearchResult
from embeddings.texts.sentence_splitter import split_sentences

_LOOKED_AT = 5  # best replies, among which a newer one on the same point is looked for
_QUOTED = 3  # best replies that may be quoted for their own sake
_NEARLY_EQUAL = 1.0  # difference in score up to which the newer of two replies comes first
_BY_NUMBER = 3  # replies to questions with one number, from several legislatures or countries
_LEAD_WORDS = 12  # the cost of introducing a further reply


def sources_of(asked: Asked, found: SearchResult) -> list[Source]:
    """Return the best reply of `found` (at least one hit), and others of its country worth reading.

    A reply's share of exp(score) is the probability, by the fusion, that it is the right one.
    Weighed by it, a further reply must be worth its words, unless it is a newer one on the same
    point. A reply without a verified quote is left out.
    """
    best = found.hits[0]
    sources: list[Source] = []
    level: set[str] = set()  # the uids of replies among which the newest comes first
    for place, share in enumerate(shares([hit.score for hit in found.hits])[:_LOOKED_AT]):
        hit = found.hits[place]
        record = hit.record
        same = place > 0 and same_point(best.record, record, asked.index)
        newer = same and _day(record) > _day(best.record)
        if record.country != best.record.country or (place >= _QUOTED and not newer):
            continue
        quotes = quotes_for(asked, hit, share, some=place == 0 or newer)
        verified = [quote for quote in quotes if is_verified(quote, record)]
        if verified:
            sources.append(source_of(len(sources) + 1, hit, asked.index, verified))
            if same or best.score - hit.score <= _NEARLY_EQUAL:
                level.add(record.uid)
    return numbered(
        sorted(
            sources,
            key=lambda s: (s.record.uid not in level, -_day(s.record) * (s.record.uid in level)),
        )
    )


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
            sources += sources_of(about, own)
    sources.sort(key=lambda source: source.record.answered_on or date.min, reverse=True)
    return numbered(sources)


def quotes_for(asked: Asked, hit: Hit, share: float = 1.0, *, some: bool = True) -> list[Quote]:
    """Return quotes that answer from the reply of `hit`; at least one sentence if `some`.

    `share` is the probability that it is the right reply.
    """
    record = hit.record
    reply = Reply(record.reply, split_sentences(record.reply))
    if not reply.sentences:
        return []
    rarity = asked.rarity(record.language) if record.language == asked.question.language else {}
    measured = sentence_signals(reply, hit, asked.question.text, rarity)
    likely = chances(measured, sentence_weights(asked.index.encoder))
    numbers = choose_sentences(reply, likely, WORD_PRICE / share, some=some)
    words = _LEAD_WORDS + sum(reply.count(n) for n in numbers)
    if not some and share * sum(likely[n] for n in numbers) < WORD_PRICE * words:
        return []
    return quotes_of(record, reply, numbers)


def source_of(n: int, hit: Hit, index: Index, quotes: Sequence[Quote] = ()) -> Source:
    """Return a found reply as the source number `n`."""
    return Source(n, hit.record, tuple(index.of_group(hit)), tuple(quotes))


def numbered(sources: Sequence[Source]) -> list[Source]:
    """Return `sources` numbered from 1, in their order."""
    return [replace(source, n=n) for n, source in enumerate(sources, start=1)]


def _day(record: ReplyRecord) -> int:
    """Return the day of a reply as an ordinal number; 0 if it is not known."""
    return record.answered_on.toordinal() if record.answered_on else 0
