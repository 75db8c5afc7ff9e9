import json
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bot.answers.quote import quote_at
from bot.web.documents.reply_page import reply_document
from bot.web.publisher import Publisher
from bot.web.reply_path import reply_path
from corpus.records.record import EventKind, LifeEvent, ReplyRecord, Status
from tests.bot.bot_parts import record

_HOME = "https://replies.example.org/minister/"
_OFFICIAL = "https://questions.assemblee-nationale.fr/q16/16-33QE.htm"
_REPLY = record(
    "Les phares sont gardés par l'État.\nIls le seront jusqu'en 2031.",
    uid="QANR5L16QE33",
    source="AN",
    url=_OFFICIAL,
    licence="Licence ouverte 2.0",
    asked_by="Mme Jeanne Martin",
    legislature="16",
)
_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
_MARKUP = st.sampled_from(
    ["</script>", "<!--", "<script>", "]]>", "&lt;", '"', "'", "{{", "\u2028"]
)


def _page(*sharing: ReplyRecord, language: str = "fr") -> Any:
    return html.document_fromstring(reply_document(sharing, language, Publisher(), _HOME))


def _said(page: Any, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


def _meta(page: Any, name: str) -> str:
    (found,) = page.xpath(f"//meta[@name='{name}' or @property='{name}']/@content")
    return str(found)


def _data(page: Any) -> Any:
    (text,) = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(text)


def test_a_reply_is_read_in_full_without_any_script() -> None:
    page = _page(_REPLY)
    assert _said(page, "//h1") == ["Phares"]
    assert _said(page, "//*[@class='pb-reply']/p") == _REPLY.reply.split("\n")
    assert page.xpath("//*[@class='pb-reply']/@lang") == ["fr"]
    told = " ".join(page.text_content().split())
    for words in (
        "Qui garde les phares de la côte ?", "ministre de la mer", "Mme Jeanne Martin",
        "9 janvier 2024", "5 mars 2024", "33", "Licence ouverte 2.0",
    ):  # fmt: skip
        assert words in told
    assert page.xpath("//a[@class='pb-official']/@href") == [_OFFICIAL]
    assert page.xpath("//a[@class='pb-ask']/@href") == ["../#q=Phares"]


def test_only_an_official_address_becomes_a_link() -> None:
    page = _page(replace(_REPLY, url="https://evil.example/assemblee-nationale.fr"))
    assert [link for link in page.xpath("//a/@href") if not link.startswith("../")] == []


def test_what_a_reply_is_can_be_cited_and_collected_by_programs() -> None:
    page = _page(_REPLY)
    address = f"{_HOME}r/QANR5L16QE33"
    assert page.xpath("//link[@rel='canonical']/@href") == [address]
    assert _meta(page, "og:url") == address
    assert _meta(page, "og:type") == "article"
    assert _meta(page, "og:title") == _meta(page, "citation_title") == "Phares"
    assert _meta(page, "og:description").startswith("Les phares sont gardés")
    assert _meta(page, "article:published_time") == "2024-03-05"
    assert _meta(page, "citation_author") == "ministre de la mer"
    assert _meta(page, "citation_publication_date") == "2024/03/05"
    assert _meta(page, "citation_public_url") == _OFFICIAL
    question = _data(page)["mainEntity"]
    answer = question["acceptedAnswer"]
    assert (question["@type"], question["dateCreated"]) == ("Question", "2024-01-09")
    assert answer["text"] == _REPLY.reply
    assert answer["author"] == {"@type": "GovernmentOrganization", "name": "ministre de la mer"}
    assert (answer["datePublished"], answer["isBasedOn"]) == ("2024-03-05", _OFFICIAL)
    assert answer["license"]["name"] == "Licence ouverte 2.0"


def test_a_fictional_reply_says_so_and_is_not_to_be_collected() -> None:
    page = _page(replace(_REPLY, fictional=True))
    assert "EXEMPLE FICTIF" in page.text_content()
    assert _meta(page, "robots") == "noindex"
    assert page.xpath("//script[@type]") == page.xpath("//meta[contains(@name,'citation')]") == []


def test_a_question_without_a_reply_tells_its_state_and_claims_no_answer() -> None:
    page = _page(replace(_REPLY, reply="", status=Status.NOT_YET_ANSWERED, answered_on=None))
    assert _said(page, "//*[@class='pb-reply']/p") == ["pas encore de réponse"]
    assert "acceptedAnswer" not in _data(page)["mainEntity"]


def test_a_corrected_reply_shows_what_it_replaced_and_when_it_was_corrected() -> None:
    corrected = replace(
        _REPLY,
        earlier_replies=("Les phares seront vendus.", "Rien."),
        earlier_dates=("2024-02-01",),
        events=(LifeEvent(EventKind.CORRECTED, date(2024, 4, 2)),),
    )
    page = _page(corrected)
    assert _said(page, "//details[@class='pb-earlier']/div") == [
        *reversed(corrected.earlier_replies)  # the newest first
    ]
    assert "1er février 2024" in _said(page, "//details[@class='pb-earlier']/summary")[1]
    assert _data(page)["mainEntity"]["acceptedAnswer"]["dateModified"] == "2024-04-02"


def test_other_questions_with_the_reply_are_linked_to_by_any_uid() -> None:
    page = _page(_REPLY, replace(_REPLY, uid="a b/../?c", title="Feux", number="34"))
    assert page.xpath("//details[@class='pb-others']//a/@href") == ["../r/a%20b%2F..%2F%3Fc"]
    assert "33, 34" in " ".join(page.text_content().split())


@given(st.lists(_TEXTS | _MARKUP, min_size=1, max_size=4).map(" ".join))
def test_no_text_of_a_document_gets_out_of_its_place(text: str) -> None:
    text = f"Phares {text}."
    hostile = replace(_REPLY, title=text, question=text, reply=text, ministry=text, licence=text)
    page = _page(hostile)
    assert len(page.xpath("//script")) == 2
    assert len(page.xpath("//meta")) == len(_page(_REPLY).xpath("//meta"))
    assert _data(page)["mainEntity"]["acceptedAnswer"]["text"] == text
    assert _meta(page, "citation_title") == text


def test_the_address_of_a_passage_holds_its_words_and_where_they_stood() -> None:
    path = reply_path(_REPLY, quote_at(_REPLY, 11, 33))
    assert path.startswith("r/QANR5L16QE33#q=")
    asked = parse_qs(urlsplit(path).fragment)
    assert asked == {"q": ["sont gardés par l'État"], "at": ["9-28"]}


def test_the_address_of_a_long_passage_holds_its_first_and_its_last_words() -> None:
    long = replace(_REPLY, reply=" ".join(f"mot{n}" for n in range(40)))
    (sought,) = parse_qs(urlsplit(reply_path(long, quote_at(long, 0, len(long.reply)))).fragment)[
        "q"
    ]
    first, last = sought.split("…")
    assert (first.split(), last.split()) == (long.reply.split()[:8], long.reply.split()[-8:])
