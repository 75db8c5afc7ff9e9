"""The source panel of the page: each cited question and reply as HTML, the quoted words marked.

Everything that comes from a document or a person is put in by `Markup.format`, which escapes it;
the only elements are those written here.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from bot.answers.answer import Answer, Source
from bot.answers.quote import Quote, is_verified
from bot.languages.messages import country_name, day, say
from bot.web.export import numbers_of, reference
from corpus.parliaments.official_address import official_address
from corpus.records.record import ReplyRecord

_DIFFER = "replies_differ"  # the notice with which replies on one point are told in a time line


def panel_html(answer: Answer) -> str:
    """Return all sources of an answer, one article each, and the other replies that were found."""
    language = answer.language
    several = len(answer.sources) > 1
    parts = [
        Markup('<h2 tabindex="-1">{}</h2>').format(say("sources", language)),
        _tabs(answer.sources, language) if several else Markup(""),
        _steps(answer.sources, language),
        *(article_html(source, language) for source in answer.sources),
        _time_line(answer),
        _others(answer),
    ]
    return str(
        Markup('<section class="pb-panel" lang="{}">{}</section>').format(
            language, Markup("").join(parts)
        )
    )


def record_html(record: ReplyRecord, also: Sequence[ReplyRecord], language: str) -> str:
    """Return the panel of a reply that was found but not quoted."""
    note = Markup('<p class="pb-note">{}</p>').format(say("page_not_quoted", language))
    heading = Markup('<h2 tabindex="-1">{}</h2>').format(say("sources", language))
    article = article_html(Source(0, record, tuple(also), ()), language)
    return str(
        Markup('<section class="pb-panel" lang="{}">{}{}{}</section>').format(
            language, heading, note, article
        )
    )


def article_html(source: Source, language: str) -> Markup:
    """Return a source in full: its facts, its reference, its question and its reply."""
    record = source.record
    number = Markup('<span class="pb-n">[{}]</span> ').format(source.n) if source.n else ""
    label = (
        Markup('<p class="pb-fictional" role="note">{}</p>').format(
            say("notice_fictional", language)
        )
        if record.fictional
        else ""
    )
    return Markup(
        '<article class="pb-source" data-n="{n}"><h3 tabindex="-1">{number}<bdi>{title}</bdi></h3>'
        "{label}{facts}{link}{reference}"
        '<div class="pb-pair"><div><h4>{question_label}</h4>'
        '<p class="pb-text" dir="auto" lang="{own}">{question}</p></div>'
        '<div><h4>{reply_label}</h4><p class="pb-text pb-reply" dir="auto" lang="{own}">{reply}</p>'
        "</div></div></article>"
    ).format(
        n=source.n,
        number=number,
        title=record.heading or record.uid,
        label=label,
        facts=_facts(source, language),
        link=_link(record, language),
        reference=_reference(source, language),
        own=record.language,
        question_label=say("field_question", language),
        question=record.question,
        reply_label=say("field_reply", language),
        reply=_reply(source, language),
    )


def marked_html(reply: str, quotes: Sequence[Quote]) -> Markup:
    """Return `reply` escaped, with each quote between <mark> tags."""
    pieces, position = Markup(""), 0
    for quote in sorted(quotes, key=lambda q: q.start):
        pieces += reply[position : quote.start]
        pieces += Markup('<mark tabindex="-1">{}</mark>').format(reply[quote.start : quote.end])
        position = quote.end
    return pieces + reply[position:]


def _reply(source: Source, language: str) -> Markup | str:
    record = source.record
    if not record.reply:
        return say(f"status_{record.status}", language)
    return marked_html(record.reply, [q for q in source.quotes if is_verified(q, record)])


def _facts(source: Source, language: str) -> Markup:
    rows = Markup("").join(
        Markup("<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>").format(name, value)
        for name, value in _facts_of(source, language)
    )
    return Markup('<dl class="pb-facts">{}</dl>').format(rows)


def _facts_of(source: Source, language: str) -> Iterator[tuple[str, str]]:
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


def _link(record: ReplyRecord, language: str) -> Markup:
    address = official_address(record)
    if not address:
        return Markup("")
    return Markup('<p><a href="{}" target="_blank" rel="noopener noreferrer">{} {}</a></p>').format(
        address, say("page_official", language), say("page_new_tab", language)
    )


def _reference(source: Source, language: str) -> Markup:
    return Markup(
        '<div class="pb-reference"><p><strong>{}</strong><br><bdi data-reference>{}</bdi></p>'
        '<button type="button" data-copy="reference">{}</button></div>'
    ).format(
        say("page_reference", language),
        reference(source, language),
        say("page_copy", language),
    )


def _tabs(sources: Sequence[Source], language: str) -> Markup:
    items = Markup("").join(
        Markup(
            '<li><button type="button" data-source="{n}">[{n}] <bdi>{title}</bdi></button></li>'
        ).format(n=source.n, title=source.record.heading or source.record.uid)
        for source in sources
    )
    return Markup('<nav class="pb-tabs" aria-label="{}"><ul>{}</ul></nav>').format(
        say("page_turn_sources", language), items
    )


def _steps(sources: Sequence[Source], language: str) -> Markup:
    """Return the way from one cited passage to the next; the page's script counts them."""
    if sum(len(source.quotes) for source in sources) == 0:
        return Markup("")
    return Markup(
        '<p class="pb-steps"><button type="button" data-step="-1">{}</button> '
        '<span role="status" data-passage="{}"></span> '
        '<button type="button" data-step="1">{}</button></p>'
    ).format(
        say("page_previous", language),
        say("page_passage", language, n="{n}", count="{count}"),
        say("page_next", language),
    )


def _time_line(answer: Answer) -> Markup:
    """Return the dated replies in their order where the answer says that they differ."""
    language = answer.language
    dated = [source for source in answer.sources if source.record.answered_on and source.quotes]
    if len(dated) < 2 or all(notice.kind != _DIFFER for notice in answer.notices):
        return Markup("")
    items = Markup("").join(
        Markup(
            "<li>{} · <bdi>{}</bdi> "
            '<button type="button" class="pb-cite" data-source="{n}" aria-label="{label}">'
            "[{n}]</button></li>"
        ).format(
            day(source.record.answered_on, language),
            source.record.ministry,
            n=source.n,
            label=say("page_open_source", language, n=source.n, title=source.record.heading),
        )
        for source in sorted(dated, key=lambda s: str(s.record.answered_on))
    )
    return Markup('<h3>{}</h3><ol class="pb-time">{}</ol>').format(
        say("page_time_line", language), items
    )


def _others(answer: Answer) -> Markup:
    """Return the replies that were found and are no source, each to be opened."""
    language = answer.language
    shown = {source.record.uid for source in answer.sources}
    shown |= {other.uid for source in answer.sources for other in source.also_answers}
    others = [found.record for found in answer.retrieved if found.record.uid not in shown]
    if not others:
        return Markup("")
    items = Markup("").join(
        Markup(
            '<li><button type="button" class="pb-other" data-uid="{}"><bdi>{}</bdi></button> '
            "<small><bdi>{}</bdi></small></li>"
        ).format(
            record.uid,
            record.heading or record.question[:80],
            " · ".join(filter(None, (record.ministry, day(record.answered_on, language)))),
        )
        for record in others
    )
    return Markup(
        '<details class="pb-others"><summary>{} ({})</summary><ul>{}</ul></details>'
    ).format(say("page_others", language), len(others), items)
