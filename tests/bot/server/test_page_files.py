"""The files of the page, and how an operator's logo is served."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message, Send

from bot.question.bad_input import BadInputError
from bot.server.files import PageFiles
from bot.server.gate.addresses import Address, Addresses
from bot.server.gate.response_headers import with_headers
from bot.server.operating.settings import parse_embed_hosts
from bot.web.publisher import Publisher
from tests.bot.server.scenes import played

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _served(publisher: Publisher) -> tuple[TestClient, Addresses]:
    files = PageFiles(publisher)
    return TestClient(Starlette(routes=files.routes())), Addresses(
        files.assets, map(Address, files.own)
    )


def test_a_logo_is_served_with_its_type(tmp_path: Path) -> None:
    logo = tmp_path / "ours.SVG"
    logo.write_bytes(_SVG)
    client, addresses = _served(Publisher(logo=logo))
    logo.unlink()  # it is read once, at the start
    reply = client.get("/logo")
    assert (reply.status_code, reply.content) == (200, _SVG)
    assert reply.headers["content-type"] == "image/svg+xml"
    assert addresses.find("/logo", "GET") is not None


def test_without_a_logo_there_is_no_such_address() -> None:
    client, addresses = _served(Publisher())
    assert client.get("/logo").status_code == 404
    assert addresses.find("/logo", "GET") is None


def test_the_icon_has_the_publishers_colour() -> None:
    client, _ = _served(Publisher(accent="#aa3300"))
    assert "#aa3300" in client.get("/favicon.svg").text


async def _whole(send: Send, start: Message) -> None:
    await send(start)
    await send({"type": "http.response.body", "body": b"<script>x</script>"})


def _headers(
    kind: bytes, path: str = "/logo", embed_hosts: tuple[str, ...] = ()
) -> dict[bytes, bytes]:
    sent: list[Message] = []

    async def send(event: Message) -> None:
        sent.append(event)

    start: Message = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", kind)],
    }
    answering = with_headers(send, path, "id", embed_hosts)
    played(_whole(answering, start))
    return dict(sent[0]["headers"])


def test_a_script_in_a_picture_would_not_run() -> None:
    headers = _headers(b"image/svg+xml")
    policy = headers[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "sandbox" in policy.split("; ")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert b"script-src 'self'" in _headers(b"text/javascript")[b"content-security-policy"]


_SITES = ("https://www.ville.example", "http://localhost:8000")


def test_the_sites_that_are_named_may_show_the_embedded_page_and_nothing_else_of_ours() -> None:
    embedded = _headers(b"text/html", "/embed", _SITES)
    policy = embedded[b"content-security-policy"].decode().split("; ")
    assert "frame-ancestors https://www.ville.example http://localhost:8000" in policy
    assert embedded[b"cross-origin-resource-policy"] == b"cross-origin"
    assert any("sha256-" in rule for rule in policy if rule.startswith("script-src"))
    for path in ("/", "/ask", "/r/x", "/chat/frame", "/embed/", "/page.js"):
        others = _headers(b"text/html", path, _SITES)
        assert b"frame-ancestors 'none'" in others[b"content-security-policy"]
        assert others[b"cross-origin-resource-policy"] == b"same-origin"
    assert b"frame-ancestors 'none'" in _headers(b"text/html", "/embed")[b"content-security-policy"]


def test_sites_are_read_as_origins() -> None:
    told = " https://WWW.ville.example/, http://localhost:8000,https://www.ville.example"
    assert parse_embed_hosts(told) == _SITES
    assert parse_embed_hosts("") == ()


@pytest.mark.parametrize(
    "told",
    [
        "www.ville.example",
        "https://ville.example/page",
        "*",
        "https://*",
        "https://a.example; script-src *",
        "https://a.example https://b.example",
        "data:",
        "https://",
        "https://a..example",
    ],
)
def test_a_site_that_is_no_origin_is_refused(told: str) -> None:
    with pytest.raises(BadInputError):
        parse_embed_hosts(told)
