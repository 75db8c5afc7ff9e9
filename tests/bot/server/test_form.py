"""A question can be asked without JavaScript: a form goes out, a document comes back."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bot.question.bad_input import BadInputError
from bot.requests.request import parse_request
from bot.server.form import parse_form
from tests.bot.server.attacked import Attacked

_FORM = "application/x-www-form-urlencoded"
_WHEELCHAIR = "Mon fauteuil roulant sera-t-il remboursé en entier ?"


def _asked(victim: Attacked, **form: str) -> tuple[int, Any]:
    with victim.keeps_still():
        reply = victim.client.post("/ask", data=form, headers={"Accept-Language": "en"})
    return reply.status_code, html.document_fromstring(reply.text)


def test_the_answer_is_a_whole_document_with_a_form_for_the_next_question(
    victim: Attacked,
) -> None:
    code, page = _asked(victim, question=_WHEELCHAIR, language="fr")
    told = victim.running.ask(_WHEELCHAIR).json()
    assert code == 200
    assert page.get("lang") == "fr"
    assert page.findtext(".//main//h1") == _WHEELCHAIR
    assert list(page.iter("script")) == []
    shown = " ".join(page.find(".//main").text_content().split())
    for source in told["sources"]:
        for quote in source["quotes"]:
            assert " ".join(quote["text"].split()) in shown
    form = page.forms[0]
    assert (form.method, form.action, form.fields["language"]) == ("POST", "ask", "fr")
    assert form.fields["question"] == ""


def test_the_form_may_hold_the_filters_of_the_page(victim: Attacked) -> None:
    _, page = _asked(victim, question=_WHEELCHAIR, language="fr", until="1990-01-01", ministry="")
    assert page.xpath("//*[contains(@class, 'pb-chip')]")


def test_what_is_typed_stays_text(victim: Attacked) -> None:
    typed = "<script>alert(1)</script> & des fauteuils ?"
    _, page = _asked(victim, question=typed)
    assert page.findtext(".//main//h1") == typed
    assert list(page.iter("script")) == []


def test_a_question_that_holds_nothing_is_answered_with_a_sentence(victim: Attacked) -> None:
    code, page = _asked(victim, question="   ")
    assert code == 200
    assert page.xpath("string(//*[@class='pb-answer'])").strip()


def test_what_is_asked_in_danger_stands_in_no_title(victim: Attacked) -> None:
    code, page = _asked(victim, question="Mon mari me frappe", language="fr")
    assert (code, page.findtext(".//title")) == (200, "Conversation – parlebot")
    assert page.xpath("//a[starts-with(@href, 'tel:')]")


def test_the_address_is_no_page_to_be_visited(victim: Attacked) -> None:
    assert victim.client.get("/ask").status_code == 405


def test_a_form_is_a_question_like_any_other() -> None:
    body = b"question=Qui+paie%20%3F&language=fr&number=12&since="
    assert parse_form(f"{_FORM}; charset=utf-8", body) == parse_request(
        {"question": "Qui paie ?", "language": "fr", "number": "12"}
    )


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"question": "x"}'),
        ("multipart/form-data; boundary=x", b"question=x"),
        ("", b"question=x"),
        (_FORM, b""),
        (_FORM, b"question"),
        (_FORM, b"question=%ff"),
        (_FORM, b"question=\xc3\xa9"),
        (_FORM, b"question=x&" + b"a=b&" * 30),
        (_FORM, b"language=fr"),
        (_FORM, b"question=x&language=xx"),
        (_FORM, b"question=x&since=yesterday"),
    ],
)
def test_a_form_that_is_none_is_refused(kind: str, body: bytes) -> None:
    with pytest.raises(BadInputError):
        parse_form(kind, body)


@given(st.lists(st.sampled_from(["question", "language", "=", "&", "%", "%e9", "%C3", "é", "+"])))
def test_whatever_a_body_holds_it_is_a_question_or_refused(parts: list[str]) -> None:
    with suppress(BadInputError):
        assert isinstance(parse_form(_FORM, "".join(parts).encode()).question, str)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_is_typed_arrives_as_it_is(typed: str) -> None:
    assert parse_form(_FORM, urlencode({"question": typed}).encode()).question == typed
