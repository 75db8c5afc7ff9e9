"""The page where a chat model is set: what is shown while it works, its wordings, its aids."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.bot.scripted_model import ScriptedModel, choosing
from tests.browser.browser_parts import ask, opened, served

QUESTION = "Will wheelchairs be reimbursed in full?"
FRENCH = "Mon fauteuil roulant sera-t-il remboursé en entier ?"
WORDINGS = ("La prise en charge intégrale des fauteuils roulants", "full refund of wheelchairs")
ALSO = "Cherché aussi, dans les mots d'un modèle de langage :"
AID = "Wheelchairs will be <b>paid for</b> in full from 1 December 2025."
TRUE = "The full payment for wheelchairs will take effect on 1 December 2025."


@pytest.fixture(scope="module")
def chosen_page(sample_home: Home, encoder: Encoder) -> Iterator[str]:
    def aids(data: dict[str, Any]) -> dict[str, Any]:
        return {"texts": [{"n": 1, "text": TRUE}, {"n": 2, "text": AID}]}

    def help_(data: dict[str, Any]) -> dict[str, Any]:
        return {"question": data["question"], "wordings": list(WORDINGS)}

    chat = ScriptedModel(choosing("1er décembre 2025", "150 000"), help_, aids, translate=True)
    yield from served(Pipeline(sample_home, encoder, chat))


def test_a_translation_is_shown_to_who_asks_for_it_below_its_quote(
    browser: Browser, chosen_page: str
) -> None:
    page = opened(browser, chosen_page, "en-GB")
    turn = ask(page, QUESTION)
    expect(turn.locator(".pb-quote").first).to_contain_text("1er décembre 2025")
    expect(turn.locator(".pb-aid")).to_have_count(0)
    page.get_by_label("Machine translation and plain words below each quote").check()
    turn = ask(page, QUESTION)
    aid = turn.locator(".pb-quote .pb-aid")
    expect(aid).to_have_count(1)
    expect(aid).to_contain_text("Machine translation; only the quote counts.")
    expect(aid).to_contain_text(TRUE)
    look, quoted = (
        turn.locator(which).first.evaluate("e => getComputedStyle(e).fontFamily")
        for which in (".pb-aid", ".pb-quote > p:first-child")
    )
    assert look != quoted
    expect(aid).to_have_attribute("lang", "en")
    expect(turn.locator(".pb-quote")).to_have_attribute("lang", "fr")
    copied = turn.locator("[data-copy]").get_attribute("data-copy") or ""
    assert "1er décembre 2025" in copied
    assert "full payment" not in copied
    page.context.close()


def test_a_wording_is_a_chip_that_can_be_taken_off(browser: Browser, chosen_page: str) -> None:
    page = opened(browser, chosen_page)
    turn = ask(page, FRENCH)
    chips = turn.locator(".pb-chip")
    expect(chips).to_have_text([f"{ALSO} {wording} ×" for wording in WORDINGS])
    chips.first.get_by_role("button").click()
    expect(chips).to_have_text([f"{ALSO} {WORDINGS[1]} ×"])
    page.context.close()


def test_the_page_says_that_a_language_model_chooses(browser: Browser, chosen_page: str) -> None:
    page = opened(browser, chosen_page)
    about = page.locator(".pb-page")
    expect(about).to_contain_text("Un modèle de langage choisit les phrases")
    notices = ask(page, FRENCH).locator(".pb-notices")
    expect(notices).to_contain_text("il n'en a écrit aucune")
    page.context.close()
