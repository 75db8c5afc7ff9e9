"""The Content-Security-Policy in a real browser: the page keeps to it, and it holds."""

from playwright.sync_api import Browser, expect

from tests.browser.browser_parts import SEVERAL, ask, ended, opened, ready

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


_PRESSED = (  # on the way through the page's states, each selector once
    ".pb-filters summary",
    ".pb-cite",
    ".pb-source [data-step='1']",
    ".pb-source .pb-question-of summary",
    ".pb-source .pb-facts-of summary",
    ".pb-source [data-copy]",
    ".pb-source .pb-others summary",
    ".pb-source .pb-other",
    ".pb-source [data-do=close]",
    ".pb-card [data-copy]",
    ".pb-notices summary",
    "[data-do=link]",
    "[data-do=follow]",
    "[data-do=edit]",
    "[data-do=cancel]",
    ".pb-plain summary",
    ".pb-bar [data-do=conversations]",
    "[data-delete]",
    "[data-do=undo]",
    "[data-open]",
    "[data-language]",
)


def test_the_page_breaks_no_rule_of_its_policy_and_asks_nothing_of_others_in_any_state(
    browser: Browser, sample_page: str
) -> None:
    context = browser.new_context(locale="fr-FR")
    context.add_init_script(_COUNT_VIOLATIONS)
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(sample_page)
    ready(page)
    ask(page, SEVERAL)
    for selector in _PRESSED:
        page.locator(selector).locator("visible=true").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for name in ("Markdown", "Word"):
        page.locator(".pb-save summary").click()
        with page.expect_download():
            page.get_by_role("button", name=name).click()
    page.pdf()
    page.reload()
    ended(page.locator(".pb-turn"))
    ready(page)
    page.locator(".pb-bar [data-do=new]").click()
    expect(page.locator(".pb-turn")).to_have_count(0)
    assert page.evaluate("window.violations") == []
    own = (sample_page.rstrip("/"), "data:", f"blob:{sample_page}")
    assert sent
    assert [address for address in sent if not address.startswith(own)] == []
    context.close()


def test_a_script_that_came_into_the_page_would_not_run(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    page.evaluate(_COUNT_VIOLATIONS)
    page.evaluate(_INJECTED)
    page.wait_for_function("window.violations.length >= 3")
    assert page.evaluate("window.ran") == []
    expect(page.locator("#pb-question")).to_be_visible()
    page.context.close()
