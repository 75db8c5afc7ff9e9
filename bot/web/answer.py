"""An answer as the page shows it: its statements, how the question was understood, what to know.

As in `bot.web.panel`, all words are put in by `Markup.format`, which escapes them.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup

from bot.answers.answer import Answer
from bot.answers.wording import understood_line
from bot.languages.messages import day, say
from corpus.parliaments.official_address import official_address

_SHOWN_AS_CHIPS = ("filters", "filters_found")
_MARKER = re.compile(r"\[(\d{1,3})\]")


def statements_html(answer: Answer) -> list[str]:
    """Return the paragraphs of an answer in their order, each [n] a button that opens source n."""
    texts = {quote.text for source in answer.sources for quote in source.quotes}
    lines = [Markup("")]
    for part, is_quote in _split(answer.answer, sorted(texts, key=len, reverse=True)):
        if is_quote:
            # A [n] within quoted words is the document's and stays text.
            lines[-1] += Markup('<span class="pb-quote" dir="auto">{}</span>').format(part)
            continue
        first, *others = part.split("\n")
        lines[-1] += _linked(first, answer)
        lines += [_linked(line, answer) for line in others]
    return [str(Markup("<p>{}</p>").format(line)) for line in lines if line.strip()]


def understood_html(answer: Answer, *, in_conversation: bool) -> str:
    """Return the rewritten question and the limits as chips; "" for none.

    Each can be taken off, but for a question rewritten without any before it (`in_conversation`
    is false): a lone "pensions" is never searched otherwise.
    """
    language = answer.language
    chips: list[Markup] = []
    if understood := understood_line(answer):
        off = say("page_understood_off", language) if in_conversation else ""
        chips.append(_chip("understood", "", understood, off))
    for applied in answer.filters:
        off = say("page_chip_off", language, label=applied.label)
        chips.append(_chip("found" if applied.found else "given", applied.kind, applied.label, off))
    if not chips:
        return ""
    return str(
        Markup('<ul class="pb-chips" aria-label="{}">{}</ul>').format(
            say("page_chips", language), Markup("").join(chips)
        )
    )


def after_html(answer: Answer) -> str:
    """Return what stands below the statements: notices, and the sources in a line each."""
    language = answer.language
    parts = Markup("")
    notices = [notice for notice in answer.notices if notice.kind not in _SHOWN_AS_CHIPS]
    if notices:
        items = (Markup('<li data-kind="{}">{}</li>').format(n.kind, n.text) for n in notices)
        parts += Markup('<ul class="pb-notices" aria-label="{}">{}</ul>').format(
            say("page_turn_notices", language), Markup("").join(items)
        )
    if answer.sources:
        parts += Markup('<h3>{}</h3><ul class="pb-cited">{}</ul>').format(
            say("sources", language), Markup("").join(_source_lines(answer))
        )
    return str(parts)


def _split(text: str, texts: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of `text` in order: those that are one of `texts`, and all between them."""
    pattern = "|".join(re.escape(text) for text in texts)
    position = 0
    for found in re.finditer(pattern, text) if pattern else ():
        yield text[position : found.start()], False
        yield found[0], True
        position = found.end()
    yield text[position:], False


def _linked(text: str, answer: Answer) -> Markup:
    titles = {source.n: source.record.heading for source in answer.sources}
    pieces, position = Markup(""), 0
    for found in _MARKER.finditer(text):
        n = int(found[1])
        if n in titles:
            pieces += text[position : found.start()]
            pieces += _cite(n, titles[n], answer.language)
            position = found.end()
    return pieces + text[position:]


def _cite(n: int, title: str, language: str) -> Markup:
    return Markup(
        '<button type="button" class="pb-cite" data-source="{n}" '
        'aria-label="{label}">[{n}]</button>'
    ).format(n=n, label=say("page_open_source", language, n=n, title=title))


def _source_lines(answer: Answer) -> Iterator[Markup]:
    language = answer.language
    for source in answer.sources:
        record = source.record
        facts = (
            record.ministry,
            say("question_number", language, number=record.number).lstrip(", ")
            if record.number
            else "",
            say("reply_of", language, day=day(record.answered_on, language))
            if record.answered_on
            else say(f"status_{record.status}", language),
        )
        label = say("fictional_label", language) + " · " if record.fictional else ""
        address = official_address(record)
        printed = Markup(' <span class="pb-print">{}</span>').format(address) if address else ""
        yield Markup(
            '<li><button type="button" class="pb-open" data-source="{n}">[{n}] {label}'
            "<bdi>{title}</bdi></button> <small><bdi>{facts}</bdi>{printed}</small></li>"
        ).format(
            n=source.n,
            label=label,
            title=record.heading or record.uid,
            facts=" · ".join(filter(None, facts)),
            printed=printed,
        )


def _chip(origin: str, kind: str, label: str, off: str) -> Markup:
    button = Markup(
        ' <button type="button" data-off="{origin}" data-kind="{kind}" '
        'aria-label="{off}">×</button>'
    ).format(origin=origin, kind=kind, off=off)
    return Markup('<li class="pb-chip"><span dir="auto">{label}</span>{button}</li>').format(
        label=label, button=button if off else ""
    )
