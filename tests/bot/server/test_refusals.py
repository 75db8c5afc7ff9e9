import json

import pytest
from starlette.datastructures import Headers

from bot.server.gate.refusals import Refusals, prefers_html
from bot.web.publisher import Publisher
from corpus.text.message import message

_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
_SAID = message("there is nothing at this address")


@pytest.mark.parametrize(
    ("accept", "is_html"),
    [
        (_BROWSER, True),
        ("text/html", True),
        ("TEXT/HTML;level=1;q=0.5, application/json;q=0.5", True),
        ("application/json, text/html;q=0.9", False),
        ("application/atom+xml, text/html;q=0.4", False),
        ("text/html;q=0", False),
        ("text/html;q=much", False),
        ("text/html;q=nan", False),
        ("*/*", False),
        ("", False),
        (";;,,q=;", False),
    ],
)
def test_only_who_asks_for_html_by_name_and_first_gets_it(accept: str, *, is_html: bool) -> None:
    assert prefers_html(accept) == is_html


def _told(path: str, status: int = 404, language: str = "fr") -> tuple[str, str]:
    refusals = Refusals(Publisher(title="Mes réponses"), "/replies")
    kind, body = refusals.told(status, _SAID, path, Headers({"accept": _BROWSER}), language)
    return kind, body.decode()


def test_in_a_browser_a_refusal_is_a_page_with_what_happened_and_what_to_do() -> None:
    kind, page = _told("/nowhere")
    assert kind.startswith("text/html")
    assert page.startswith("<!doctype html>")
    for words in ('lang="fr"', "Page introuvable", "Il n&#39;y a rien à cette adresse.", "404"):
        assert words in page
    assert 'href="/replies/"' in page
    assert "Mes réponses" in page


@pytest.mark.parametrize("status", [400, 401, 405, 408, 413, 421, 429, 500, 503])
def test_every_refusal_can_be_told_as_a_page_in_each_language(status: int) -> None:
    pages = [_told("/", status, language)[1] for language in ("fr", "en")]
    assert all(str(status) in page for page in pages)
    assert pages[0] != pages[1]


@pytest.mark.parametrize(
    "path", ["/api/ask", "/chat/ask", "/chat/frame", "/metrics", "/ready", "/health"]
)
def test_addresses_of_programs_answer_in_json_whoever_asks(path: str) -> None:
    kind, body = _told(path, language="en")
    assert (kind, json.loads(body)) == ("application/json", {"error": str(_SAID)})
