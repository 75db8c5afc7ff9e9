"""The page in another site's frame: of a site that the operator names, and of no other."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.browser.browser_parts import WHEELCHAIR, served


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """Serve a folder on a port of its own, and so as another site; yields its origin."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder)
    ) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def sites(
    sample_home: Home, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """Two sites with the same pages, which frame ours: one that is named and one that is not."""
    folder = tmp_path_factory.mktemp("sites")
    with _site(folder) as named, _site(folder) as unnamed:
        serving = served(Pipeline(sample_home, encoder), embed_hosts=(named,))
        address = next(serving)
        for name, path in (("embed", "embed"), ("whole", "")):
            frame = f'<iframe src="{address}{path}" width="900" height="700"></iframe>'
            (folder / f"{name}.html").write_text(f"<!doctype html>{frame}", "utf-8")
        yield named, unnamed
        next(serving, None)


def _opened(browser: Browser, address: str) -> tuple[Page, list[str]]:
    page = browser.new_context(locale="fr-FR").new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    return page, said


def test_a_site_that_is_named_shows_the_page_and_it_answers_there(
    browser: Browser, sites: tuple[str, str]
) -> None:
    page, _ = _opened(browser, f"{sites[0]}/embed.html")
    frame = page.frame_locator("iframe")
    box = frame.locator("#pb-question")
    expect(frame.locator(".pb-page")).to_have_attribute("data-embed", "")
    expect(frame.locator(".pb-wordmark")).to_have_count(0)
    box.fill(WHEELCHAIR)
    box.press("Enter")
    expect(frame.locator(".pb-turn")).to_have_attribute("data-state", "done", timeout=60_000)
    # There is no list here from which a reader could delete it.
    assert frame.locator("body").evaluate("() => Object.keys(localStorage)") == []
    page.context.close()


@pytest.mark.parametrize(("site", "name"), [(1, "embed"), (1, "whole"), (0, "whole")])
def test_a_site_that_is_not_named_shows_nothing_and_none_shows_the_page_itself(
    browser: Browser, sites: tuple[str, str], site: int, name: str
) -> None:
    page, said = _opened(browser, f"{sites[site]}/{name}.html")
    expect(page.frame_locator("iframe").locator("#pb-question")).to_have_count(0)
    assert any("frame-ancestors" in text for text in said), said
    page.context.close()
