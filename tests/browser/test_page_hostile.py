"""120 hostile strings in titles, ministries, questions, replies, what is typed: in every place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.pipeline.pipeline import Pipeline
from corpus.ingestion.ingest import ingest
from corpus.records.record import ReplyRecord
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.browser.browser_parts import PHONE, ended, opened, send, served

# Each is written for a place where something could take it for more than text; N names it.
_FAMILIES = (
    "<script>alert('N')</script>",
    "<img src=x onerror=alert('N')>",
    "<svg onload=alert('N')>",
    "<svg><script>alert('N')</script></svg>",
    "<b onclick=alert('N') onmouseover=alert('N')>gras</b>",
    "<iframe src=\"javascript:alert('N')\"></iframe>",
    "<a href=\"javascript:alert('N')\">lien</a>",
    "\"><script>alert('N')</script>",
    "' onfocus=alert('N') autofocus x='",
    "</textarea><img src=x onerror=alert('N')>",
    "</section></div><script>alert('N')</script>",
    "<style>*{display:none}</style>",
    "<base href=https://foreign.example/>",
    "<form action=https://foreign.example><input name=N></form>",
    "[lien](javascript:alert('N'))",
    "![image](https://foreign.example/N.png)",
    "**gras** _penché_ `code` # titre",
    "${alert('N')} #{alert('N')} {{alert('N')}} {% N %}",
    "{{#each value}}alert('N'){{/each}} @children",
    "&lt;img src=x onerror=alert('N')&gt; &#60;script&#62;",
    "\u202egnal ed lortnoc\u202c \u2066N\u2069 \u200f\u200e",
    "W" * 200 + " N",
    "<math><mtext><img src=x onerror=alert('N')></mtext></math>",
    "data:text/html,<script>alert('N')</script> [1] [2]",
)
_FOREIGN = (
    "script, img, svg:not(.pb-icon), iframe, object, embed, math, style, base, link, meta, video, "
    "b, input:not([name=limits], [name=language], [type=date])"
)
_PLACES = ("title", "ministry", "question", "reply")


def _named(family: str, place: str) -> str:
    return family.replace("N", f"{place}{_FAMILIES.index(family)}")


def _documents(folder: Path) -> list[Path]:
    paths = []
    for number, family in enumerate(_FAMILIES):
        title, ministry, question, reply = (_named(family, place) for place in _PLACES)
        path = folder / f"{number}.md"
        path.write_text(
            f"---\ntitle: {title}\nministry: {ministry}\ndate: 2026-05-12\n"
            f"number: {700 + number}\n---\n## Texte de la question\nM. Fictif Exemple interroge la "
            f"ministre sur les zorglubs {number}. {question}\n## Texte de la réponse\n"
            f"Les zorglubs {number} sont protégés par un décret fictif. {reply} Rien d'autre.\n",
            "utf-8",
        )
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder
) -> Iterator[tuple[str, Pipeline]]:
    folder = tmp_path_factory.mktemp("hostile")
    home = Home(folder / "home")
    home.create()
    with Store(home.store) as store:
        ingest(store, _documents(folder), lambda done, total: None)
        build(home, store, encoder, lambda done, total: None)
    pipeline = Pipeline(home, encoder)
    for address in served(pipeline):
        yield address, pipeline
    pipeline.index().close()


def test_hostile_words_are_shown_and_never_run(
    browser: Browser, hostile: tuple[str, Pipeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, pipeline = hostile
    assert len(_FAMILIES) * (len(_PLACES) + 1) == 120
    suggested = [_named(family, "suggested") for family in _FAMILIES]
    monkeypatch.setattr("bot.web.frame.starters", lambda parlebot, language: suggested)
    monkeypatch.setattr("bot.web.chat.following", lambda *given: suggested)
    page = opened(browser, address, viewport=PHONE)
    run: list[str] = []
    sent: list[str] = []
    page.on("dialog", lambda dialog: (run.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: sent.append(request.url))
    assert page.locator(".pb-starters li").all_text_contents() == suggested
    for number, family in enumerate(_FAMILIES):
        typed = f"question n° {700 + number} {_named(family, 'typed')}"
        turn = ended(send(page, typed))
        assert turn.locator("h2 > span").text_content() == typed
        expect(turn.locator(".pb-next li")).to_have_text(suggested)
        _is_harmless(page)
    for number in range(len(_FAMILIES)):
        _is_shown_in_full(page, pipeline.index().texts[number])
    page.keyboard.press("Escape")
    page.reload()  # what the browser kept is drawn again
    expect(page.locator(".pb-turn")).to_have_count(len(_FAMILIES))
    page.locator(".pb-filters summary").click()
    _is_harmless(page)
    page.goto(f"{address}?q=%3Cimg%20src=x%20onerror=alert(1)%3E%20zorglubs")
    ended(page.locator(".pb-turn").last)
    _is_harmless(page)
    assert run == []
    assert [url for url in sent if "foreign.example" in url] == []
    page.context.close()


def _is_shown_in_full(page: Page, record: ReplyRecord) -> None:
    """Open a reply as a reader would who finds it among the others; check its words."""
    page.evaluate(
        "uid => { const button = document.createElement('button');"
        " button.dataset.uid = uid; document.querySelector('.pb-page').append(button);"
        " button.click(); button.remove(); }",
        record.uid,
    )
    article = page.locator(".pb-source article")
    expect(article.locator(".pb-facts")).to_contain_text(record.number)
    assert article.locator(".pb-reply").text_content() == record.reply
    for words in (record.heading, record.question, record.ministry):
        assert words in str(article.text_content())
    _is_harmless(page)


def test_what_is_typed_is_harmless_in_every_place_that_shows_it_again(
    browser: Browser, hostile: tuple[str, Pipeline]
) -> None:
    page = opened(browser, hostile[0], viewport=PHONE)
    run: list[str] = []
    page.on("dialog", lambda dialog: (run.append(dialog.message), dialog.dismiss()))
    for family in _FAMILIES:
        typed = _named(family, "kept").strip()
        turn = page.locator(".pb-turn")
        send(page, typed)
        expect(turn).to_have_attribute("data-state", re.compile("done|error"))
        assert page.title().startswith(typed[:40])
        turn.get_by_role("button", name="Modifier").click()
        told = page.locator(".pb-editing")
        assert typed in str(told.text_content())
        _is_harmless(page)
        page.keyboard.press("Escape")
        page.pdf()  # which writes the line that stands above a print
        assert "#q=" in str(page.locator(".pb-print-head").text_content())
        _is_harmless(page)
        page.locator(".pb-bar [data-do=new]").click()
        expect(turn).to_have_count(0)
    page.get_by_role("button", name="Conversations").click()
    _is_harmless(page)
    kept = page.locator("[data-open] bdi").all_text_contents()
    assert kept == [_named(family, "kept").strip() for family in reversed(_FAMILIES)]
    for question in kept[:3]:
        page.locator("[data-delete]").first.click()
        expect(page.locator(".pb-undo")).to_contain_text(question)
        _is_harmless(page)
    assert run == []
    page.context.close()


def test_what_another_program_left_in_the_browser_s_store_is_never_run(
    browser: Browser, hostile: tuple[str, Pipeline]
) -> None:
    page = opened(browser, hostile[0], viewport=PHONE)
    run: list[str] = []
    page.on("dialog", lambda dialog: (run.append(dialog.message), dialog.dismiss()))
    ended(send(page, "question n° 700"))
    page.evaluate(_STRANGE)
    page.reload()
    expect(page.locator(".pb-turn")).to_have_count(1)
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("[data-open]").first).to_be_visible()
    assert run == []  # its HTML is drawn, and the policy lets nothing of it run
    page.context.close()


_STRANGE = """() => {
  const [key, text] = Object.entries(localStorage).find(([key]) => key.startsWith("parlebot.conv"));
  const kept = JSON.parse(text);
  kept.turns[0].question = "<img src=x onerror=alert(1)>";
  kept.turns[0].html = "<img src=x onerror=alert(2)><a href='javascript:alert(3)'>x</a>";
  localStorage.setItem(key, JSON.stringify(kept));
}"""


def _is_harmless(page: Page) -> None:
    """Check that nothing but our own elements is on the page, and that it keeps its shape."""
    assert page.locator("#pb-root").locator(_FOREIGN).count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    attributes = page.evaluate(
        "[...document.querySelectorAll('#pb-root *')].flatMap(e => [...e.attributes])"
        ".filter(a => a.name.startsWith('on') || /^(href|src|action|formaction)$/.test(a.name)"
        " && new URL(a.value, document.baseURI).origin !== location.origin)"
        ".map(a => a.name + '=' + a.value)"
    )
    assert attributes == []
