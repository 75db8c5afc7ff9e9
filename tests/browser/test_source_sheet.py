"""The source on a phone: a sheet over the answer, from which Back leads to the answer."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.browser_parts import PHONE, SEVERAL, ask, expect_focus, opened


def _answered(browser: Browser, address: str) -> Page:
    page = opened(browser, address, viewport=PHONE, has_touch=True)
    ask(page, SEVERAL)
    return page


def test_back_closes_the_sheet_where_it_was_opened_and_forward_opens_it_again(
    browser: Browser, sample_page: str
) -> None:
    page = _answered(browser, sample_page)
    cite, sheet = page.locator(".pb-cite").last, page.locator(".pb-source")
    cite.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    cite.tap()
    expect(sheet.locator("article[data-n='2'] mark").first).to_be_in_viewport()
    page.go_back()
    expect(sheet).to_be_hidden()
    assert page.url == sample_page
    expect(page.locator(".pb-turn")).to_have_count(1)
    expect_focus(cite)
    assert page.evaluate("scrollY") == before
    page.go_forward()
    expect(sheet.locator("article[data-n='2'] mark").first).to_be_in_viewport()
    page.go_back()
    expect(sheet).to_be_hidden()
    expect_focus(cite)
    page.context.close()


def test_the_sheet_covers_the_screen_keeps_its_head_and_closes_in_any_way(
    browser: Browser, sample_page: str
) -> None:
    page = _answered(browser, sample_page)
    cite, sheet = page.locator(".pb-cite").first, page.locator(".pb-source")
    for close in (
        lambda: page.locator(".pb-source article:not([hidden]) [data-do=close]").tap(),
        lambda: page.keyboard.press("Escape"),
    ):
        cite.tap()
        box = sheet.bounding_box()
        assert box
        assert (box["x"], box["y"], box["width"]) == (0, 0, PHONE["width"])
        assert box["height"] == PHONE["height"]
        sheet.evaluate("e => e.scrollTo(0, e.scrollHeight)")
        head = sheet.locator("article:not([hidden]) .pb-source-head")
        expect(head.locator("[data-do=close]")).to_be_in_viewport(ratio=1)
        close()
        expect(sheet).to_be_hidden()
        expect_focus(cite)
        assert page.evaluate("history.state") is None  # no entry that leads nowhere
    page.context.close()


def test_what_was_opened_within_the_sheet_is_left_step_by_step_or_at_once(
    browser: Browser, sample_page: str
) -> None:
    page = _answered(browser, sample_page)
    cite, sheet = page.locator(".pb-cite").first, page.locator(".pb-source")
    cite.tap()
    sheet.locator("article:not([hidden]) .pb-tabs [data-source='2']").tap()
    shown = sheet.locator("article:not([hidden])")
    expect(shown).to_have_attribute("data-n", "2")
    page.go_back()
    expect(shown).to_have_attribute("data-n", "1")
    page.go_forward()
    expect(shown).to_have_attribute("data-n", "2")
    shown.locator("[data-do=close]").tap()
    expect(sheet).to_be_hidden()
    expect_focus(cite)
    page.context.close()


def test_pressing_the_same_number_again_adds_no_step_to_the_way_back(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)  # where the number can be pressed beside the drawer
    cite = ask(page, SEVERAL).locator(".pb-cite").first
    for _ in range(2):
        cite.click()
        expect(page.locator(".pb-source mark").first).to_be_visible()
    page.go_back()
    expect(page.locator(".pb-source")).to_be_hidden()
    expect_focus(cite)
    page.context.close()
