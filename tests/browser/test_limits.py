"""What a search is limited to: chosen behind one control, found in the question, taken off."""

from playwright.sync_api import Browser, expect

from bot.pipeline.pipeline import Pipeline
from tests.browser.browser_parts import CALLS, PHONE, WHEELCHAIR, ask, asked_again, ended, opened


def test_a_limit_found_in_the_question_is_a_chip_that_can_be_taken_off(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, "question n° 103")
    chip = turn.locator(".pb-chip", has=page.locator("[data-off=found]"))
    expect(chip).to_contain_text("question n° 103")
    asked_again(turn, chip.get_by_role("button"))
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
    with page.expect_request("**/chat/ask") as sent:
        turn = ask(page, WHEELCHAIR)
    assert (sent.value.post_data_json or {})["ministry"] == chosen
    expect(turn.locator(".pb-chip")).to_have_count(2)
    expect(page.locator(".pb-filters-box")).to_be_hidden()  # what was asked is not covered
    asked_again(turn, turn.locator(".pb-chip", has_text="2000").get_by_role("button"))
    expect(turn.locator(".pb-chip")).to_have_count(1)
    page.locator(".pb-filters summary").click()
    expect(page.get_by_label("Réponses depuis le")).to_have_value("")
    page.context.close()


def test_a_period_that_ends_before_it_starts_is_told(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page, "en-GB")
    limits = page.locator(".pb-filters summary")
    limits.click()
    page.get_by_label("Replies since").fill("2026-05-01")
    page.get_by_label("until", exact=True).fill("2024-05-01")
    page.locator("#pb-question").fill(CALLS)
    page.get_by_role("button", name="Ask", exact=True).click()
    turn = ended(page.locator(".pb-turn"), "error")
    expect(turn).to_contain_text("it ends before it starts")
    limits.click()
    page.get_by_role("button", name="Remove these limits").click()
    expect(page.locator("[data-count]")).to_be_empty()
    with page.expect_request("**/chat/ask"):  # with the limits it was asked with
        turn.get_by_role("button", name="Try again").click()
    ended(turn, "error")
    ended(ask(page, CALLS))
    page.context.close()


def test_the_limits_on_a_phone_stand_within_the_screen_and_close_at_a_touch_beside_them(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, viewport=PHONE, has_touch=True)
    ask(page, WHEELCHAIR)
    page.locator(".pb-filters summary").tap()
    box = page.locator(".pb-filters-box")
    expect(box).to_be_in_viewport(ratio=1)
    page.locator("[data-do=reset]").tap()
    expect(box).to_be_visible()
    page.touchscreen.tap(PHONE["width"] / 2, 90)
    expect(box).to_be_hidden()
    page.context.close()
