"""The page without its helpers: no JavaScript at all, or Gradio's files not (yet) there."""

from playwright.sync_api import Browser, expect

from tests.browser.browser_parts import WHEELCHAIR, ask, opened


def test_without_javascript_a_question_is_asked_and_answered(
    browser: Browser, sample_page: str
) -> None:
    page = browser.new_context(locale="fr-FR", java_script_enabled=False).new_page()
    page.goto(sample_page)
    page.locator("#pb-question").fill(WHEELCHAIR)
    page.locator("[data-do=ask]").click()
    expect(page).to_have_url(f"{sample_page}ask")
    expect(page.locator("h1")).to_have_text(WHEELCHAIR)
    expect(page.locator(".pb-answer .pb-quote").first).to_be_visible()
    page.locator("#pb-question").fill("Et pour les lunettes ?")
    page.locator(".pb-composer .pb-primary").click()
    expect(page.locator("h1")).to_have_text("Et pour les lunettes ?")
    page.context.close()


def test_a_question_is_answered_while_gradios_files_have_not_come(
    browser: Browser, sample_page: str
) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.route("**/assets/**", lambda route: None)  # they never come
    page.goto(sample_page, wait_until="commit")
    below = "script[src^='page.js'] + script"  # what stands there comes after ours has run
    page.locator(below).wait_for(state="attached")
    turn = ask(page, WHEELCHAIR)
    expect(turn.locator(".pb-quote").first).to_be_visible()
    expect(page.locator("#pb-app")).to_have_count(0)
    context.close()


def test_the_frame_moves_into_gradios_page_once(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    expect(page.locator("#pb-app #pb-question")).to_be_visible()
    expect(page.locator("#pb-question")).to_have_count(1)
    page.context.close()
