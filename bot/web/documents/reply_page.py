"""A reply as a page of its own: to be linked to, cited, and read without the chat page's script."""

from collections.abc import Sequence
from datetime import date
from textwrap import shorten
from typing import Any
from urllib.parse import quote as percent_encoded

from markupsafe import Markup

from bot.answers.answer import Source
from bot.languages.messages import day, say
from bot.web.documents.document import PREVIEW_LOCALES, plain_document
from bot.web.documents.files import reply_script, script_version
from bot.web.kept.reference import reference
from bot.web.kept.title import title_of
from bot.web.panel import earlier_versions, record_facts
from bot.web.publisher import Publisher
from bot.web.render import render
from bot.web.reply_path import reply_path
from corpus.parliaments.official_address import official_address
from corpus.records.record import EventKind, ReplyRecord

_DESCRIPTION = 200  # characters


def revised_on(record: ReplyRecord) -> date | None:
    """Return the day of the reply as it stands: of its last known correction, else of itself."""
    corrected = [e.on for e in record.events if e.kind is EventKind.CORRECTED and e.on]
    return max(filter(None, (record.answered_on, *corrected)), default=None)


def reply_document(
    sharing: Sequence[ReplyRecord], language: str, publisher: Publisher, address: str
) -> str:
    """Return the page of a reply, in full, as an HTML document in `language`.

    `sharing` is its record, then the others with the same reply; `address` the absolute address of
    the chat page, which is one folder above.
    """
    record, *others = sharing
    source = Source(0, record, tuple(others), ())
    title = title_of(record, language)
    known: dict[str, object] = {
        "record": record,
        "title": title,
        "official": official_address(record),
        "author": record.who_replied,
    }
    body = render(
        "reply_page.html",
        language,
        day=day(record.answered_on, language),
        paragraphs=_paragraphs(record, language),
        facts=record_facts(source, language),
        reference=reference(source, language),
        earlier=[(on, text.split("\n")) for on, text in earlier_versions(record, language) if text],
        others=[(other, reply_path(other)) for other in others],
        ask=f"../#q={percent_encoded(title, safe='')}",
        **known,
    )
    own_address, description = address + reply_path(record), _description(record)
    head = render(
        "reply_head.html",
        language,
        description=description,
        address=own_address,
        locale=PREVIEW_LOCALES[language],
        site=publisher.title,
        data=_structured(record, title, own_address),
        script=f"../reply.js?{script_version(reply_script())}",
        **known,
    )
    return plain_document(
        title,
        Markup(body),  # noqa: S704 - of our template
        language,
        publisher,
        home="../",
        description=description,
        head=Markup(head),  # noqa: S704 - of our template
    )


def _description(record: ReplyRecord) -> str:
    return shorten(record.reply or record.question, _DESCRIPTION, placeholder=" …")


def _paragraphs(record: ReplyRecord, language: str) -> list[str]:
    """Return the paragraphs of the reply; without one, what became of the question."""
    text = record.reply if record.reply else say(f"status_{record.status}", language)
    return [line for line in text.split("\n") if line.strip()]


def _structured(record: ReplyRecord, title: str, address: str) -> dict[str, Any]:
    """Return the page as schema.org data; {} for a fictional reply, which nobody may collect."""
    if record.fictional:
        return {}
    question = _known(
        {
            "@type": "Question",
            "name": title,
            "text": record.question,
            "inLanguage": record.language,
            "dateCreated": _iso(record.asked_on),
            "author": _known({"@type": "Person", "name": record.asked_by}),
            "identifier": record.number,
            "answerCount": int(record.status.has_reply),
        }
    )
    if record.status.has_reply:
        question["acceptedAnswer"] = _known(
            {
                "@type": "Answer",
                "text": record.reply,
                "inLanguage": record.language,
                "datePublished": _iso(record.answered_on),
                "dateModified": _iso(revised_on(record)),
                "author": _known({"@type": "GovernmentOrganization", "name": record.who_replied}),
                "license": _known({"@type": "CreativeWork", "name": record.licence}),
                "isBasedOn": official_address(record),
                "url": address,
            }
        )
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "url": address,
        "mainEntity": question,
    }


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` without what is not known; {} if nothing but the type is."""
    known = {name: value for name, value in values.items() if value not in ("", {})}
    return known if len(known) > 1 else {}


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""
