"""An answer as the page shows it: its statements, how the question was understood, its notices."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.answer import Answer, ReadingAid, Source
from bot.answers.wording import understood_line
from bot.languages.messages import day, inside_quotes, say
from bot.web.render import render
from corpus.parliaments.official_address import official_address
from corpus.records.record import ReplyRecord

_SHOWN_AS_CHIPS = ("filters", "filters_found")
_MARKER = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of an answer's text: words, quoted words, or the [n] that opens a source."""

    text: str
    is_quote: bool = False
    opens: Source | None = None


def statements_html(answer: Answer) -> list[str]:
    """Return the paragraphs of an answer in their order, each [n] a button that opens source n."""
    texts = {
        inside_quotes(quote.text, source.record.language)
        for source in answer.sources
        for quote in source.quotes
    }
    sources = {source.n: source for source in answer.sources}
    lines: list[list[_Piece]] = [[]]
    for part, is_quote in _split(answer.answer, sorted(texts, key=len, reverse=True)):
        if is_quote:
            # A [n] within quoted words is the document's and stays text.
            lines[-1].append(_Piece(part, is_quote=True))
            continue
        first, *others = part.split("\n")
        lines[-1] += _linked(first, sources)
        lines += [list(_linked(line, sources)) for line in others]
    told = [line for line in lines if any(piece.text.strip() for piece in line)]
    return [
        render("statement.html", answer.language, pieces=line, aids=list(_aids(line, answer)))
        for line in told
    ]


def _aids(line: Sequence[_Piece], answer: Answer) -> Iterator[ReadingAid]:
    """Yield the reading aids of the quotes in a `line`, in their order."""
    for piece in line:
        if piece.is_quote:
            yield from (aid for aid in answer.aids if aid.words == piece.text)


def understood_html(answer: Answer, *, in_conversation: bool) -> str:
    """Return the rewritten question, the filters and other wordings as chips; "" for none.

    Each can be taken off, but for a question rewritten without any before it (`in_conversation`
    is false): it differs by the words of its filters only, which have chips of their own.
    """
    language = answer.language
    chips = []  # where it comes from, its kind, its label, what its button says; "" for no button
    if understood := understood_line(answer):
        off = say("page_understood_off", language) if in_conversation else ""
        chips.append(("understood", "", understood, off))
    for applied in answer.filters:
        off = say("page_chip_off", language, label=applied.label)
        chips.append(("found" if applied.found else "given", applied.kind, applied.label, off))
    for wording in answer.wordings:
        label = f"{say('wordings', language)} {wording}"
        chips.append(("wording", wording, label, say("page_wording_off", language, label=wording)))
    return render("understood.html", language, chips=chips) if chips else ""


def after_html(answer: Answer) -> str:
    """Return what is shown below the statements: the notices, and one line per source."""
    return render(
        "after.html",
        answer.language,
        notices=[notice for notice in answer.notices if notice.kind not in _SHOWN_AS_CHIPS],
        sources=[
            (source, _facts(source.record, answer.language), official_address(source.record))
            for source in answer.sources
        ],
    )


def _split(text: str, texts: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of `text` in order: the occurrences of `texts`, and what lies between."""
    pattern = "|".join(re.escape(text) for text in texts)
    position = 0
    for found in re.finditer(pattern, text) if pattern else ():
        yield text[position : found.start()], False
        yield found[0], True
        position = found.end()
    yield text[position:], False


def _linked(text: str, sources: dict[int, Source]) -> Iterator[_Piece]:
    position = 0
    for found in _MARKER.finditer(text):
        if source := sources.get(int(found[1])):
            yield _Piece(text[position : found.start()])
            yield _Piece(found[0], opens=source)
            position = found.end()
    yield _Piece(text[position:])


def _facts(record: ReplyRecord, language: str) -> str:
    facts = (
        record.ministry,
        say("question_number", language, number=record.number).lstrip(", ")
        if record.number
        else "",
        say("reply_of", language, day=day(record.answered_on, language))
        if record.answered_on
        else say(f"status_{record.status}", language),
    )
    return " · ".join(filter(None, facts))
