"""Gradio's page around ours: ours is there before it, and looks as it did."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.browser_parts import WHEELCHAIR, WIDE, ask, ended, opened, ready

# What a foreign style sheet would change; sizes are left out, for they follow from these.
_LOOK = """() => Object.fromEntries([...document.querySelectorAll("#pb-root *")].map((e, n) => {
  const style = getComputedStyle(e);
  const names = ["color", "cursor", "background-color", "font-family", "font-size",
    "font-weight", "font-style", "line-height", "letter-spacing", "text-decoration-line",
    "list-style-type", "margin-top", "margin-bottom", "margin-left", "padding-top",
    "padding-left", "border-top-width", "border-top-left-radius", "position", "box-shadow"];
  const own = `${n} ${e.tagName}.${e.getAttribute("class") ?? ""}`;
  return [own, Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]))];
}))"""


def test_gradios_styles_change_nothing_of_ours(browser: Browser, sample_page: str) -> None:
    context = browser.new_context(locale="fr-FR", viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(sample_page)
    ask(ready(page), WHEELCHAIR)
    page.locator(".pb-cite").click()
    page.evaluate("document.querySelectorAll('#pb-root details').forEach(e => e.open = true)")
    with_it = page.evaluate(_LOOK)
    page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(e => e.remove())")
    page.evaluate("document.querySelectorAll('body style').forEach(e => e.remove())")
    assert _changed(page.evaluate(_LOOK), with_it) == []
    context.close()


def _changed(plain: dict[str, Any], with_it: dict[str, Any]) -> list[str]:
    assert plain.keys() == with_it.keys()
    return [
        f"{element}: {name} is {value}, was {plain[element][name]}"
        for element, look in with_it.items()
        for name, value in look.items()
        if value != plain[element][name]
    ]


def test_the_page_answers_though_gradio_is_never_drawn(browser: Browser, sample_page: str) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.route("**/assets/**", lambda route: route.abort())
    page.goto(sample_page)
    box = page.locator("#pb-question")
    expect(box).to_be_focused()
    box.fill(WHEELCHAIR)
    box.press("Enter")
    expect(ended(page.locator(".pb-turn")).locator(".pb-card")).to_be_visible()
    expect(page.locator("#pb-app")).to_have_count(0)
    context.close()


def test_what_is_typed_before_gradio_is_drawn_stays_with_the_focus(
    browser: Browser, sample_page: str
) -> None:
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    held: list[Any] = []
    page.route("**/assets/index*.js", lambda route: held.append(route))
    page.goto(sample_page, wait_until="commit")
    box = page.locator("#pb-question")
    expect(box).to_be_focused()
    page.keyboard.type("Mon fauteuil")
    for route in held:
        route.continue_()
    page.unroute("**/assets/index*.js")
    expect(ready(page).locator("#pb-question")).to_have_value("Mon fauteuil")
    expect(box).to_be_focused()
    page.keyboard.type(" roulant")
    expect(box).to_have_value("Mon fauteuil roulant")
    context.close()


def test_the_page_is_ours_by_name_icon_and_preview(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    assert page.title() == "parlebot"
    assert "gradio" not in _head(page).lower()
    page.context.close()


def _head(page: Page) -> str:
    """Return what a preview and a browser's tab are made of."""
    told: str = page.evaluate(
        "[...document.querySelectorAll('title, meta, link[rel~=icon]')]"
        ".map(e => e.outerHTML).join()"
    )
    return told
