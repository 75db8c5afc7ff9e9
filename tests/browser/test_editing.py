"""Changing a question that was asked; what Escape closes; where the focus goes."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.browser_parts import (
    CALLS,
    SEVERAL,
    WHEELCHAIR,
    ask,
    ended,
    expect_focus,
    opened,
    send,
)

_WRONG = "Un fauteuil roulant est-il rembours ?"


def test_a_question_is_changed_in_its_place_and_the_page_says_so(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, _WRONG)
    turn.get_by_role("button", name="Modifier").click()
    box, told = page.locator("#pb-question"), page.locator(".pb-editing")
    expect_focus(box)
    expect(box).to_have_value(_WRONG)
    expect(told).to_contain_text(f"Vous modifiez cette question : {_WRONG}")
    expect(told).to_be_in_viewport()
    box.fill(WHEELCHAIR)
    box.press("Enter")
    expect(turn.locator("h2")).to_have_text(WHEELCHAIR)
    expect(told).to_be_hidden()
    ended(turn)
    expect(page.locator(".pb-turn")).to_have_count(1)
    page.context.close()


def test_a_change_can_be_given_up_and_what_is_typed_then_is_a_new_question(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    box, told = page.locator("#pb-question"), page.locator(".pb-editing")
    for number, give_up in enumerate(
        (
            lambda: told.get_by_role("button", name="Annuler").click(),
            lambda: page.keyboard.press("Escape"),
        )
    ):
        turn.get_by_role("button", name="Modifier").click()
        give_up()
        expect(told).to_be_hidden()
        expect_focus(box)
        expect(box).to_have_value("")
        ask(page, (CALLS, SEVERAL)[number])
    expect(page.locator(".pb-turn h2")).to_have_text([WHEELCHAIR, CALLS, SEVERAL])
    page.context.close()


def test_a_new_conversation_or_another_language_does_not_change_a_question_unsaid(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    told = page.locator(".pb-editing")
    turn.get_by_role("button", name="Modifier").click()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(told).to_contain_text(f"You are changing this question: {WHEELCHAIR}")
    expect(page.locator("#pb-question")).to_have_value(WHEELCHAIR)
    page.locator(".pb-bar [data-do=new]").click()
    expect(told).to_be_hidden()
    expect(page.locator("#pb-question")).to_have_value("")
    page.context.close()


def test_escape_closes_the_menu_then_the_source_then_the_change(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    turn.get_by_role("button", name="Modifier").click()
    turn.locator(".pb-cite").click()
    menu, source = page.locator(".pb-save"), page.locator(".pb-source")
    editing = page.locator(".pb-editing")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    expect(source).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect_focus(menu.locator("summary"))
    expect(source).to_be_visible()
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(editing).to_be_visible()
    page.keyboard.press("Escape")
    expect(editing).to_be_hidden()
    expect_focus(page.locator("#pb-question"))
    page.context.close()


def test_escape_closes_the_source_wherever_a_reader_has_clicked(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    turn.locator(".pb-cite").click()
    page.locator(".pb-source .pb-reply").click()
    page.mouse.click(4, 400)  # nothing there takes the focus
    page.keyboard.press("Escape")
    expect(page.locator(".pb-source")).to_be_hidden()
    expect_focus(turn.locator(".pb-cite"))
    page.context.close()


def test_the_language_can_be_changed_and_all_that_was_there_stays(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    page.locator("#pb-question").fill("à moitié écr")
    page.locator(".pb-filters summary").click()
    page.get_by_label("Réponses depuis le").fill("2024-05-01")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect_focus(page.get_by_role("link", name="Français"))
    expect(page.locator(".pb-turn h2")).to_have_text(WHEELCHAIR)
    expect(page.locator("#pb-question")).to_have_value("à moitié écr")
    expect(page.locator("[data-count]")).to_have_text("(1)")
    page.reload()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.context.close()


def test_a_question_that_is_being_answered_goes_on_in_the_other_language_of_the_page(
    browser: Browser, troubled_page: str
) -> None:
    page = opened(browser, troubled_page)
    turn = send(page, "lentement, en deux langues")
    expect(turn.locator(".pb-progress")).to_contain_text("Recherche parmi")
    page.get_by_role("link", name="English").click()
    stop = turn.get_by_role("button", name=re.compile("Stop"))
    expect(stop).to_be_visible()
    stop.click()
    ended(turn, "stopped")
    expect(turn).to_contain_text("Stopped at your request.")
    expect_focus(turn.get_by_role("button", name="Try again"))
    page.context.close()


def test_a_new_conversation_from_the_list_has_the_focus_in_the_question(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator(".pb-turn")).to_have_count(0)
    expect_focus(page.locator("#pb-question"))
    page.context.close()
