"""An answer as the page shows it: what is said first, a card a reply, its notices in one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.answers.answer import Answer, Notice, Outcome, ReadingAid, Source
from bot.answers.quote import is_verified
from bot.answers.wording import understood_line
from bot.languages.messages import country_name, day, quoted, say
from bot.question.kinds import QuestionKind
from bot.web.kept.kept import lead_of
from bot.web.kept.reference import copied_quote, question_name
from bot.web.kept.title import title_of
from bot.web.render import render
from bot.web.reply_path import reply_path
from corpus.parliaments.official_address import official_address
from corpus.records.record import ReplyRecord

_SHOWN_AS_CHIPS = ("filters", "filters_found")
# What the page says in another place: what a reply is stands at its foot for all of them, and that
# a reply is fictional on its card.
_SHOWN_ELSEWHERE = ("legal_value", "fictional")
# Without these a reader may take the answer for more than it is; told in amber.
_WARNINGS = (
    "masked", "shortened", "model_failed", "filters_dropped", "replies_differ", "part_unanswered",
    "corrected", "undated", "age", "government_changed", "government_unknown",
)  # fmt: skip
_DIFFER = "replies_differ"  # the notice with which replies on one point are told in a time line
_OF_ONE_REPLY = ("corrected", "age")  # warnings that stand on the cards they are about


@dataclass(frozen=True, slots=True)
class _Quoted:
    """Words of a reply between quotation marks, and what helps to read them."""

    words: str
    aids: tuple[ReadingAid, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A reply of an answer: who replied, when, the words quoted, and where they come from."""

    source: Source
    who: str
    speaker: str  # the minister, where the record names one and no other
    when: str  # the day, or what became of the question
    notes: tuple[str, ...]  # what warns of this reply alone, in a few words
    quotes: tuple[_Quoted, ...]
    same_as: int  # the source that has the same words, 0 for none: then there are no `quotes`
    title: str
    asked: str  # by whom, under which number
    path: str  # of the page of the reply
    official: str  # address, "" for none that may be a link
    copied: str  # the quotes and the reference, as text


def answer_html(answer: Answer) -> str:
    """Return an answer in HTML: what is said first, then a card a reply, by country."""
    seen: dict[str, int] = {}
    cards = []
    for source in answer.sources:
        words = " ".join(quote.text for quote in source.quotes)
        same_as = seen.setdefault(words, source.n) if words else source.n
        same = same_as if same_as != source.n else 0
        cards.append(_card(source, answer, same))
    by_country = groupby(cards, key=lambda card: card.source.record.country)
    groups = [(country_name(code, answer.language), list(group)) for code, group in by_country]
    return render(
        "answer.html",
        answer.language,
        lead=[*lead_of(answer), *_overview(answer)],
        time_line=_time_line(answer),
        groups=groups,
        is_danger=answer.question_kind == QuestionKind.DANGER,
    )


def _overview(answer: Answer) -> list[str]:
    """Return the line that stands above an overview."""
    if answer.outcome is not Outcome.OVERVIEW or len(answer.sources) < 2:
        return []
    return [say("page_overview", answer.language, count=len(answer.sources))]


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
    """Return what is shown below the cards: one quiet line of notices, which opens; "" for none."""
    told = [n for n in answer.notices if n.kind not in (*_SHOWN_AS_CHIPS, *_SHOWN_ELSEWHERE)]
    if not told:
        return ""
    warnings = [notice for notice in told if notice.kind in _WARNINGS]
    return render(
        "notices.html",
        answer.language,
        warnings=_short([n for n in warnings if n.kind not in _OF_ONE_REPLY], answer.language),
        others=len(told) - len(warnings),
        notices=[(notice, notice.kind in _WARNINGS) for notice in told],
    )


def _notes(source: Source, answer: Answer) -> Iterator[str]:
    """Yield the warnings of a reply alone, in a few words: the notices name it by its number."""
    for notice in answer.notices:
        if notice.kind in _OF_ONE_REPLY and f"[{source.n}]" in notice.text:
            yield say(f"page_short_{notice.kind}", answer.language)


def _speaker(record: ReplyRecord) -> str:
    """Return the name of the minister; "" where several spoke or the record names none."""
    names = {one.split(",")[0].strip() for one in record.answered_by.split(";")}
    return names.pop() if len(names) == 1 and record.ministry else ""


def _short(warnings: Sequence[Notice], language: str) -> str:
    """Return one line of a few words a warning."""
    said = dict.fromkeys(say(f"page_short_{notice.kind}", language) for notice in warnings)
    line = " · ".join(said)
    return line[:1].upper() + line[1:]


def when(record: ReplyRecord, language: str) -> str:
    """Return the day of a reply, or that it is not known, or what became of the question."""
    if record.answered_on:
        return day(record.answered_on, language)
    return say("page_undated" if record.status.has_reply else f"status_{record.status}", language)


def _card(source: Source, answer: Answer, same_as: int) -> Card:
    language, record = answer.language, source.record
    quotes = [quote for quote in source.quotes if is_verified(quote, record)]
    shown = tuple(
        _Quoted(quoted(quote.text, record.language), tuple(_aids(source, quote.text, answer)))
        for quote in quotes
    )
    return Card(
        source=source,
        who=record.who_replied,
        speaker=_speaker(record),
        when=when(record, language),
        notes=tuple(_notes(source, answer)),
        quotes=() if same_as else shown,
        same_as=same_as,
        title=title_of(record, language),
        asked=" · ".join(filter(None, (record.asked_by, question_name(record, language)))),
        path=reply_path(record, quotes[0] if quotes else None),
        official=official_address(record),
        copied=copied_quote(source, " […] ".join(quote.text for quote in quotes), language)
        if quotes
        else "",
    )


def _aids(source: Source, words: str, answer: Answer) -> Iterator[ReadingAid]:
    """Yield the reading aids of a quote, in their order."""
    yield from (aid for aid in answer.aids if aid.n == source.n and aid.quote.text == words)


def _time_line(answer: Answer) -> list[tuple[str, Source, str]]:
    """Return the dated replies in order of date, if the answer says that they differ."""
    dated = [source for source in answer.sources if source.record.answered_on and source.quotes]
    if len(dated) < 2 or all(notice.kind != _DIFFER for notice in answer.notices):
        return []
    dated.sort(key=lambda source: str(source.record.answered_on))
    return [(day(s.record.answered_on, answer.language), s, reply_path(s.record)) for s in dated]
