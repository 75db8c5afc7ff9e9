"""A conversation comes back as a file, and what is no conversation is told so."""

import io
import json
from datetime import date
from typing import Any

import pytest
from docx import Document

from tests.bot.server.attacked import Attacked
from tests.bot.web.kept.kept_parts import card, conversation, turn


def _saved(victim: Attacked, sent: Any) -> Any:
    headers = {"content-type": "application/json", "accept-language": "fr"}
    with victim.keeps_still():
        return victim.client.post("/chat/save", content=json.dumps(sent), headers=headers)


@pytest.mark.parametrize(
    ("form", "kind", "ending"),
    [
        ("markdown", "text/markdown; charset=utf-8", "md"),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
    ],
)
def test_a_conversation_comes_back_as_a_file_with_a_name(
    victim: Attacked, form: str, kind: str, ending: str
) -> None:
    reply = _saved(victim, conversation(format=form))
    name = f"parlebot-{date.today()}-garde-phares.{ending}"
    assert reply.status_code == 200
    assert reply.headers["content-type"] == kind
    assert reply.headers["content-disposition"] == (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    )
    assert reply.headers["x-content-type-options"] == "nosniff"
    content = reply.content
    if form == "docx":
        content = "\n".join(p.text for p in Document(io.BytesIO(content)).paragraphs).encode()
    assert b"La prime est maintenue." in content


@pytest.mark.parametrize(
    "text", ['"; filename=evil.exe', "\r\nset-cookie: a=b", "../../x", "\ud800", "é" * 400]
)
def test_a_question_puts_nothing_into_the_headers(victim: Attacked, text: str) -> None:
    body = conversation(turn(card(), question=text), format="markdown")
    reply = _saved(victim, body)
    assert reply.status_code == 200
    assert "set-cookie" not in reply.headers
    name = reply.headers["content-disposition"].split('"')[1]
    assert name.startswith(f"parlebot-{date.today()}")
    assert name.endswith(".md")


def test_what_is_no_conversation_is_refused_in_the_reader_s_language(victim: Attacked) -> None:
    for sent in ({}, [], None, "x", conversation(format="exe")):
        reply = _saved(victim, sent)
        assert reply.status_code == 400
        assert reply.json()["error"]
    empty = _saved(victim, conversation(turns=[]))
    assert empty.json()["error"] == "il n'y a rien à enregistrer"


def test_a_form_of_another_site_cannot_have_a_file_made(victim: Attacked) -> None:
    plain = victim.client.post("/chat/save", content="{}", headers={"content-type": "text/plain"})
    assert plain.status_code == 400
    assert victim.client.get("/chat/save").status_code == 405


def test_a_conversation_of_the_greatest_size_is_made_and_a_greater_is_not(
    victim: Attacked,
) -> None:
    quotes = ["mot " * 9_000]
    sent = conversation(*[turn(card(quotes=quotes))] * 7)
    assert _saved(victim, sent).status_code == 200
    assert _saved(victim, conversation(*[turn(card(quotes=quotes))] * 8)).status_code == 413
