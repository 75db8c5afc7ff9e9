"""What goes wrong is told in plain words, and the page goes on; who runs it is told too."""

import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from bot.pipeline.pipeline import Pipeline
from bot.web.publisher import Publisher
from corpus.ingestion.ingest import SAMPLE, ingest
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.browser.browser_parts import (
    WHEELCHAIR,
    ask,
    ended,
    expect_focus,
    opened,
    send,
    served,
)


def test_what_breaks_on_the_server_is_told_and_the_page_goes_on(
    browser: Browser, troubled_page: str
) -> None:
    page = opened(browser, troubled_page)
    turn = ended(send(page, "une panne"), "error")
    expect(turn.locator(".pb-error")).to_contain_text("Une erreur s'est produite de notre côté")
    assert "RuntimeError" not in page.content()
    ask(page, WHEELCHAIR)
    page.reload()  # what was not answered is not kept
    expect(page.locator(".pb-turn h2")).to_have_text(WHEELCHAIR)
    page.context.close()


def test_a_page_that_is_busy_or_out_of_reach_says_so(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    page.route("**/chat/ask", lambda route: route.fulfill(status=503, body="{}"))
    turn = ended(send(page, WHEELCHAIR), "error")
    expect(turn).to_contain_text("Beaucoup de monde")
    expect(turn.locator(".pb-error")).to_be_in_viewport()
    page.unroute("**/chat/ask")
    page.route("**/chat/ask", lambda route: route.fulfill(status=429, body="{}"))
    turn.get_by_role("button", name="Réessayer").click()
    expect(turn).to_contain_text("depuis votre connexion")
    page.unroute("**/chat/ask")
    page.context.set_offline(True)
    turn.get_by_role("button", name="Réessayer").click()
    expect(turn).to_contain_text("Le serveur ne répond pas")
    page.get_by_role("link", name="English").click()  # which the server would have to say
    expect(page.locator(".pb-toast")).to_contain_text("Le serveur ne répond pas")
    page.context.set_offline(False)
    turn.get_by_role("button", name="Réessayer").click()
    ended(turn)
    page.context.close()


def test_an_empty_question_is_told_what_to_do(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page, "en-GB")
    expect(ask(page, "???").locator(".pb-answer")).to_contain_text("at least one word")
    page.locator("[data-do=ask]").click()
    expect_focus(page.locator("#pb-question"))
    expect(page.locator(".pb-turn")).to_have_count(1)
    page.context.close()


def test_a_new_index_is_picked_up_while_chatting(
    browser: Browser, encoder: Encoder, tmp_path: Path
) -> None:
    home = Home(tmp_path / "swapped")
    home.create()
    half = sorted(SAMPLE.glob("*.json"))[:6]
    with Store(home.store) as store:
        ingest(store, half, lambda done, total: None)
        build(home, store, encoder, lambda done, total: None)
        pipeline = Pipeline(home, encoder)
        serving = served(pipeline)
        page = opened(browser, next(serving))
        before = pipeline.index().manifest.replies
        first = ask(page, "Que fait-on pour les zorglubs ?")
        document = tmp_path / "new.md"
        document.write_text(
            "---\ntitle: Zorglubs\nministry: Ministère fictif de la mer\ndate: 2026-05-12\n---\n"
            "## Texte de la question\nM. Fictif Exemple interroge la ministre sur les zorglubs.\n"
            "## Texte de la réponse\nLes zorglubs sont protégés par un décret fictif.\n",
            "utf-8",
        )
        ingest(store, [*half, document], lambda done, total: None)
        build(home, store, encoder, lambda done, total: None)
    while pipeline.index().manifest.replies == before:  # the server's own thread opens it
        time.sleep(0.05)
    second = ask(page, "Que fait-on pour protéger les zorglubs ?")
    expect(second.locator(".pb-answer")).to_contain_text("protégés par un décret fictif")
    expect(first).to_be_visible()
    page.context.close()
    serving.close()
    pipeline.index().close()


def test_a_page_without_an_index_says_so_and_nothing_of_the_server(
    browser: Browser, encoder: Encoder, tmp_path: Path
) -> None:
    home = Home(tmp_path / "nothing-here")
    home.create()
    serving = served(Pipeline(home, encoder))
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(next(serving))
    expect(page.locator("#pb-app [role=status]")).to_be_visible()
    page.keyboard.press("Escape")
    assert "nothing-here" not in page.content()
    assert broken == []
    context.close()
    serving.close()


def test_the_page_says_who_runs_it_and_what_it_is(
    browser: Browser, sample_pipeline: Pipeline
) -> None:
    serving = served(
        sample_pipeline, Publisher("<b>Mairie de Fictive</b>", "parlebot@fictive.example")
    )
    page = opened(browser, next(serving))
    page.get_by_text("À propos de cette page").click()
    plain = page.locator(".pb-plain")
    for words in (
        "<b>Mairie de Fictive</b>",
        "parlebot@fictive.example",
        "n'est pas un site de l'État",
        "ne sont pas enregistrées",
        "MIT",
        "axe-core",
    ):
        expect(plain).to_contain_text(words)
    page.context.close()
    serving.close()
