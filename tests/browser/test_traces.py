"""What of a question stands where others may see it: the title, the storage, a feed."""

from playwright.sync_api import Browser, expect

from tests.browser.browser_parts import WHEELCHAIR, ask, opened

_KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('parlebot.conversation.'))"


def test_what_is_asked_in_danger_stands_in_no_title_and_is_not_kept(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, "Je veux mourir")
    assert page.title() == "parlebot"
    assert page.evaluate(_KEPT) == []
    ask(page, WHEELCHAIR)
    expect(page).to_have_title(f"{WHEELCHAIR[:60]} · parlebot")
    assert "mourir" not in page.evaluate("JSON.stringify(localStorage)")
    page.context.close()


def test_a_feed_has_what_was_taken_off_the_question(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    page.locator(".pb-filters summary").click()
    page.locator("[name=limits]").uncheck()
    turn = ask(page, WHEELCHAIR)
    assert "&without=all" in str(turn.locator(".pb-follow").get_attribute("href"))
    page.context.close()
