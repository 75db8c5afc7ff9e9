"""The source panel of the page: each cited question and reply as HTML, the quoted words marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.answer import Answer, Source
from bot.answers.quote import Quote, is_verified
from bot.languages.messages import country_name, day, say
from bot.web.export import numbers_of, reference
from bot.web.render import render
from corpus.parliaments.official_address import official_address
from corpus.records.record import ReplyRecord

_DIFFER = "replies_differ"  # the notice with which replies on one point are told in a time line


@dataclass(frozen=True, slots=True)
class _Article:
    """A source in full: its facts (name, value), its reference, its reply."""

    source: Source
    facts: list[tuple[str, str]]
    address: str  # "" for none that may be a link
    reference: str
    reply: list[tuple[str, bool]]  # the pieces of its text in order; whether each is quoted


def panel_html(answer: Answer) -> str:
    """Return all sources of an answer, one article each, and the other replies that were found."""
    return render(
        "panel.html",
        answer.language,
        sources=answer.sources,
        has_passages=any(source.quotes for source in answer.sources),
        articles=[_article(source, answer.language) for source in answer.sources],
        time_line=_time_line(answer),
        others=_others(answer),
    )


def record_html(record: ReplyRecord, also: Sequence[ReplyRecord], language: str) -> str:
    """Return the panel of a reply that was found but not quoted."""
    article = _article(Source(0, record, tuple(also), ()), language)
    return render("record.html", language, article=article)


def _article(source: Source, language: str) -> _Article:
    record = source.record
    quotes = [quote for quote in source.quotes if is_verified(quote, record)]
    return _Article(
        source,
        list(_facts(source, language)),
        official_address(record),
        reference(source, language),
        list(_pieces(record.reply, quotes))
        if record.reply
        else [(say(f"status_{record.status}", language), False)],
    )


def _pieces(reply: str, quotes: Sequence[Quote]) -> Iterator[tuple[str, bool]]:
    position = 0
    for quote in sorted(quotes, key=lambda q: q.start):
        yield reply[position : quote.start], False
        yield reply[quote.start : quote.end], True
        position = quote.end
    yield reply[position:], False


def _facts(source: Source, language: str) -> Iterator[tuple[str, str]]:
    record = source.record
    several = len(numbers_of(source)) > 1
    ministry = " · ".join(dict.fromkeys(filter(None, (record.ministry, record.answered_by))))
    facts = {
        "field_asked_by": " · ".join(filter(None, (record.asked_by, record.asked_by_group))),
        "field_asked_on": day(record.asked_on, language),
        "field_answered_by": ministry,
        "field_answered_on": day(record.answered_on, language),
        "field_status": say(f"status_{record.status}", language),
        "page_numbers" if several else "field_number": ", ".join(numbers_of(source)),
        "field_legislature": record.legislature,
        "page_country": country_name(record.country, language),
        "field_licence": record.licence,
        "field_address": "" if official_address(record) else record.url,
    }
    return ((say(key, language), value) for key, value in facts.items() if value)


def _time_line(answer: Answer) -> list[tuple[str, Source]]:
    """Return the dated replies in order of date, if the answer says that they differ."""
    dated = [source for source in answer.sources if source.record.answered_on and source.quotes]
    if len(dated) < 2 or all(notice.kind != _DIFFER for notice in answer.notices):
        return []
    dated.sort(key=lambda source: str(source.record.answered_on))
    return [(day(source.record.answered_on, answer.language), source) for source in dated]


def _others(answer: Answer) -> list[tuple[ReplyRecord, str]]:
    """Return the replies that were found but are not sources, one line of facts each."""
    shown = {source.record.uid for source in answer.sources}
    shown |= {other.uid for source in answer.sources for other in source.also_answers}
    others = (found.record for found in answer.retrieved if found.record.uid not in shown)
    return [
        (
            record,
            " · ".join(filter(None, (record.ministry, day(record.answered_on, answer.language)))),
        )
        for record in others
    ]
