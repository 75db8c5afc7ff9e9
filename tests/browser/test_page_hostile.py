"""120 hostile strings in titles, ministries, questions, replies and what is typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.pipeline.pipeline import Pipeline
from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.browser.browser_parts import PHONE, ended, opened, served

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
    "script, img, svg, iframe, object, embed, math, style, base, link, meta, video, b, "
    "input:not([name=limits], [type=date])"
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
    browser: Browser, hostile: tuple[str, Pipeline]
) -> None:
    address, pipeline = hostile
    assert len(_FAMILIES) * (len(_PLACES) + 1) == 120
    page = opened(browser, address, viewport=PHONE)
    run: list[str] = []
    sent: list[str] = []
    page.on("dialog", lambda dialog: (run.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: sent.append(request.url))
    box = page.locator("#pb-question")
    for number, family in enumerate(_FAMILIES):
        typed = f"question n° {700 + number} {_named(family, 'typed')}"
        box.fill(typed)
        box.press("Enter")
        turn = ended(page.locator(".pb-turn").nth(number))
        assert turn.locator("h2").text_content() == typed
        _is_harmless(page)
    records = [pipeline.index().texts[i] for i in range(len(_FAMILIES))]
    page.evaluate("document.querySelector('.pb-others')?.setAttribute('open', '')")
    for record in records:  # each in full, as a reader would open it
        page.evaluate(
            "uid => { const button = document.createElement('button');"
            " button.dataset.uid = uid; document.querySelector('.pb-page').append(button);"
            " button.click(); button.remove(); }",
            record.uid,
        )
        expect(page.locator(".pb-aside h3").first).to_have_text(record.heading)
        article = page.locator(".pb-aside article")
        assert article.locator(".pb-reply").text_content() == record.reply
        assert record.question in str(article.text_content())
        assert record.ministry in str(article.text_content())
        _is_harmless(page)
    page.reload()  # what the browser kept is drawn again
    expect(page.locator(".pb-turn")).to_have_count(len(_FAMILIES))
    page.locator(".pb-filters summary").click()
    _is_harmless(page)
    page.goto(f"{address}?q=%3Cimg%20src=x%20onerror=alert(1)%3E%20zorglubs")
    ended(page.locator(".pb-turn").last)
    page.wait_for_timeout(300)
    assert run == []
    assert [url for url in sent if "foreign.example" in url] == []
    page.context.close()


def _is_harmless(page: Page) -> None:
    """Check that nothing but our own elements is on the page, and that it keeps its shape."""
    assert page.locator("#pb-app").locator(_FOREIGN).count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    attributes = page.evaluate(
        "[...document.querySelectorAll('#pb-app *')].flatMap(e => [...e.attributes])"
        ".filter(a => a.name.startsWith('on') || /^(href|src|action)$/.test(a.name)"
        " && !/^(https:|#pb)/.test(a.value)).map(a => a.name + '=' + a.value)"
    )
    assert attributes == []
