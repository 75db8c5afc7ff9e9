"""The conversations that a browser keeps: each in the list, none lost, none mixed with another."""

import json
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browser_parts import (
    CALLS,
    PHONE,
    SEVERAL,
    WHEELCHAIR,
    ask,
    counted,
    ended,
    expect_focus,
    opened,
    ready,
    send,
)

_KEPT = """() => Object.entries(localStorage).filter(([key]) => key.startsWith("parlebot.conv"))
  .map(([key, text]) => JSON.parse(text).turns.map((turn) => turn.question))"""
# Leaves no room for one more character.
_FILL = """() => {
  for (let size = 1 << 22, n = 0; size >= 1; size >>= 1)
    for (;;) try { localStorage.setItem(`filled.${n++}`, "x".repeat(size)); } catch { break; }
}"""


def _listed(page: Page) -> Locator:
    """Open the list and return what is in it."""
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("dialog.pb-conversations")).to_be_visible()
    return page.locator("[data-open]")


def _kept(page: Page) -> list[list[str]]:
    kept: list[list[str]] = page.evaluate(_KEPT)
    return sorted(kept)


def _new(page: Page) -> None:
    page.locator(".pb-bar [data-do=new]").click()
    expect(page.locator(".pb-turn")).to_have_count(0)


def test_a_new_conversation_keeps_the_old_one_in_a_list_by_its_first_question(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    ask(page, "et depuis quand ?")
    _new(page)
    expect_focus(page.locator("#pb-question"))
    ask(page, SEVERAL)
    items = _listed(page)
    expect(items.locator("bdi")).to_have_text([SEVERAL, WHEELCHAIR])
    expect(page.locator(".pb-conversations [aria-current]")).to_contain_text(SEVERAL)
    items.last.click()
    expect(page.locator("dialog.pb-conversations")).to_be_hidden()
    expect(page.locator(".pb-turn h2")).to_have_text([WHEELCHAIR, "et depuis quand ?"])
    expect(page.locator(".pb-turn").last).to_be_in_viewport()
    ask(page, CALLS)  # it goes on where it was
    assert _kept(page) == sorted([[WHEELCHAIR, "et depuis quand ?", CALLS], [SEVERAL]])
    page.context.close()


def test_a_reload_shows_the_conversation_again_and_asks_nothing(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    shown = turn.locator(".pb-answer").inner_text()
    asked = counted(page, "/chat/ask")
    page.reload()
    expect(turn.locator("h2")).to_have_text(WHEELCHAIR)
    expect(turn.locator(".pb-answer")).to_have_text(shown, use_inner_text=True)
    turn.locator(".pb-cite").click()
    expect(page.locator(".pb-source mark").first).to_be_visible()
    assert asked == []
    page.context.close()


def test_conversations_are_deleted_one_by_one_and_the_last_one_can_be_had_back(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, viewport=PHONE)
    for question in (WHEELCHAIR, CALLS):
        ask(page, question)
        _new(page)
    items = _listed(page)
    page.get_by_role("button", name=f"Supprimer la conversation : {WHEELCHAIR}").click()
    expect(items.locator("bdi")).to_have_text([CALLS])
    expect(page.locator(".pb-undo")).to_contain_text(f"Supprimée : {WHEELCHAIR}")
    undo = page.get_by_role("button", name="Annuler la suppression")
    expect_focus(undo)
    assert _kept(page) == [[CALLS]]
    undo.click()
    expect(items.locator("bdi")).to_have_text([CALLS, WHEELCHAIR])
    expect_focus(items.last)
    assert _kept(page) == [[WHEELCHAIR], [CALLS]] or _kept(page) == [[CALLS], [WHEELCHAIR]]
    page.locator("[data-delete]").last.click()
    page.keyboard.press("Escape")
    expect_focus(page.get_by_role("button", name="Conversations"))
    page.reload()
    expect(_listed(ready(page)).locator("bdi")).to_have_text([CALLS])
    page.context.close()


def test_the_conversation_that_is_shown_can_be_deleted_too(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    _listed(page)
    page.locator("[data-delete]").click()
    expect(page.locator(".pb-turn")).to_have_count(0)
    page.get_by_role("button", name="Annuler la suppression").click()
    page.locator("[data-open]").click()
    expect(page.locator(".pb-turn h2")).to_have_text(WHEELCHAIR)
    page.context.close()


def test_two_tabs_keep_a_conversation_each(browser: Browser, sample_page: str) -> None:
    one = opened(browser, sample_page)
    ask(one, WHEELCHAIR)
    two = one.context.new_page()
    two.goto(sample_page)
    expect(ready(two).locator(".pb-turn")).to_have_count(0)
    ask(two, CALLS)
    ask(one, SEVERAL)
    for page, questions in ((one, [WHEELCHAIR, SEVERAL]), (two, [CALLS])):
        page.reload()
        expect(page.locator(".pb-turn h2")).to_have_text(questions)
    expect(_listed(two)).to_have_count(2)
    one.context.close()


def test_a_tab_that_was_duplicated_overwrites_nothing(browser: Browser, sample_page: str) -> None:
    one = opened(browser, sample_page)
    ask(one, WHEELCHAIR)
    own = json.dumps(one.evaluate("({...sessionStorage})"))
    two = one.context.new_page()
    two.goto(sample_page)
    two.evaluate(f"Object.assign(sessionStorage, {own})")  # as a browser duplicates a tab
    two.reload()
    expect(two.locator(".pb-turn h2")).to_have_text(WHEELCHAIR)
    ask(one, SEVERAL)
    ask(two, CALLS)
    for page, last in ((one, SEVERAL), (two, CALLS)):
        page.reload()
        expect(page.locator(".pb-turn h2")).to_have_text([WHEELCHAIR, last])
    one.context.close()


def test_a_conversation_that_another_tab_has_deleted_comes_back_when_it_goes_on(
    browser: Browser, sample_page: str
) -> None:
    one = opened(browser, sample_page)
    ask(one, WHEELCHAIR)
    two = one.context.new_page()
    two.goto(sample_page)
    _listed(ready(two))
    two.locator("[data-delete]").click()
    ask(one, SEVERAL)
    assert _kept(one) == [[WHEELCHAIR, SEVERAL]]
    one.context.close()


def test_a_browser_without_room_lets_the_oldest_conversation_go_and_says_so(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, CALLS)
    ask(page, WHEELCHAIR)
    _new(page)
    page.evaluate(_FILL)
    ask(page, SEVERAL)
    told = "Ce navigateur n'a plus de place : la plus ancienne conversation a été supprimée."
    expect(page.locator(".pb-toast")).to_have_text(told)
    expect(page.locator(".pb-toast")).to_be_in_viewport()
    assert _kept(page) == [[SEVERAL]]
    page.context.close()


def test_where_nothing_may_be_kept_the_page_answers_all_the_same(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('no'); }; }")
    ask(page, WHEELCHAIR)
    turn = ask(page, "et depuis quand ?")
    expect(turn.locator(".pb-chip")).to_contain_text("fauteuil roulant")
    page.context.close()


def test_what_another_browser_keeps_is_not_seen_here(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    other = opened(browser, sample_page)
    expect(other.locator(".pb-turn")).to_have_count(0)
    expect(_listed(other)).to_have_count(0)
    expect(other.locator(".pb-conversations")).to_contain_text("Aucune conversation")
    other.context.close()
    page.context.close()


def test_what_is_kept_is_shown_though_it_is_damaged(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    damaged: dict[str, Any] = {"turns": []}
    for n, text in enumerate(("{", "null", "[]", json.dumps(damaged), '{"turns": 7}')):
        page.evaluate(
            "([k, v]) => localStorage.setItem(k, v)", [f"parlebot.conversation.{n}", text]
        )
    page.reload()
    expect(page.locator(".pb-turn h2")).to_have_text(WHEELCHAIR)
    expect(_listed(page)).to_have_count(1)
    page.context.close()


def test_a_new_conversation_while_one_is_answered_shows_nothing_of_it(
    browser: Browser, troubled_page: str
) -> None:
    page = opened(browser, troubled_page)
    send(page, "lentement, puis rien")
    expect(page.locator(".pb-progress")).to_contain_text("Recherche parmi")
    _new(page)
    turn = ask(page, WHEELCHAIR)
    expect(page.locator(".pb-turn")).to_have_count(1)
    expect(ended(turn).locator(".pb-card")).to_be_visible()
    assert _kept(page) == [[WHEELCHAIR]]
    page.context.close()


def test_a_long_first_question_names_its_conversation_in_few_lines(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, viewport=PHONE)
    ask(page, "Mon fauteuil roulant sera-t-il remboursé ? " * 20)
    box = _listed(page).bounding_box()
    assert box and box["height"] < 120
    page.locator("[data-delete]").click()
    told = page.locator(".pb-undo").bounding_box()
    assert told and told["height"] < 120
    page.context.close()
