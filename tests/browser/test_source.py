"""The source on the desk: a drawer with a head that stays, beside the answer it belongs to."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.languages.messages import day
from bot.pipeline.pipeline import Pipeline
from bot.web.kept.title import title_of
from tests.browser.browser_parts import (
    CALLS,
    SEVERAL,
    WHEELCHAIR,
    ask,
    ended,
    expect_focus,
    opened,
)


def _shown(page: Page) -> Locator:
    """Return what is shown in the drawer."""
    return page.locator(".pb-source article:not([hidden])")


@pytest.mark.parametrize(("locale", "question"), [("fr-FR", WHEELCHAIR), ("en-GB", CALLS)])
def test_the_marked_words_are_the_quotes_and_the_numbers_open_their_source(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline, locale: str, question: str
) -> None:
    page = opened(browser, sample_page, locale)
    turn = ask(page, question)
    for source in sample_pipeline.ask(question, default_language=locale[:2]).sources:
        turn.locator(f".pb-cite[data-source='{source.n}']").click()
        article = _shown(page)
        expect(article).to_have_attribute("data-n", str(source.n))
        marks = article.locator("mark").all_text_contents()
        assert marks == [quote.text for quote in source.quotes]
        assert all(mark in str(turn.locator(".pb-answer").text_content()) for mark in marks)
        assert article.locator(".pb-reply").text_content() == source.record.reply
        expect(article.locator("mark").first).to_be_in_viewport()
        expect(article).to_contain_text(source.record.question[:60])
        for fact in (source.record.asked_by, source.record.ministry, source.record.number):
            expect(article.locator(".pb-facts")).to_contain_text(fact)
    page.context.close()


def test_the_head_of_the_drawer_says_what_it_is_and_stays_when_the_reply_is_scrolled(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline
) -> None:
    page = opened(browser, sample_page)
    source = sample_pipeline.ask(SEVERAL).sources[1]
    ask(page, SEVERAL).locator(".pb-cite").last.click()
    head = _shown(page).locator(".pb-source-head")
    expect(head.locator("h2")).to_have_text(title_of(source.record, "fr"))
    expect_focus(head.locator("h2"))
    expect(head).to_contain_text(day(source.record.answered_on, "fr"))
    parts = (head, head.locator("[data-do=close]"), head.locator("[data-step='1']"))
    page.locator(".pb-source").evaluate("e => e.scrollTo(0, e.scrollHeight)")
    expect(page.locator(".pb-source .pb-others")).to_be_in_viewport()
    for part in parts:
        expect(part).to_be_in_viewport(ratio=1)
    page.context.close()


def test_the_passages_are_stepped_through_and_counted(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline
) -> None:
    count = sum(len(source.quotes) for source in sample_pipeline.ask(SEVERAL).sources)
    page = opened(browser, sample_page)
    ask(page, SEVERAL).locator(".pb-cite").first.click()
    told = _shown(page).locator("[data-passage]")
    expect(told).to_have_text(f"Passage 1 / {count}")
    for now in (*range(2, count + 1), 1):
        _shown(page).get_by_role("button", name="Passage cité suivant").click()
        expect(told).to_have_text(f"Passage {now} / {count}")
        expect(page.locator("mark[data-current]")).to_be_in_viewport()
        expect_focus(_shown(page).get_by_role("button", name="Passage cité suivant"))
    _shown(page).get_by_role("button", name="Passage cité précédent").click()
    expect(told).to_have_text(f"Passage {count} / {count}")
    expect(_shown(page).locator(".pb-tabs [aria-current]")).to_have_text("[2]")
    page.context.close()


def test_the_drawer_leaves_the_answer_readable_beside_it(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    turn.locator(".pb-cite").click()
    expect(page.locator(".pb-source")).to_be_visible()
    answer, drawer = (
        turn.locator(".pb-quote").bounding_box(),
        page.locator(".pb-source").bounding_box(),
    )
    assert answer and drawer
    assert answer["x"] + answer["width"] <= drawer["x"]
    expect(turn.locator(".pb-cite")).to_be_in_viewport()
    page.context.close()


def test_a_new_question_closes_the_source_of_the_one_before(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR).locator(".pb-cite").click()
    expect(page.locator(".pb-source")).to_be_visible()
    turn = ask(page, CALLS)
    expect(page.locator(".pb-source")).to_be_hidden()
    turn.locator(".pb-cite").first.click()
    expect(page.locator(".pb-source .pb-source-head").first).to_be_visible()
    page.locator(".pb-bar [data-do=new]").click()
    expect(page.locator(".pb-source")).to_be_hidden()
    page.context.close()


def test_the_source_of_each_turn_is_its_own(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    first, second = ask(page, WHEELCHAIR), ask(page, CALLS)
    for turn in (first, second, first):
        turn.locator(".pb-cite").first.click()
        quoted = turn.locator(".pb-quote p").first.inner_text()
        mark = _shown(page).locator("mark").first.inner_text()
        assert mark[:40] in quoted
        page.keyboard.press("Escape")
        expect(page.locator(".pb-source")).to_be_hidden()
        expect_focus(turn.locator(".pb-cite").first)
    page.context.close()


def test_another_reply_that_was_found_opens_without_marks_and_back_leads_to_the_source(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    turn.locator(".pb-cite").click()
    page.locator(".pb-others summary").click()
    other = page.locator(".pb-other").first
    title = other.locator("bdi").first.inner_text()
    other.click()
    expect(_shown(page).locator("h2")).to_have_text(title)
    expect(page.locator(".pb-source")).to_contain_text("sans être citée")
    expect(page.locator(".pb-source mark")).to_have_count(0)
    page.go_back()
    expect(page.locator(".pb-source mark").first).to_be_in_viewport()
    page.go_forward()
    expect(_shown(page).locator("h2")).to_have_text(title)
    page.locator(".pb-source [data-do=close]").click()  # out of both at once
    expect(page.locator(".pb-source")).to_be_hidden()
    expect_focus(turn.locator(".pb-cite"))
    page.context.close()


def test_a_reply_that_is_gone_is_told_and_can_be_closed(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR).locator(".pb-cite").click()
    page.locator(".pb-others summary").click()
    page.route("**/chat/record*", lambda route: route.abort())
    page.locator(".pb-other").first.click()
    expect(page.locator(".pb-source")).to_contain_text("Le serveur ne répond pas")
    page.locator(".pb-source [data-do=close]").click()
    expect(page.locator(".pb-source")).to_be_hidden()
    page.context.close()


def test_the_reference_is_copied_as_it_is_shown_and_that_is_told_beside_the_button(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, permissions=["clipboard-read", "clipboard-write"])
    ask(page, WHEELCHAIR).locator(".pb-cite").click()
    shown = _shown(page)
    shown.get_by_role("button", name="Copier la référence").click()
    expect(shown.locator(".pb-reference .pb-told")).to_have_text("Copié")
    expect(shown.locator(".pb-reference .pb-told")).to_be_in_viewport()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == shown.locator("[data-reference]").text_content()
    for part in ("EXEMPLE FICTIF", "n° 147", "20 mai 2025", "personnes handicapées"):
        assert part in re.sub(r"\s", " ", copied)
    page.context.close()


def test_a_source_that_was_open_does_not_come_back_after_a_reload(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    turn.locator(".pb-cite").click()
    expect(page.locator(".pb-source")).to_be_visible()
    page.reload()
    ended(turn)
    expect(page.locator(".pb-source")).to_be_hidden()
    page.go_back()
    expect(turn.locator(".pb-card")).to_be_visible()
    page.context.close()
