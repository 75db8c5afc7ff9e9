"""The Content-Security-Policy in a real browser: the page keeps to it, and it holds."""

from playwright.sync_api import Browser, expect

from tests.browser.browser_parts import WHEELCHAIR, ask, opened

_COUNT_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
_INJECTED = """
window.ran = [];
const script = document.createElement("script");
script.textContent = "window.ran.push('inline')";
document.body.append(script);
const box = document.createElement("div");
box.innerHTML = '<img src="data:," onerror="window.ran.push(\\'attribute\\')">'
  + '<iframe srcdoc="<script>parent.ran.push(\\'frame\\')</script>"></iframe>';
document.body.append(box);
const far = document.createElement("script");
far.src = "https://foreign.example/x.js";
document.body.append(far);
"""


def test_the_page_breaks_no_rule_of_its_policy_in_use(browser: Browser, sample_page: str) -> None:
    context = browser.new_context(locale="fr-FR")
    context.add_init_script(_COUNT_VIOLATIONS)
    page = context.new_page()
    page.goto(sample_page)
    turn = ask(page, WHEELCHAIR)
    turn.locator(".pb-cite").first.click()
    page.locator(".pb-plain summary").click()
    with page.expect_download():
        page.get_by_role("button", name="Enregistrer (Markdown)").click()
    assert page.evaluate("window.violations") == []
    context.close()


def test_a_script_that_came_into_the_page_would_not_run(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    page.evaluate(_COUNT_VIOLATIONS)
    page.evaluate(_INJECTED)
    page.wait_for_function("window.violations.length >= 3")
    assert page.evaluate("window.ran") == []
    expect(page.locator("#pb-question")).to_be_visible()
    page.context.close()
