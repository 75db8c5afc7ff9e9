"""axe-core on every state of the page, and the statement that is made from what it finds.

After a change of the states or of axe, run with PARLEBOT_WRITE_ACCESSIBILITY=1 to renew
bot/web/accessibility.json, which the page's accessibility statement is made from.
"""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import bot
from bot.web.about import accessibility_checks
from tests.browser.browser_parts import PHONE, WHEELCHAIR, WIDE, ask, ended, opened

_STATEMENT = Path(bot.__file__).parent / "web" / "accessibility.json"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def _start(page: Page) -> None:
    expect(page.locator(".pb-examples")).to_be_visible()


def _filters(page: Page) -> None:
    page.locator(".pb-filters summary").click()


def _about(page: Page) -> None:
    page.locator(".pb-plain summary").click()


def _answer(page: Page) -> None:
    ask(page, WHEELCHAIR).locator(".pb-cite").first.click()


def _follow_up(page: Page) -> None:
    ask(page, WHEELCHAIR)
    ask(page, "et depuis quand ?")


def _limits(page: Page) -> None:
    ask(page, "question n° 103")


def _not_covered(page: Page) -> None:
    ask(page, "Quel est le prix du billet de train pour la planète Mars ?")


def _other_reply(page: Page) -> None:
    ask(page, WHEELCHAIR)
    page.locator(".pb-others summary").click()
    page.locator(".pb-other").first.click()
    expect(page.locator(".pb-aside .pb-note")).to_be_visible()


def _not_useful(page: Page) -> None:
    ask(page, WHEELCHAIR).locator("[data-verdict=no]").click()
    expect(page.locator(".pb-useful fieldset")).to_be_visible()


def _searching(page: Page) -> None:
    page.locator("#pb-question").fill("lentement, un fauteuil roulant ?")
    page.keyboard.press("Enter")
    expect(page.locator("[data-do=stop]")).to_be_visible()


def _stopped(page: Page) -> None:
    _searching(page)
    page.locator("[data-do=stop]").click()
    ended(page.locator(".pb-turn"), "stopped")


def _error(page: Page) -> None:
    page.locator("#pb-question").fill("une panne")
    page.keyboard.press("Enter")
    ended(page.locator(".pb-turn"), "error")


_STATES: tuple[Callable[[Page], None], ...] = (
    _start,
    _filters,
    _about,
    _answer,
    _follow_up,
    _limits,
    _not_covered,
    _other_reply,
    _not_useful,
    _searching,
    _stopped,
    _error,
)
# Each language, brightness and size is met with every state.
_SETTINGS = {
    "fr light wide": {"locale": "fr-FR", "color_scheme": "light", "viewport": WIDE},
    "en dark phone": {"locale": "en-GB", "color_scheme": "dark", "viewport": PHONE},
}


def test_no_state_breaks_a_rule_of_wcag_2_2_a_or_aa(browser: Browser, troubled_page: str) -> None:
    axe = Axe()
    found: dict[str, list[str]] = {}
    version = ""
    for setting, options in _SETTINGS.items():
        for state in _STATES:
            page = opened(browser, troubled_page, **options)
            state(page)
            result: dict[str, Any] = axe.run(
                page, options={"runOnly": {"type": "tag", "values": _RULES}}
            ).response
            version = result["testEngine"]["version"]
            found[f"{state.__name__.strip('_')} {setting}"] = [
                f"{rule['id']}: {node['html'][:160]}"
                for rule in result["violations"]
                for node in rule["nodes"]
            ]
            page.context.close()
    assert {name: broken for name, broken in found.items() if broken} == {}
    now = {"axe": version, "states": sorted(found), "violations": 0}
    if os.environ.get("PARLEBOT_WRITE_ACCESSIBILITY"):
        said = {"day": date.today().isoformat(), **now}
        _STATEMENT.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
        accessibility_checks.cache_clear()
    if {key: accessibility_checks()[key] for key in now} != now:
        pytest.fail("bot/web/accessibility.json is not what was found: see the top of this file")
