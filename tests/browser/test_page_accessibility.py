"""axe-core on every state of the page, and the statement that is made from what it finds.

After a change of the states or of axe, run with PARLEBOT_WRITE_ACCESSIBILITY=1 to renew
bot/web/accessibility.json, which the page's accessibility statement is made from.
"""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import bot
from bot.web.about import accessibility_checks
from tests.browser.browser_parts import WHEELCHAIR, WIDE, ask, opened
from tests.browser.forced import CONTROLS, WAYS, forced
from tests.browser.page_states import states
from tests.browser.tree import tree

_STATEMENT = Path(bot.__file__).parent / "web" / "accessibility.json"
_ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_LOOKS = ["color-contrast", "link-in-text-block"]  # what a pointer or the colours can change
# What is scrolled half under the head or the foot of the page is no target that is too small.
_NOTHING_COVERS = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".pb-header, .pb-composer { position: static !important }");
  document.adoptedStyleSheets.push(sheet);
}
"""
# The kinds of controls that are seen: by tag, class, what they do and what they stand in.
_KINDS = f"""
() => [...document.querySelectorAll("{CONTROLS}")].filter((one) => one.checkVisibility())
  .map((one) => [one.tagName, one.className, Object.keys(one.dataset), one.parentElement.className])
  .map(String)
"""
_TALL_PHONE = {"width": 390, "height": 844}
# Each language, brightness and size is met with every state.
_SETTINGS: dict[str, dict[str, Any]] = {
    "fr light wide": {"locale": "fr-FR", "color_scheme": "light", "viewport": WIDE},
    "en dark phone": {"locale": "en-GB", "color_scheme": "dark", "viewport": _TALL_PHONE},
}
_WAYS = [*WAYS, "forced colours"]


def test_no_state_breaks_a_rule_of_wcag_2_2_a_or_aa_or_of_best_practice(
    browser: Browser, staged_page: str
) -> None:
    found: dict[str, list[str]] = {}
    names: list[str] = []
    met: set[str] = set()
    for setting, options in _SETTINGS.items():
        page = opened(browser, staged_page, reduced_motion="reduce", **options)
        page.evaluate(Axe().axe_script)
        page.evaluate(_NOTHING_COVERS)
        names, met = [], set()
        for name in states(page):
            names.append(name)
            is_new = not (kinds := set(page.evaluate(_KINDS))) <= met
            met |= kinds
            for way in _WAYS if is_new else ["rest", "forced colours"]:
                found[f"{name} {setting} {way}"] = _broken(page, way)
        version = page.evaluate("axe.version")
        page.context.close()
    assert {name: broken for name, broken in found.items() if broken} == {}
    _states_what_was_found(
        {"axe": version, "states": names, "settings": [*_SETTINGS], "ways": _WAYS}
    )


def _broken(page: Page, way: str) -> list[str]:
    """Return what breaks a rule of axe, with every control of the page put into a state."""
    if way == "forced colours":
        # axe takes colours for text that forced colours replace: test_page_contrast.py measures.
        page.emulate_media(forced_colors="active")
        broken = _axe(page, _ALL, {"color-contrast": {"enabled": False}})
        page.emulate_media(forced_colors="none")
        return broken
    with forced(page, WAYS[way]):
        return _axe(page, _ALL) if way == "rest" else _axe(page, _LOOKS)


def _axe(page: Page, rules: list[str], but: dict[str, Any] | None = None) -> list[str]:
    options = {"runOnly": rules, "rules": but or {}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def _states_what_was_found(what: dict[str, Any]) -> None:
    now = {**what, "violations": 0}
    if os.environ.get("PARLEBOT_WRITE_ACCESSIBILITY"):
        said = {"day": date.today().isoformat(), **now}
        _STATEMENT.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
        accessibility_checks.cache_clear()
    if {key: accessibility_checks().get(key) for key in now} != now:
        pytest.fail("bot/web/accessibility.json is not what was found: see the top of this file")


def test_the_page_has_each_landmark_once_and_says_what_it_is(
    browser: Browser, staged_page: str
) -> None:
    page = opened(browser, staged_page)
    expect(page.locator("#pb-app #pb-question")).to_be_visible()
    for question in ("", WHEELCHAIR):
        if question:
            ask(page, question)
        nodes = [(node.role, node.name) for node in tree(page)]
        for role in ("main", "navigation", "search"):
            assert [found for found, _ in nodes].count(role) == 1, role
        assert [name for role, name in nodes if role == "search"] == ["Votre question"]
        levels = [node.level for node in tree(page) if node.role == "heading"]
        assert levels[0] == 1
        assert levels.count(1) == 1
    page.context.close()


def test_the_tab_key_goes_through_the_page_as_it_is_read(
    browser: Browser, staged_page: str
) -> None:
    page = opened(browser, staged_page)
    expect(page.locator("#pb-app #pb-question")).to_be_visible()
    ask(page, WHEELCHAIR)
    order = [_tabbed_to(page) for _ in range(40)]  # to the end, and once from the beginning
    order = order[order.index("skip") :]
    wanted = (
        "skip", "home", "new", "conversations", "pb-save", "language", "pb-cite",
        "pb-open", "copy", "pb-official", "pb-notices", "link", "retry", "edit", "follow",
        "verdict", "pb-question", "ask", "pb-filters", "pb-plain",
    )  # fmt: skip
    places = [order.index(name) for name in wanted]
    assert places == sorted(places)
    page.context.close()


def _tabbed_to(page: Page) -> str:
    """Press the Tab key, and return what does, or is, that which then has the focus."""
    page.keyboard.press("Tab")
    return str(
        page.evaluate(
            """() => {
              const { id, dataset, classList, parentElement, tagName } = document.activeElement;
              const [kind] = Object.keys(dataset).filter((name) => name !== "source");
              if (tagName === "SUMMARY") return parentElement.classList[0];
              return dataset.do ?? (id || kind || classList[0]);
            }"""
        )
    )
