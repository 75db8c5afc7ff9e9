"""Replies and feeds at addresses of their own, as clients of a server see them."""

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from embeddings.disk.home import Home
from tests.bot.server.server_process import ServerProcess, server

_WHEELCHAIR = "Qui paie les fauteuils roulants ?"
_BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr-FR,fr;q=0.9",
}


@pytest.fixture(scope="module")
def plain(sample_home: Home) -> Iterator[ServerProcess]:
    options = ("--rate", "0", "--root-path", "/replies", "--trusted-proxies", "127.0.0.1")
    with server(sample_home.folder, *options) as running:
        running.until_ready()
        yield running


def _feed(plain: ServerProcess, question: str = _WHEELCHAIR, **others: str) -> httpx.Response:
    return plain.client.get("/feed", params={"q": question, **others})


def test_each_source_of_an_answer_has_a_page_of_its_own(plain: ServerProcess) -> None:
    source = plain.ask().json()["sources"][0]
    page = plain.client.get(f"/replies/r/{source['uid']}", headers=_BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["vary"].startswith("accept-language")
    assert '<html lang="fr">' in page.text
    canonical = re.search(r'rel="canonical" href="([^"]+)"', page.text)
    assert canonical is not None
    assert canonical[1] == f"{plain.address}replies/r/{source['uid']}"
    script = re.search(r'src="\.\./(reply\.js\?\w+)"', page.text)
    assert script is not None
    assert "immutable" in plain.client.get(f"/replies/{script[1]}").headers["cache-control"]
    assert "no-store" in plain.client.get("/replies/reply.js").headers["cache-control"]


@pytest.mark.parametrize(
    "uid",
    ["", "nope", "%2e%2e", "%2e%2e/%2e%2e", "%00", "a%00b", "%ed%a0%80", "%ff", "a/b/c",
     "%", "%zz", "*", "%27%20OR%201=1", "x" * 10_000, "%0d%0aSet-Cookie:x"],
)  # fmt: skip
def test_a_uid_that_is_none_is_a_page_that_says_so(plain: ServerProcess, uid: str) -> None:
    request = plain.client.build_request("GET", "/", headers={"Accept-Language": "fr"})
    request.url = request.url.copy_with(raw_path=f"/r/{uid}".encode())
    reply = plain.client.send(request)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "Page introuvable" in reply.text
    assert "set-cookie" not in reply.headers


def test_neither_uids_nor_followed_questions_stand_in_logs_or_metrics(plain: ServerProcess) -> None:
    plain.client.get("/r/zanzibarphare")
    _feed(plain, "Qui garde le zanzibarphare ?", ministry="zanzibarphare")
    assert _feed(plain, "zanzibarphare", since="zanzibarphare").status_code == 400
    last = _feed(plain, "zanzibarphare")
    assert last.status_code == 200
    end = time.monotonic() + 60
    while f"id={last.headers['x-request-id']} " not in plain.said():
        assert time.monotonic() < end
        time.sleep(0.05)
    metrics = plain.client.get("/metrics").text
    assert "zanzibarphare" not in plain.said() + metrics
    assert 'route="/r/*",status="404"' in metrics
    assert 'route="/feed",status="400"' in metrics


def test_a_feed_has_the_replies_that_answer_and_none_that_are_only_near(
    plain: ServerProcess,
) -> None:
    feed = _feed(plain, language="en")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    answer = plain.ask(_WHEELCHAIR).json()
    assert answer["status"] == "answered"
    (uid,) = {source["uid"] for source in answer["sources"]}
    assert f"/replies/r/{uid}#q=" in feed.text
    assert "Replies to: " in feed.text
    assert feed.text.count("<entry") < len(answer["retrieved"])
    assert "<entry" not in _feed(plain, "Combien de licornes vivent sur la Lune ?").text
    assert "<entry" not in _feed(plain, "Bonjour !").text
    assert "<entry" not in _feed(plain, until="2001-01-01").text


def test_who_has_the_feed_already_is_told_so_without_a_search(plain: ServerProcess) -> None:
    def searches() -> float:
        text = plain.client.get("/metrics").text
        found = re.search(r'step_seconds_count\{step="queue"\} (\S+)', text)
        return float(found[1]) if found else 0.0

    first = _feed(plain)
    before = searches()
    again = plain.client.get(first.url, headers={"If-None-Match": f"W/{first.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert searches() == before
    assert "no-store" not in first.headers["cache-control"]
    for other in (_feed(plain, language="en"), _feed(plain, country="FR"), _feed(plain, "Et là ?")):
        assert other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "query", ["", "q=", "q=Qui&since=hier", "q=Qui&language=xx", "q=Qui&without=x", "q=%ff%fe"]
)
def test_a_feed_that_asks_nothing_that_can_be_searched_is_refused(
    plain: ServerProcess, query: str
) -> None:
    assert plain.client.get(f"/feed?{query}").status_code == 400
    page = plain.client.get(f"/feed?{query}", headers=_BROWSER)
    assert (page.status_code, page.text[:15]) == (400, "<!doctype html>")


def test_in_the_address_bar_a_refusal_is_a_page_in_the_reader_s_language(
    plain: ServerProcess,
) -> None:
    client = plain.client
    refused = [
        client.get("/nowhere", headers=_BROWSER),
        client.get("/", headers=_BROWSER | {"Host": "a b"}),
        client.post("/", headers=_BROWSER),
    ]
    assert [page.status_code for page in refused] == [404, 421, 405]
    for page in refused:
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert '<html lang="fr">' in page.text
        assert 'href="/replies/"' in page.text
    assert client.head("/nowhere", headers=_BROWSER).content == b""
    for path in ("/nowhere", "/api/nowhere"):
        assert list(client.get(path).json()) == ["error"]


def test_robots_may_read_pages_and_ask_nothing(plain: ServerProcess) -> None:
    told = plain.client.get("/robots.txt").text.splitlines()
    assert told[0] == "User-agent: *"
    for place in ("api/", "ask", "chat/", "feed"):
        assert f"Disallow: /replies/{place}" in told
    assert "Allow: /" in told
