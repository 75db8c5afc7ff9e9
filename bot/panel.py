"""The source panel of the page: each cited question and reply as HTML, the quoted words marked.

Everything that comes from a document or a person goes through `html.escape` here; the only
elements are those written in this module.
"""

from collections.abc import Sequence
from html import escape

from bot.answer import Answer, Source
from bot.messages import say
from bot.verify import Quote, is_verified
from bot.wording import coverage_line, source_line


def panel_html(answer: Answer) -> str:
    """Return the sources, notices and coverage of an answer as HTML."""
    language = answer.language
    parts = [f'<section class="pb-panel" lang="{language}">']
    if answer.notices:
        items = "".join(f"<li>{escape(notice.text)}</li>" for notice in answer.notices)
        parts.append(f'<ul class="pb-notices">{items}</ul>')
    if answer.sources:
        parts.append(f"<h2>{escape(say('sources', language))}</h2>")
    parts += [_source_html(source, language) for source in answer.sources]
    if answer.coverage:
        parts.append(
            f'<p class="pb-coverage">{escape(coverage_line(answer.coverage, language))}</p>'
        )
    return "".join([*parts, "</section>"])


def _source_html(source: Source, language: str) -> str:
    record = source.record
    opened = " open" if source.n == 1 else ""
    link = ""
    if record.url.startswith("https://"):
        link = (
            f'<p><a href="{escape(record.url)}" target="_blank" rel="noopener noreferrer">'
            f"{escape(say('field_url', language))}</a></p>"
        )
    reply = (
        marked_html(record.reply, [q for q in source.quotes if is_verified(q, record)])
        if record.reply
        else escape(say(f"status_{record.status}", language))
    )
    return (
        f'<details class="pb-source" id="source-{source.n}"{opened}>'
        f"<summary>[{source.n}] {escape(source_line(source, language))}</summary>{link}"
        f"<h3>{escape(say('field_question', language))}</h3>"
        f'<p class="pb-text" lang="{escape(record.language)}">{escape(record.question)}</p>'
        f"<h3>{escape(say('field_reply', language))}</h3>"
        f'<p class="pb-text" lang="{escape(record.language)}">{reply}</p></details>'
    )


def marked_html(reply: str, quotes: Sequence[Quote]) -> str:
    """Return `reply` escaped, with each quote between <mark> tags."""
    pieces, position = [], 0
    for quote in sorted(quotes, key=lambda q: q.start):
        pieces.append(escape(reply[position : quote.start]))
        pieces.append(f"<mark>{escape(reply[quote.start : quote.end])}</mark>")
        position = quote.end
    return "".join([*pieces, escape(reply[position:])])
