"""The replies that answer a question as an Atom feed (RFC 4287), for those who follow it."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from bot.answers.answer import Source
from bot.languages.messages import say
from bot.requests.request import Request
from bot.web.documents.reply_page import revised_on
from bot.web.kept.title import title_of
from bot.web.publisher import Publisher
from bot.web.render import render
from bot.web.reply_path import reply_path
from corpus.text.clean import one_line

MEDIA_TYPE = "application/atom+xml"
_MOST = 20  # entries
_TITLE = 200  # characters of a question
_IDS = uuid5(NAMESPACE_URL, "https://parlebot.invalid/feed")  # of feeds and entries, for ever
# What no XML 1.0 document may hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed stands: absolute addresses."""

    page: str  # the chat page
    own: str  # the feed itself


def followed_question(request: Request) -> str:
    """Return what a feed of `request` is about, as one text: equal for equal questions only."""
    kept = {
        "question": one_line(request.question),
        "history": request.history,
        "filters": asdict(request.filters),
        "without": sorted(request.without),
    }
    return json.dumps(kept, default=str, sort_keys=True)


def feed_document(
    request: Request,
    found: Sequence[Source],
    language: str,
    publisher: Publisher,
    place: Place,
    built_on: date,
) -> str:
    """Return the Atom feed of the replies `found`, which answer `request`, newest first.

    A reply without a date is left out: nobody can tell whether it is new. `built_on` is the day of
    the index, on which a feed without replies was last true.
    """
    feed_id = uuid5(_IDS, followed_question(request))
    entries = []
    for source in found:
        if updated := revised_on(source.record):
            entries.append((updated, source))
    entries.sort(key=lambda entry: entry[0], reverse=True)
    entries = entries[:_MOST]
    question = one_line(request.question)[:_TITLE]
    document = render(
        "feed.xml",
        language,
        id=feed_id.urn,
        title=say("page_feed_title", language, question=question),
        updated=entries[0][0] if entries else built_on,
        publisher=publisher,
        place=place,
        entries=[
            {
                "id": uuid5(feed_id, source.record.uid).urn,
                "record": source.record,
                "title": title_of(source.record, language),
                "author": _legal(source.record.who_replied) or say("minister", language),
                "updated": updated,
                "address": place.page + reply_path(source.record, source.quotes[0]),
                "summary": " […] ".join(quote.text for quote in source.quotes),
            }
            for updated, source in entries
        ],
    )
    return _legal(document)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
