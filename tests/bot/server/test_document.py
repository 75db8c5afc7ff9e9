"""The page as it comes from the server: whole, ours, in the reader's language."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from bot.web.documents.files import page_picture
from embeddings.disk.home import Home
from tests.bot.server.server_process import ServerProcess, server

_FRENCH, _ENGLISH = {"Accept-Language": "fr-CA,fr;q=0.9"}, {"Accept-Language": "de,en;q=0.8"}


@pytest.fixture(scope="module")
def served(sample_home: Home) -> Iterator[ServerProcess]:
    options = ("--rate", "0", "--root-path", "/replies", "--embed-hosts", "https://ville.example")
    with server(sample_home.folder, *options) as running:
        running.until_ready()
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with server(tmp_path_factory.mktemp("empty") / "no-home", "--rate", "0") as running:
        yield running


def _page(running: ServerProcess, path: str = "/", **headers: str) -> Any:
    return html.document_fromstring(running.client.get(path, headers=headers or _FRENCH).text)


def test_the_page_is_whole_before_any_script_has_run(served: ServerProcess) -> None:
    page = _page(served)
    (root,) = page.xpath("//*[@id='pb-root']")
    assert page.get("lang") == root.xpath(".//*[contains(@class, 'pb-page')]/@lang")[0] == "fr"
    assert root.xpath(".//textarea[@id='pb-question']")
    body = page.find("body")
    assert root.getparent() is body
    following = [element.tag for element in root.itersiblings()]
    assert "gradio-app" in following  # Gradio's mount is below our frame, and not around it


def test_nothing_of_ours_waits_for_gradio(served: ServerProcess) -> None:
    page = _page(served)
    assert page.xpath("//head/script | //head/link[@rel='stylesheet']") == []
    first, *others = page.xpath("//*[@id='pb-root']/following-sibling::*")
    assert first.get("src").startswith("page.js?")
    assert first.get("defer") is first.get("async") is None  # it runs before what follows comes
    assert {element.tag for element in others} == {"script", "link", "gradio-app"}
    assert any(element.get("type") == "module" for element in others)


@pytest.mark.parametrize(
    ("headers", "language", "locale", "word"),
    [(_FRENCH, "fr", "fr_FR", "ministres"), (_ENGLISH, "en", "en_GB", "ministers")],
)
def test_the_preview_of_a_link_to_it_is_ours_and_in_the_readers_language(
    served: ServerProcess, headers: dict[str, str], language: str, locale: str, word: str
) -> None:
    reply = served.client.get("/", headers=headers)
    assert reply.headers["vary"].lower() == "accept-language, accept-encoding"
    page = html.document_fromstring(reply.text)
    told = {
        meta.get("property") or meta.get("name"): meta.get("content") for meta in page.iter("meta")
    }
    address = served.address.rstrip("/") + "/replies/"
    assert page.get("lang") == language
    assert page.findtext(".//title") == told["og:title"] == "parlebot"
    assert word in told["description"]
    assert told["description"] == told["og:description"]
    assert (told["og:locale"], told["og:type"]) == (locale, "website")
    assert (told["og:url"], told["og:image"]) == (address, f"{address}card.png")
    assert [name for name in told if name and name.startswith("twitter:")] == []
    assert len(page.xpath("//title")) == len(page.xpath("//meta[@property='og:title']")) == 1
    assert "raw.githubusercontent" not in reply.text


def test_a_language_that_is_asked_for_goes_before_the_browsers(served: ServerProcess) -> None:
    assert _page(served, "/?language=en").get("lang") == "en"
    assert _page(served, "/?language=xx").get("lang") == "fr"


def test_its_icons_and_picture_are_there_and_ours(served: ServerProcess) -> None:
    page = _page(served)
    icons = page.xpath("//link[@rel='icon']/@href")
    assert icons == ["favicon.ico", "favicon.svg"]
    kinds = {}
    for name in (*icons, "card.png"):
        reply = served.client.get(f"/{name}")
        assert reply.status_code == 200
        kinds[name] = (reply.headers["content-type"], reply.content[:4])
    assert kinds["favicon.ico"] == ("image/x-icon", b"\x00\x00\x01\x00")
    assert kinds["card.png"] == ("image/png", b"\x89PNG")
    assert kinds["favicon.svg"] == ("image/svg+xml", b"<svg")
    assert len(page_picture()) < 30_000


def test_every_file_that_the_page_names_is_there(served: ServerProcess) -> None:
    page = _page(served)
    named = page.xpath("//script/@src | //link/@href")
    assert len(named) >= 5
    gone = [n for n in named if served.client.get(f"/replies/{n}").status_code != 200]
    assert gone == []


def test_without_an_index_the_page_comes_and_names_no_path(empty: ServerProcess) -> None:
    reply = empty.client.get("/", headers=_FRENCH)
    assert reply.status_code == 503
    assert reply.headers["retry-after"]
    page = html.document_fromstring(reply.text)
    told = page.xpath("string(//*[@id='pb-root'])")
    assert "pas de réponses à consulter" in told
    assert not re.search(r"/\w|no-home|parlebot (index|update)", told)
    assert str(Path.home()) not in told


def test_the_style_says_no_address(served: ServerProcess) -> None:
    assert "url(" not in "".join(_page(served).xpath("//head/style/text()"))


def test_the_page_for_another_sites_frame_is_there_only_where_one_is_named(
    served: ServerProcess, empty: ServerProcess
) -> None:
    reply = served.client.get("/embed")
    assert reply.status_code == 200
    page = html.document_fromstring(reply.text)
    assert page.xpath("//*[contains(@class, 'pb-page')]/@data-embed") == [""]
    assert "frame-ancestors https://ville.example" in reply.headers["content-security-policy"]
    assert "data-embed" in served.client.get("/chat/frame?embed=1").json()["html"]
    assert _page(served).xpath("//@data-embed") == []
    assert empty.client.get("/embed").status_code == 404
