"""The source drawer of the page: each cited question and reply as HTML, the quoted words marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.answer import Answer, Source
from bot.answers.quote import Quote, is_verified
from bot.languages.messages import country_name, day, say
from bot.web.answer import when
from bot.web.kept.reference import numbers_of, reference
from bot.web.kept.title import title_of
from bot.web.render import render
from bot.web.reply_path import reply_path
from corpus.parliaments.official_address import official_address
from corpus.records.record import ReplyRecord, Status
from corpus.text.dates import parse_date


@dataclass(frozen=True, slots=True)
class _Article:
    """A source in full: its head, its facts (name, value), its reference, its reply."""

    source: Source
    title: str
    line: str  # who replied, when
    facts: list[tuple[str, str]]
    address: str  # "" for none that may be a link
    path: str  # of the page of the reply
    reference: str
    reply: list[tuple[str, bool]]  # the pieces of its text in order; whether each is quoted
    earlier: list[tuple[str, str]]  # the day, "" if unknown, and the text of each earlier version


def panel_html(answer: Answer) -> str:
    """Return all sources of an answer, one article each, and the other replies that were found."""
    return render(
        "panel.html",
        answer.language,
        sources=answer.sources,
        has_steps=sum(len(source.quotes) for source in answer.sources) > 1,
        articles=[_article(source, answer.language) for source in answer.sources],
        others=_others(answer),
        note="",
    )


def record_html(record: ReplyRecord, also: Sequence[ReplyRecord], language: str) -> str:
    """Return the drawer of a reply that was found but not quoted."""
    return render(
        "panel.html",
        language,
        sources=[],
        has_steps=False,
        articles=[_article(Source(0, record, tuple(also), ()), language)],
        others=[],
        note=say("page_not_quoted", language),
    )


def _article(source: Source, language: str) -> _Article:
    record = source.record
    quotes = [quote for quote in source.quotes if is_verified(quote, record)]
    return _Article(
        source,
        title_of(record, language),
        _line(record, language),
        record_facts(source, language),
        official_address(record),
        reply_path(record, quotes[0] if quotes else None),
        reference(source, language),
        list(_pieces(record.reply, quotes))
        if record.reply
        else [(say(f"status_{record.status}", language), False)],
        list(earlier_versions(record, language)),
    )


def _line(record: ReplyRecord, language: str) -> str:
    parts = (record.who_replied, when(record, language))
    return " · ".join(filter(None, parts))


def _pieces(reply: str, quotes: Sequence[Quote]) -> Iterator[tuple[str, bool]]:
    position = 0
    for quote in sorted(quotes, key=lambda q: q.start):
        yield reply[position : quote.start], False
        yield reply[quote.start : quote.end], True
        position = quote.end
    yield reply[position:], False


def earlier_versions(record: ReplyRecord, language: str) -> Iterator[tuple[str, str]]:
    """Yield the day ("" unknown) and the text of what a correction replaced, the newest first."""
    dates = (*record.earlier_dates, *([""] * len(record.earlier_replies)))
    for text, iso in reversed(list(zip(record.earlier_replies, dates, strict=False))):
        yield day(parse_date(iso), language), text


def record_facts(source: Source, language: str) -> list[tuple[str, str]]:
    """Return what is known of a source's record, each with its name, in `language`."""
    record = source.record
    several = len(numbers_of(source)) > 1
    names = (record.ministry, *(one.strip() for one in record.answered_by.split(";")))
    ministry = " · ".join(dict.fromkeys(filter(None, names)))
    facts = {
        "page_title": record.heading,
        "field_asked_by": " · ".join(filter(None, (record.asked_by, record.asked_by_group))),
        "field_asked_on": day(record.asked_on, language),
        "field_answered_by": ministry,
        "field_answered_on": day(record.answered_on, language),
        "field_status": ""
        if record.status is Status.ANSWERED and record.answered_on
        else say(f"status_{record.status}", language),
        "page_numbers" if several else "field_number": ", ".join(numbers_of(source)),
        "field_legislature": record.legislature,
        "page_country": country_name(record.country, language),
        "field_licence": record.licence,
        "field_address": "" if official_address(record) else record.url,
    }
    return [(say(key, language), value) for key, value in facts.items() if value]


def _others(answer: Answer) -> list[tuple[ReplyRecord, str, str]]:
    """Return the replies that were found but are not sources, with their title and facts."""
    shown = {source.record.uid for source in answer.sources}
    shown |= {other.uid for source in answer.sources for other in source.also_answers}
    others = (found.record for found in answer.retrieved if found.record.uid not in shown)
    language = answer.language
    return [(record, title_of(record, language), _line(record, language)) for record in others]
