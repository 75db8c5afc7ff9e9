"""A conversation as Markdown.

Words from documents and people are escaped, so that no Markdown reader turns them into a link, an
image or HTML; they are displayed as they are in the reply.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.languages.messages import day, say
from bot.web.kept.conversation import KeptCard, KeptConversation, KeptTurn

# All punctuation that CommonMark reads as markup anywhere; then what counts at the beginning of a
# line only: indentation, and the marks of lists.
_MARKUP = re.compile(r"([\\`*_\[\]<>&|~$!{}@#])")
# What many readers (GitHub's Markdown) make a link of although nothing marks it.
_ADDRESS = re.compile(r"\b(https?|ftp|mailto|xmpp|www)([:.])", re.IGNORECASE)
_INDENTED = re.compile(r"^[ \t]+", re.MULTILINE)
_AT_BEGINNING = re.compile(r"^([+=-])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d+)([.)])", re.MULTILINE)


def markdown_of(conversation: KeptConversation, today: date) -> str:
    """Return a conversation as Markdown: its questions, answers, quotes and references."""
    language = conversation.language
    blocks = [
        f"# {say('page_export_of', language, day=day(today, language))}",
        say("page_about", language),
    ]
    if conversation.address:
        kept_from = say(
            "page_kept_from", language, address=conversation.address, day=day(today, language)
        )
        blocks.append(escaped_markdown(kept_from))
    for turn in conversation.turns:
        blocks += _turn(turn, language)
    return "\n\n".join(blocks) + "\n"


def _turn(turn: KeptTurn, language: str) -> Iterator[str]:
    yield f"## {escaped_markdown(turn.question)}"
    if turn.asked_on:
        yield f"{say('field_asked_on', language)} {day(turn.asked_on, language)}"
    if turn.understood:
        yield escaped_markdown(turn.understood)
    yield from map(escaped_markdown, turn.lead)
    for card in turn.cards:
        yield f"### {escaped_markdown(card.head)}"
        yield from (_quote(text) for text in card.quotes)
        yield _reference(card)
    if turn.notices:
        yield f"### {say('page_turn_notices', language)}"
        yield "\n".join(f"- {_one_line(notice)}" for notice in turn.notices)


def _quote(text: str) -> str:
    return "\n".join(f"> {line}" for line in escaped_markdown(text).split("\n"))


def _reference(card: KeptCard) -> str:
    """Return the reference; of the addresses in it, only that of an official page is a link."""
    reference = escaped_markdown(card.reference)
    if not card.address:
        return reference
    return reference.replace(escaped_markdown(card.address), f"<{card.address}>", 1)


def _one_line(text: str) -> str:
    return escaped_markdown(text).replace("\n", " ")


def escaped_markdown(text: str) -> str:
    """Return `text` escaped so that Markdown displays it unchanged."""
    plain = _INDENTED.sub("", _ADDRESS.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text)))
    return _NUMBERED.sub(r"\1\\\2", _AT_BEGINNING.sub(r"\\\1", plain))
