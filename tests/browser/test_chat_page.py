"""A conversation on the page: asked, answered, stopped, mended, shared, kept."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.pipeline.pipeline import Pipeline
from bot.web.publisher import Publisher
from corpus.ingestion.ingest import SAMPLE, ingest
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.browser.browser_parts import (
    CALLS,
    PHONE,
    WHEELCHAIR,
    ask,
    asked_again,
    ended,
    opened,
    served,
)


@pytest.mark.parametrize(
    ("locale", "question", "frame", "button", "banner"),
    [
        ("fr-FR", WHEELCHAIR, ", 20 mai 2025 :", "Demander", "EXEMPLE FICTIF"),
        ("en-GB", CALLS, "2026:", "Ask", "FICTIONAL SAMPLE"),
    ],
)
def test_a_question_is_answered_in_its_language_with_what_was_searched_said(
    browser: Browser,
    sample_page: str,
    locale: str,
    question: str,
    frame: str,
    button: str,
    banner: str,
) -> None:
    page = opened(browser, sample_page, locale)
    expect(page.locator("[data-do=ask]")).to_have_text(button)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    expect(page.locator(".pb-coverage")).to_contain_text("47")
    expect(page.locator("header .pb-fictional")).to_contain_text(banner)
    turn = ask(page, question)
    expect(turn.locator(".pb-answer")).to_contain_text(frame)
    expect(turn.locator(".pb-notices")).to_contain_text(banner)
    page.context.close()


def test_the_language_can_be_changed_and_the_conversation_stays(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    page.get_by_role("button", name="English").click()
    expect(page.locator("[data-do=ask]")).to_have_text("Ask")
    expect(page.locator(".pb-turn h2")).to_have_text(WHEELCHAIR)
    page.reload()
    expect(page.locator("[data-do=ask]")).to_have_text("Ask")
    page.context.close()


def test_a_question_can_be_asked_and_its_source_read_by_keyboard_alone(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    expect(page.locator("#pb-question")).to_be_focused()
    page.keyboard.type(WHEELCHAIR)
    page.keyboard.press("Tab")
    expect(page.locator("[data-do=ask]")).to_be_focused()
    page.keyboard.press("Enter")
    turn = ended(page.locator(".pb-turn").last)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.pb-cite')"):
            break
    expect(turn.locator(".pb-cite").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".pb-aside article:not([hidden]) h3")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-copy]")).to_be_focused()
    page.context.close()


def test_a_phone_of_360_pixels_shows_all_without_scrolling_sideways(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, viewport=PHONE)
    turn = ask(page, WHEELCHAIR)
    turn.locator(".pb-cite").first.click()
    expect(page.locator(".pb-aside mark").first).to_be_in_viewport()
    question, reply = page.locator(".pb-aside article:not([hidden]) .pb-pair > div").all()
    upper, lower = question.bounding_box(), reply.bounding_box()
    assert upper and lower
    assert lower["y"] >= upper["y"] + upper["height"]  # below each other
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.context.close()


def test_a_dark_screen_gets_a_dark_page(browser: Browser, sample_page: str) -> None:
    for scheme, is_dark in (("dark", True), ("light", False)):
        page = opened(browser, sample_page, color_scheme=scheme)
        colour = page.evaluate("getComputedStyle(document.querySelector('#pb-app')).color")
        assert (int(re.findall(r"\d+", colour)[0]) > 128) == is_dark
        page.context.close()


def test_a_link_with_a_question_asks_it(browser: Browser, sample_page: str) -> None:
    context = browser.new_context(locale="fr-FR", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked = "q=Mon+fauteuil+roulant+sera-t-il+rembours%C3%A9+%3F"
    page.goto(f"{sample_page}?{asked}")  # a link of before
    turn = ended(page.locator(".pb-turn"))
    expect(turn.locator("h2")).to_have_text("Mon fauteuil roulant sera-t-il remboursé ?")
    turn.locator("[data-do=link]").click()
    expect(page.locator(".pb-status")).to_have_text("Copié.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{sample_page}#{asked}"
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(link)
    turn = ended(page.locator(".pb-turn"))
    expect(turn.locator("h2")).to_have_text("Mon fauteuil roulant sera-t-il remboursé ?")
    assert not [url for url in requests if "fauteuil" in url.split("#")[0]]
    assert page.url == sample_page
    page.reload()  # asks nothing a second time
    expect(page.locator(".pb-turn")).to_have_count(1)
    page.goto(f"{sample_page}#q=Et+les+loyers+%3F")  # where the page is open already
    expect(page.locator(".pb-turn h2").last).to_have_text("Et les loyers ?")
    context.close()


def test_a_search_is_told_and_can_be_stopped_and_taken_up_again(
    browser: Browser, troubled_page: str
) -> None:
    page = opened(browser, troubled_page)
    page.locator("#pb-question").fill("d'abord lentement, un fauteuil roulant est-il remboursé ?")
    page.keyboard.press("Enter")
    expect(page.locator(".pb-status")).to_contain_text("Recherche parmi 47 réponses")
    turn = page.locator(".pb-turn")
    page.get_by_role("button", name="Arrêter").click()
    ended(turn, "stopped")
    expect(turn).to_contain_text("Arrêté à votre demande.")
    expect(page.get_by_role("button", name="Arrêter")).to_be_hidden()
    turn.get_by_role("button", name="Réessayer").click()
    ended(turn)
    expect(turn.locator(".pb-answer")).to_contain_text("fauteuil")
    expect(page.locator(".pb-turn")).to_have_count(1)
    page.context.close()


def test_a_question_can_be_changed_in_its_place(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, "Un fauteuil roulant est-il rembours ?")
    turn.get_by_role("button", name="Modifier la question").click()
    box = page.locator("#pb-question")
    expect(box).to_be_focused()
    box.fill(WHEELCHAIR)
    box.press("Enter")
    expect(turn.locator("h2")).to_have_text(WHEELCHAIR)
    ended(turn)
    expect(page.locator(".pb-turn")).to_have_count(1)
    page.context.close()


def test_a_follow_up_shows_how_it_was_understood_and_can_be_searched_as_written(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    turn = ask(page, "et depuis quand ?")
    chip = turn.locator(".pb-chip")
    expect(chip).to_contain_text("fauteuil roulant")
    asked_again(turn, chip.get_by_role("button", name="telle que vous l'avez écrite"))
    expect(chip).to_have_count(0)
    page.context.close()


def test_a_limit_found_in_the_question_is_a_chip_that_can_be_taken_off(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, "question n° 103")
    chip = turn.locator(".pb-chip", has=page.locator("[data-off=found]"))
    expect(chip).to_contain_text("question n° 103")
    asked_again(turn, chip.get_by_role("button"))
    expect(chip).to_have_count(0)
    # Without its limit it is searched as it is typed: there is nothing else to tell.
    expect(turn.locator(".pb-chip")).to_have_count(0)
    page.locator(".pb-filters summary").click()
    page.get_by_label("Tenir compte des limites nommées").uncheck()
    turn = ask(page, "question n° 103")
    expect(turn.locator("[data-off=found]")).to_have_count(0)
    page.context.close()


def test_ministry_and_period_limit_the_search_by_keyboard_alone(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline
) -> None:
    page = opened(browser, sample_page)
    page.locator(".pb-filters summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # one country, one source: the ministry comes first
    ministry = page.get_by_label("Ministère", exact=True)
    expect(ministry).to_be_focused()
    for control in (ministry, page.locator("[name=limits]")):  # the arrow and the tick are seen
        assert control.evaluate("e => getComputedStyle(e).appearance") == "auto"
    page.keyboard.press("ArrowDown")
    chosen = ministry.input_value()
    assert chosen in sample_pipeline.index().manifest.ministries
    expect(page.locator("[data-count]")).to_have_text("(1)")
    page.get_by_label("Réponses depuis le").fill("2000-01-01")
    turn = ask(page, WHEELCHAIR)
    expect(turn.locator(".pb-chip")).to_have_count(2)
    found = page.evaluate("JSON.parse(localStorage['parlebot.turns.1'])[0].options.ministry")
    assert found == chosen
    asked_again(turn, turn.locator(".pb-chip", has_text="2000").get_by_role("button"))
    expect(turn.locator(".pb-chip")).to_have_count(1)
    assert page.get_by_label("Réponses depuis le").input_value() == ""
    page.context.close()


def test_a_period_that_ends_before_it_starts_is_told(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page, "en-GB")
    page.locator(".pb-filters summary").click()
    page.get_by_label("Replies since").fill("2026-05-01")
    page.get_by_label("until", exact=True).fill("2024-05-01")
    page.locator("#pb-question").fill(CALLS)
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = ended(page.locator(".pb-turn"), "error")
    expect(turn).to_contain_text("it ends before it starts")
    page.get_by_role("button", name="Remove these limits").click()
    turn.get_by_role("button", name="Try again").click()  # with the limits it was asked with
    ended(turn, "error")
    ended(ask(page, CALLS))
    page.context.close()


def test_a_conversation_is_saved_as_markdown_with_its_sources(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline, tmp_path: Path
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    ask(page, "Le prix des trains de nuit sur Mars est-il fixé ?")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Enregistrer (Markdown)").click()
    saved = tmp_path / "saved.md"
    waited.value.save_as(saved)
    text = saved.read_text("utf-8")
    source = sample_pipeline.ask(WHEELCHAIR).sources[0]
    assert text.startswith("# Conversation avec parlebot, ")
    assert text.count("\n## ") == 2
    assert source.quotes[0].text.split("\n")[0] in text
    assert source.record.number in text
    assert "EXEMPLE FICTIF" in text
    page.context.close()


def test_printing_leaves_the_answers_and_takes_away_the_controls(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    page.emulate_media(media="print")
    expect(page.locator(".pb-form")).to_be_hidden()
    expect(turn.locator(".pb-actions")).to_be_hidden()
    expect(turn.locator(".pb-answer")).to_be_visible()
    expect(turn.locator(".pb-cited")).to_be_visible()
    assert len(page.pdf()) > 5_000
    page.context.close()


def test_the_conversation_stays_in_the_browser_until_it_is_cleared(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    page.reload()
    expect(page.locator(".pb-turn h2")).to_have_text(WHEELCHAIR)
    page.locator(".pb-turn .pb-cite").first.click()
    expect(page.locator(".pb-aside mark").first).to_be_visible()
    page.get_by_role("button", name="Effacer la conversation").click()
    expect(page.locator(".pb-turn")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('parlebot.turns.1')") is None
    page.reload()
    expect(page.locator("#pb-question")).to_be_visible()
    expect(page.locator(".pb-turn")).to_have_count(0)
    other = opened(browser, sample_page)
    expect(other.locator(".pb-turn")).to_have_count(0)
    other.context.close()
    page.context.close()


def test_what_breaks_on_the_server_is_told_and_the_page_goes_on(
    browser: Browser, troubled_page: str
) -> None:
    page = opened(browser, troubled_page)
    page.locator("#pb-question").fill("une panne")
    page.keyboard.press("Enter")
    turn = ended(page.locator(".pb-turn"), "error")
    expect(turn.locator(".pb-error")).to_contain_text("Une erreur s'est produite de notre côté")
    assert "RuntimeError" not in page.content()
    ask(page, WHEELCHAIR)
    page.context.close()


def test_a_page_that_is_busy_or_out_of_reach_says_so(
    browser: Browser, sample_home: Home, encoder: Encoder
) -> None:
    pipeline = Pipeline(sample_home, encoder)
    serving = served(pipeline)
    page = opened(browser, next(serving))
    page.route("**/chat/ask", lambda route: route.fulfill(status=503, body="{}"))
    page.locator("#pb-question").fill(WHEELCHAIR)
    page.keyboard.press("Enter")
    turn = ended(page.locator(".pb-turn"), "error")
    expect(turn).to_contain_text("Beaucoup de monde")
    page.unroute("**/chat/ask")
    page.route("**/chat/ask", lambda route: route.fulfill(status=429, body="{}"))
    turn.get_by_role("button", name="Réessayer").click()
    expect(turn).to_contain_text("depuis votre connexion")
    page.unroute("**/chat/ask")
    page.context.set_offline(True)
    turn.get_by_role("button", name="Réessayer").click()
    expect(turn).to_contain_text("Le serveur ne répond pas")
    page.context.set_offline(False)
    page.context.close()
    serving.close()
    pipeline.index().close()


def test_an_empty_question_is_told_what_to_do(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page, "en-GB")
    expect(ask(page, "???").locator(".pb-answer")).to_contain_text("at least one word")
    page.context.close()


def test_an_example_from_the_corpus_is_asked_at_a_click(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    example = page.locator("[data-example]").first
    title = example.inner_text()
    example.click()
    turn = ended(page.locator(".pb-turn"))
    expect(turn.locator("h2")).to_have_text(title)
    expect(page.locator(".pb-examples")).to_be_hidden()
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


def test_the_page_asks_nothing_of_any_other_server(browser: Browser, sample_page: str) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(sample_page)
    ask(page, WHEELCHAIR)
    foreign = [a for a in sent if not a.startswith((sample_page.rstrip("/"), "data:", "blob:"))]
    assert sent
    assert foreign == []
    context.close()
