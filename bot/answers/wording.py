"""The wording of an answer for people: its text, and one-line questions and coverage."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.answers.answer import Answer, AnswerStatus, Coverage, Source
from bot.languages.messages import country_name, day, quoted, say, who
from corpus.records.record import ReplyRecord
from corpus.text.clean import one_line
from corpus.text.dates import parse_date

if TYPE_CHECKING:  # `ask` waits for the search libraries no longer than it must
    from embeddings.search.index import Index

_OLDER = timedelta(days=365)  # than the newest reply shown: then a reply is told as older


def told(sources: Sequence[Source], language: str, *, reserved: bool) -> str:
    """Return the answer for people: who replied and when, then the quotes.

    Where a further reply has the same words, only that is said.
    """
    paragraphs = [say("reserve", language)] if reserved else []
    shown: set[str] = set()
    newest = max((s.record.answered_on for s in sources if s.record.answered_on), default=None)
    for source in sources:
        record = source.record
        when = (
            say("of_day", language, day=day(record.answered_on, language))
            if record.answered_on
            else say("undated", language)
        )
        is_older = record.answered_on and newest and newest - record.answered_on >= _OLDER
        key = "lead_older" if is_older else "lead"
        words = quoted(" […] ".join(quote.text for quote in source.quotes), record.language)
        if words in shown:
            again = say("lead_same_words", language, who=who(record, language), when=when)
            paragraphs.append(f"{again} [{source.n}].")
            continue
        shown.add(words)
        lead = say(key, language, who=who(record, language), when=when)
        paragraphs.append(f"{lead} {words} [{source.n}]")
    return "\n\n".join(paragraphs)


def understood_line(answer: Answer) -> str:
    """Return one line with the question as understood; "" if it was understood as asked."""
    if answer.status == AnswerStatus.REJECTED or answer.standalone == one_line(answer.question):
        return ""
    return say("understood", answer.language, question=answer.standalone)


def asked_line(record: ReplyRecord, language: str) -> str:
    """Return one line about a question: title, who asked, when, its number."""
    return say(
        "asked",
        language,
        title=record.label,
        by=say("asked_by", language, name=record.asked_by) if record.asked_by else "",
        when=say("on_day", language, day=day(record.asked_on, language)) if record.asked_on else "",
        number=say("question_number", language, number=record.number) if record.number else "",
    )


def coverage_lines(index: "Index", language: str) -> list[str]:
    """Return what `index` holds: a line a country, then how fresh it is."""
    lines = []
    for code, held in index.by_country.items():
        key = "coverage_country_one" if held.replies == 1 else "coverage_country"
        line = say(key, language, country=country_name(code, language), replies=held.replies)
        if held.first:
            first, last = day(held.first, language), day(held.last, language)
            line += say("coverage_period", language, first=first, last=last)
            if held.undated:
                line += say("coverage_undated", language, undated=held.undated)
        lines.append(line)
    manifest = index.manifest
    built = day(parse_date(manifest.built_at), language)
    lines.append(say("coverage_built", language, built=built))
    if manifest.replies_by_meaning < manifest.replies:
        so_far = manifest.replies_by_meaning
        lines.append(say("coverage_so_far", language, by_meaning=so_far))
    return lines


def coverage_line(coverage: Coverage, language: str) -> str:
    """Return one line about what was searched."""
    first, last, built = (
        day(parse_date(value), language)
        for value in (coverage.first, coverage.last, coverage.built_at)
    )
    period = say("period", language, first=first, last=last) if first else ""
    key = "coverage_one" if coverage.replies == 1 else "coverage"
    line = say(key, language, replies=coverage.replies, period=period, built=built)
    if coverage.by_meaning < coverage.replies:
        line += " " + say("coverage_so_far", language, by_meaning=coverage.by_meaning)
    return f"{say('fictional_label', language)} · {line}" if coverage.fictional else line
