"""A question on the page: typed, on its way, answered, taken up again."""

import re
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.answers.answer import Answer
from bot.parlebot import Parlebot
from tests.browser.browser_parts import (
    CALLS,
    LONG,
    NARROW,
    PHONE,
    WHEELCHAIR,
    WIDE,
    ask,
    counted,
    ended,
    expect_focus,
    opened,
    send,
)


@pytest.mark.parametrize(
    ("locale", "question", "day", "button", "sample"),
    [
        ("fr-FR", WHEELCHAIR, "20 mai 2025", "Envoyer", "exemple fictif"),
        ("en-GB", CALLS, "2026", "Ask", "fictional"),
    ],
)
def test_a_question_is_answered_in_its_language_with_what_was_searched_said(
    browser: Browser,
    sample_page: str,
    locale: str,
    question: str,
    day: str,
    button: str,
    sample: str,
) -> None:
    page = opened(browser, sample_page, locale)
    expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    expect(page.locator(".pb-coverage")).to_contain_text("47")
    told = re.compile(sample, re.IGNORECASE)
    expect(page.locator(".pb-home .pb-fictional")).to_have_text(told)
    card = ask(page, question).locator(".pb-card").first
    expect(card.locator(".pb-card-head")).to_contain_text(day)
    expect(card.locator(".pb-card-head")).to_contain_text(told)
    page.context.close()


def test_the_home_is_a_promise_a_box_and_questions_that_are_asked_at_a_click(
    browser: Browser, sample_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.frame.starters", lambda parlebot, language: [WHEELCHAIR, CALLS])
    page = opened(browser, sample_page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#pb-question")).to_be_focused()
    expect(page.locator(".pb-bar [data-do=new]")).to_be_hidden()  # nothing to begin anew
    starters = page.locator(".pb-starters [data-ask]")
    expect(starters).to_have_text([WHEELCHAIR, CALLS])
    starters.first.click()
    turn = ended(page.locator(".pb-turn"))
    expect(turn.locator("h2")).to_have_text(WHEELCHAIR)
    expect(starters.first).to_be_hidden()
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
    turn = ended(page.locator(".pb-turn"))
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.pb-cite')"):
            break
    cite = turn.locator(".pb-cite")
    expect_focus(cite)
    page.keyboard.press("Enter")
    expect_focus(page.locator(".pb-source article:not([hidden]) h2"))
    page.keyboard.press("Tab")
    expect_focus(page.locator(".pb-source [data-do=close]"))
    page.keyboard.press("Enter")
    expect_focus(cite)
    page.context.close()


@pytest.mark.parametrize("viewport", [PHONE, WIDE])
def test_what_is_being_done_and_how_to_stop_it_stand_in_the_turn_and_are_seen(
    browser: Browser, troubled_page: str, viewport: dict[str, int]
) -> None:
    page = opened(browser, troubled_page, viewport=viewport)
    ask(page, WHEELCHAIR)  # something to be under the fold of
    turn = send(page, f"d'abord lentement, {viewport['width']} fauteuils roulants ?")
    told = turn.locator(".pb-progress")
    expect(told).to_contain_text("Recherche parmi 47 réponses")
    stop = turn.get_by_role("button", name="Arrêter")
    _is_free_to_be_seen(told, stop, turn.locator(".pb-asked"))
    stop.click()
    ended(turn, "stopped")
    expect(turn).to_contain_text("Arrêté à votre demande.")
    expect(told).to_be_hidden()
    retry = turn.get_by_role("button", name="Réessayer")
    expect_focus(retry)
    retry.click()
    ended(turn)
    expect(turn.locator(".pb-answer")).to_contain_text("fauteuil")
    expect(page.locator(".pb-turn")).to_have_count(2)
    page.context.close()


def _is_free_to_be_seen(*parts: Locator) -> None:
    """Check that each part is in the viewport, and not under the head or the composer."""
    for part in parts:
        expect(part).to_be_in_viewport(ratio=1)
        assert part.evaluate(
            "e => { const box = e.getBoundingClientRect();"
            " return e.contains(document.elementFromPoint(box.x + 8, box.y + box.height / 2)); }"
        )


def test_a_pasted_text_that_is_too_long_is_kept_whole_told_and_not_sent(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    asked = counted(page, "/chat/ask")
    pasted = "é" * 4_000
    box, told = page.locator("#pb-question"), page.locator("#pb-length")
    box.fill(pasted)
    expect(told).to_have_text(re.compile(r"au plus 1\W?000 caractères.*3\W000"))
    expect(told).to_be_in_viewport()
    expect(page.locator("[data-do=ask]")).to_be_in_viewport()
    box.press("Enter")
    expect(page.locator("[data-do=ask]")).to_have_attribute("aria-disabled", "true")
    page.locator("[data-do=ask]").click(force=True)
    expect(box).to_have_value(pasted)
    expect(box).to_be_focused()
    assert asked == []
    expect(page.locator(".pb-turn")).to_have_count(0)
    box.fill(pasted[:1_000])
    expect(told).to_be_empty()
    page.context.close()


def test_a_long_question_is_shown_in_part_and_can_be_opened(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, viewport=PHONE)
    asked = ask(page, LONG).locator(".pb-asked")
    whole = asked.get_by_role("button", name="Afficher toute la question")
    words = asked.locator("> span")
    height = "e => e.getBoundingClientRect().height"
    in_part = words.evaluate(height)
    assert in_part < PHONE["height"] / 5
    assert words.evaluate("e => e.scrollHeight > e.clientHeight")
    whole.click()
    expect(asked.get_by_role("button", name="Réduire")).to_have_attribute("aria-expanded", "true")
    assert words.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    assert words.evaluate(height) > in_part
    page.context.close()


def test_a_follow_up_shows_how_it_was_understood_and_can_be_searched_as_written(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    turn = ask(page, "et depuis quand ?")
    chip = turn.locator(".pb-chip")
    expect(chip).to_contain_text("fauteuil roulant")
    chip.get_by_role("button", name="telle que vous l'avez écrite").click()
    expect(chip).to_have_count(0)
    ended(turn)
    page.context.close()


def test_what_can_be_asked_next_is_asked_at_a_click_and_offered_for_the_last_answer_alone(
    browser: Browser, sample_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.chat.following", lambda *given: [CALLS])
    page = opened(browser, sample_page)
    first = ask(page, WHEELCHAIR)
    first.locator(".pb-next").get_by_role("button", name=CALLS).click()
    second = ended(page.locator(".pb-turn").nth(1))
    expect(second.locator("h2")).to_have_text(CALLS)
    expect(second.locator(".pb-next")).to_be_visible()
    expect(first.locator(".pb-next")).to_be_hidden()
    page.context.close()


def test_the_next_question_can_be_asked_while_those_to_follow_are_still_sought(
    browser: Browser, sample_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = Event()

    def slowly(parlebot: Parlebot, answer: Answer, *others: Any) -> list[str]:
        if answer.question == WHEELCHAIR:
            may_end.wait(60)
        return []

    monkeypatch.setattr("bot.web.chat.following", slowly)
    page = opened(browser, sample_page)
    try:
        ask(page, WHEELCHAIR)
        ask(page, CALLS)
    finally:
        may_end.set()
    page.context.close()


def test_a_line_can_be_begun_within_a_question(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    box = page.locator("#pb-question")
    box.fill("Mon fauteuil")
    lower = box.evaluate("e => e.getBoundingClientRect().height")
    box.press("Shift+Enter")
    page.keyboard.type("roulant ?")
    expect(box).to_have_value("Mon fauteuil\nroulant ?")
    assert box.evaluate("e => e.getBoundingClientRect().height") > lower
    expect(page.locator(".pb-turn")).to_have_count(0)
    page.context.close()


def test_a_phone_of_360_pixels_shows_all_without_scrolling_sideways(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, viewport=NARROW)
    page.locator(".pb-filters summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    turn = ask(page, WHEELCHAIR)
    page.locator(".pb-save summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    turn.locator(".pb-cite").first.click()
    expect(page.locator(".pb-source mark").first).to_be_in_viewport()
    assert page.evaluate("document.querySelector('.pb-source').scrollWidth") <= NARROW["width"]
    page.context.close()


def test_a_dark_screen_gets_a_dark_page(browser: Browser, sample_page: str) -> None:
    for scheme, is_dark in (("dark", True), ("light", False)):
        page = opened(browser, sample_page, color_scheme=scheme)
        colour = page.evaluate("getComputedStyle(document.querySelector('.pb-page')).color")
        assert (int(re.findall(r"\d+", colour)[0]) > 128) == is_dark
        page.context.close()
