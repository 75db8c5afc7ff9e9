"""What is kept of a turn: the words shown and their sources, and nothing of the page's form.

The browser stores it, and sends it back to have a file made of it (conversation.py reads it there).
"""

import re
from datetime import date
from typing import Any

from bot.answers.answer import Answer, Source
from bot.answers.quote import is_verified
from bot.answers.wording import understood_line
from bot.languages.messages import country_name, inside_quotes
from bot.web.kept.reference import reference, replied
from bot.web.kept.title import title_of
from corpus.parliaments.official_address import official_address

_MARKER = re.compile(r"\[(\d{1,3})\]")


def kept_turn(answer: Answer) -> dict[str, Any]:
    """Return what is kept of a turn, ready for JSON."""
    return {
        "language": answer.language,
        "question": answer.question,
        "understood": understood_line(answer),
        "lead": lead_of(answer),
        "cards": [_card(source, answer.language) for source in answer.sources],
        "notices": [notice.text for notice in answer.notices],
        "asked_on": date.today().isoformat(),
    }


def _card(source: Source, language: str) -> dict[str, Any]:
    record = source.record
    head = (title_of(record, language), record.ministry, replied(record, language))
    return {
        "head": f"[{source.n}] {' · '.join(filter(None, head))}",
        "quotes": [quote.text for quote in source.quotes if is_verified(quote, record)],
        "quote_language": record.language,
        "reference": reference(source, language),
        "address": official_address(record),
    }


def lead_of(answer: Answer) -> list[str]:
    """Return the lines of an answer that no card has: those that name and quote no source."""
    text = answer.answer
    for source in answer.sources:
        for quote in source.quotes:
            # A quote may have lines of its own; one of our lines holds it.
            text = text.replace(inside_quotes(quote.text, source.record.language), f"[{source.n}]")
    numbers = {str(source.n) for source in answer.sources}
    countries = {country_name(s.record.country, answer.language) for s in answer.sources}
    lines = (line.strip() for line in text.split("\n"))
    return [
        line
        for line in lines
        if line and line not in countries and numbers.isdisjoint(_MARKER.findall(line))
    ]
