from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.answers.answer import Source
from bot.answers.quote import quote_at
from bot.requests.request import Request
from bot.web.documents.feed import Place, feed_document
from bot.web.publisher import Publisher
from corpus.records.record import EventKind, LifeEvent, ReplyRecord
from tests.bot.bot_parts import record

_ATOM = {"a": "http://www.w3.org/2005/Atom"}
_PLACE = Place("https://replies.example.org/", "https://replies.example.org/feed?q=Phares+%26+co")
_ASKED = Request("Qui garde les phares ?")
_REPLY = record("Les phares sont gardés par l'État jusqu'en 2031.")
_BUILT = date(2026, 1, 2)


def _source(reply: ReplyRecord) -> Source:
    return Source(0, reply, (), (quote_at(reply, 0, min(20, len(reply.reply))),))


def _feed(replies: Sequence[ReplyRecord], asked: Request = _ASKED) -> Any:
    sources = [_source(reply) for reply in replies]
    text = feed_document(asked, sources, "fr", Publisher(), _PLACE, _BUILT)
    return etree.fromstring(text.encode())


def _texts(feed: Any, path: str) -> list[str]:
    return [str(found) for found in feed.xpath(path, namespaces=_ATOM)]


def _assert_valid(feed: Any) -> None:
    """Assert what RFC 4287 asks of a feed and of each entry (4.1.1, 4.1.2, 3.3)."""
    for part in (feed, *feed.xpath("a:entry", namespaces=_ATOM)):
        for name in ("id", "title", "updated"):
            assert len(part.xpath(f"a:{name}", namespaces=_ATOM)) == 1, name
        assert _texts(part, "a:author/a:name/text()")
        (updated,) = _texts(part, "a:updated/text()")
        assert datetime.fromisoformat(updated).tzinfo == UTC
        assert len(_texts(part, "a:link[@rel='alternate' and @type='text/html']/@href")) == 1
    assert _texts(feed, "a:link[@rel='self']/@href") == [_PLACE.own]
    ids = _texts(feed, "//a:id/text()")
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:uuid:") for one in ids)


def test_a_feed_names_each_reply_with_its_day_its_ministry_and_the_words_quoted() -> None:
    feed = _feed([_REPLY])
    _assert_valid(feed)
    assert _texts(feed, "a:title/text()") == ["Réponses à\u00a0: Qui garde les phares ?"]
    assert _texts(feed, "a:entry/a:title/text()") == ["Phares"]
    assert _texts(feed, "a:entry/a:author/a:name/text()") == ["ministre de la mer"]
    assert _texts(feed, "a:entry/a:updated/text()") == ["2024-03-05T00:00:00Z"]
    assert _texts(feed, "a:entry/a:summary[@type='text']/text()") == ["Les phares sont gard"]
    (link,) = _texts(feed, "a:entry/a:link/@href")
    assert link.startswith("https://replies.example.org/r/f-1#q=Les%20phares")


def test_the_newest_twenty_come_first_and_a_correction_makes_a_reply_new() -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(25)]
    replies = [replace(_REPLY, uid=f"f-{n}", answered_on=on) for n, on in enumerate(days)]
    corrected = LifeEvent(EventKind.CORRECTED, date(2025, 5, 5))
    replies[3] = replace(replies[3], events=(corrected,))
    feed = _feed(replies)
    _assert_valid(feed)
    updated = _texts(feed, "a:entry/a:updated/text()")
    assert len(updated) == 20
    assert updated == sorted(updated, reverse=True)
    assert updated[0] == "2025-05-05T00:00:00Z" == _texts(feed, "a:updated/text()")[0]
    assert _texts(feed, "a:entry[1]/a:published/text()") == ["2024-01-04T00:00:00Z"]


def test_a_reply_whose_day_nobody_knows_is_not_news() -> None:
    feed = _feed([replace(_REPLY, answered_on=None)])
    _assert_valid(feed)
    assert _texts(feed, "a:entry/a:id/text()") == []
    assert _texts(feed, "a:updated/text()") == ["2026-01-02T00:00:00Z"]


def test_a_reply_keeps_its_id_in_a_feed_and_has_another_in_another_one() -> None:
    def ids(asked: Request) -> list[str]:
        return _texts(_feed([_REPLY], asked), "//a:id/text()")

    changed = _feed([replace(_REPLY, title="Autre titre", reply="Autre réponse.")])
    assert _texts(changed, "//a:id/text()") == ids(_ASKED)
    others = [
        ids(Request("Qui vend les phares ?")),
        ids(replace(_ASKED, filters=replace(_ASKED.filters, country="FR"))),
        ids(replace(_ASKED, without=frozenset({"all"}))),
    ]
    assert not set(ids(_ASKED)) & {one for found in others for one in found}


@given(st.text(max_size=80), st.text(max_size=80), st.text(min_size=1, max_size=200))
def test_a_feed_is_valid_xml_whatever_a_document_holds(title: str, name: str, reply: str) -> None:
    hostile = replace(_REPLY, title=title, ministry=name, reply=reply, licence=title)
    feed = _feed([hostile], Request(name))
    _assert_valid(feed)
    assert not feed.xpath("//*[not(namespace-uri()='http://www.w3.org/2005/Atom')]")
