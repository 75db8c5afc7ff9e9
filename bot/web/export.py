"""What a reader can copy: the reference of a reply, and a turn of a conversation as Markdown.

Words from documents and people are escaped, so that no Markdown reader turns them into a link, an
image or HTML; they are displayed as they are in the reply.
"""

import re

from bot.answers.answer import Answer, Source
from bot.answers.wording import understood_line
from bot.languages.messages import day, say
from corpus.parliaments.official_address import official_address

# All punctuation that CommonMark reads as markup anywhere; then what counts at the beginning of a
# line only: indentation, and the marks of headings and lists.
_MARKUP = re.compile(r"([\\`*_\[\]<>&|~$!{}@])")
# What many readers (GitHub's Markdown) make a link of although nothing marks it.
_ADDRESS = re.compile(r"\b(https?|ftp|mailto|xmpp|www)([:.])", re.IGNORECASE)
_INDENTED = re.compile(r"^[ \t]+", re.MULTILINE)
_AT_BEGINNING = re.compile(r"^([#+=-])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d+)([.)])", re.MULTILINE)


def reference(source: Source, language: str) -> str:
    """Return the citation of a reply: number, title, ministry, date, address."""
    return ", ".join(filter(None, (_cited(source, language), _address(source))))


def _address(source: Source) -> str:
    url = source.record.url
    return url if url.startswith("https://") else ""


def _cited(source: Source, language: str) -> str:
    record = source.record
    parts = (
        say("fictional_label", language) if record.fictional else "",
        say("question_number", language, number=record.number).lstrip(", ")
        if record.number
        else record.uid,
        record.heading,
        record.ministry or record.answered_by,
        say("reply_of", language, day=day(record.answered_on, language))
        if record.answered_on
        else say(f"status_{record.status}", language),
    )
    return ", ".join(part for part in parts if part)


def numbers_of(source: Source) -> list[str]:
    """Return the numbers of all questions that received the reply, its own first."""
    records = (source.record, *source.also_answers)
    numbers = [record.number or "" for record in records]
    return list(dict.fromkeys(filter(None, (*numbers, *source.record.grouped_numbers))))


def turn_markdown(answer: Answer) -> str:
    """Return a question, its answer and its sources as Markdown."""
    language = answer.language
    lines = [f"## {escaped_markdown(' '.join(answer.question.split()))}", ""]
    if understood := understood_line(answer):
        lines += [f"*{escaped_markdown(understood)}*", ""]
    lines += [escaped_markdown(answer.answer).replace("\n", "\n\n"), ""]
    lines += [f"> {escaped_markdown(notice.text)}" + "\n>" for notice in answer.notices]
    lines.append("")
    if answer.sources:
        lines += [f"### {say('sources', language)}", ""]
    for source in answer.sources:
        lines.append(f"- \\[{source.n}\\] {_cited_markdown(source, language)}")
        lines += [f"  - {escaped_markdown(source.record.licence)}"] if source.record.licence else []
        lines += [f"  > {escaped_markdown(' '.join(q.text.split()))}\n  >" for q in source.quotes]
    return "\n".join(lines).rstrip() + "\n"


def _cited_markdown(source: Source, language: str) -> str:
    """Return the reference; only the address of an official page is a link."""
    official = official_address(source.record)
    address = f"<{official}>" if official else escaped_markdown(_address(source))
    return ", ".join(filter(None, (escaped_markdown(_cited(source, language)), address)))


def escaped_markdown(text: str) -> str:
    """Return `text` escaped so that Markdown displays it unchanged."""
    plain = _INDENTED.sub("", _ADDRESS.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text)))
    return _NUMBERED.sub(r"\1\\\2", _AT_BEGINNING.sub(r"\\\1", plain))
