import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.pipeline import Pipeline
from embeddings.home import Home

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_HOSTILE = (
    "---\ntitle: <img src=x onerror=alert(1)> ${alert(2)} {{#each}} [lien](javascript:alert(3))\n"
    "ministry: <script>alert(4)</script>\ndate: 2026-05-12\n---\n"
    "## Texte de la question\nM. Fictif Exemple interroge Mme la ministre sur les zorglubs.\n"
    "## Texte de la réponse\nLes zorglubs <b onclick=alert(5)>verts</b> sont ${alert(6)} protégés "
    "par un décret fictif. **Ils** vivent au bord des rivières <svg onload=alert(7)>.\n"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        reason = "no Chromium on this machine: the page is NOT tested (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield launched
        launched.close()


def _serve(home: Path) -> Iterator[str]:
    environment = {**os.environ, "PARLEBOT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "chat", "--port", "0"]
    with tempfile.TemporaryFile("w+") as errors:
        server = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            errors.seek(0)
            assert found, errors.read()
            yield found[0]
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def sample_page(sample_home: Home) -> Iterator[str]:
    yield from _serve(sample_home.folder)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("hostile")
    document = home / "hostile.md"
    document.write_text(_HOSTILE, "utf-8")
    environment = {**os.environ, "PARLEBOT_HOME": str(home / "home")}
    subprocess.run(
        [sys.executable, "-m", "bot", "index", str(document)], env=environment, check=True
    )
    yield from _serve(home / "home")


def _open(browser: Browser, address: str, locale: str) -> Page:
    page = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address)
    expect(page.locator("#question textarea")).to_be_visible(timeout=20_000)
    return page


def _ask(page: Page, question: str) -> str:
    replies = page.locator("#chat [data-testid=bot]")
    before = replies.count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(replies).to_have_count(before + 1, timeout=20_000)
    # The dots shown while it searches are a message too, without words.
    expect(replies.last).to_have_text(re.compile(r"\w{3}"), timeout=20_000)
    return replies.last.inner_text()


@pytest.mark.parametrize(
    ("locale", "question", "frame", "button"),
    [
        (
            "fr-FR",
            "Les opérateurs peuvent-ils délocaliser leurs centres d'appels ?",
            "a répondu le",
            "Demander",
        ),
        (
            "en-GB",
            "What is the government doing about offshored call centres?",
            "replied on",
            "Ask",
        ),
    ],
)
def test_a_question_is_answered_in_its_language_with_the_quotes_marked_in_the_reply(
    browser: Browser,
    sample_page: str,
    sample_pipeline: Pipeline,
    locale: str,
    question: str,
    frame: str,
    button: str,
) -> None:
    page = _open(browser, sample_page, locale)
    expect(page.locator("#ask")).to_have_text(button)
    text = _ask(page, question)
    expected = sample_pipeline.ask(question)
    assert frame in text
    first = page.locator("#source-1")
    expect(first).to_have_attribute("open", "")
    marked = first.locator("mark").all_inner_texts()
    assert marked == [quote.text for quote in expected.sources[0].quotes]
    assert all(mark in text for mark in marked)
    assert "FICTI" in page.locator("#sources").inner_text()
    page.context.close()


def test_a_follow_up_is_searched_with_the_question_before_it(
    browser: Browser, sample_page: str
) -> None:
    page = _open(browser, sample_page, "fr-FR")
    _ask(page, "Mon fauteuil roulant sera-t-il remboursé en entier ?")
    text = _ask(page, "et depuis quand ?")
    assert "fauteuil roulant" in text.split("\n")[0]
    page.context.close()


def test_an_empty_question_is_told_what_to_do(browser: Browser, sample_page: str) -> None:
    page = _open(browser, sample_page, "en-GB")
    assert "at least one word" in _ask(page, "???")
    page.context.close()


def test_the_page_asks_nothing_of_any_other_server(browser: Browser, sample_page: str) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sample_page)
    expect(page.locator("#question textarea")).to_be_visible(timeout=20_000)
    foreign = [a for a in asked if not a.startswith((sample_page.rstrip("/"), "data:", "blob:"))]
    assert asked
    assert foreign == []
    context.close()


def test_what_a_document_or_a_person_writes_is_shown_and_never_run(
    browser: Browser, hostile_page: str
) -> None:
    page = _open(browser, hostile_page, "fr-FR")
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    text = _ask(page, "que fait-on pour les zorglubs <img src=x onerror=alert(8)> ${alert(9)} ?")
    panel = page.locator("#sources")
    assert "<b onclick=alert(5)>verts</b>" in text + panel.inner_text()
    assert "${alert(6)}" in panel.inner_text()
    assert "**Ils**" in panel.inner_text()
    page.wait_for_timeout(500)
    assert alerts == []
    assert page.locator("#sources img, #sources svg, #chat [data-testid=bot] img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    page.context.close()
