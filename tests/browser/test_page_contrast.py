"""Whatever a reader does, everything stands out from its ground: text, icons, fields, the focus."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.pipeline.pipeline import Pipeline
from bot.web.publisher import Publisher
from tests.browser.browser_parts import PHONE, WHEELCHAIR, ask, opened, served
from tests.browser.contrast import Measured, measured
from tests.browser.forced import CONTROLS, WAYS, forced
from tests.browser.page_states import opened_menu, states

_SCHEMES = ("light", "dark")
# The box around the question shows for it that it has the focus (a test of its own, below).
_RINGED = ", ".join(f"{control}:not(#pb-question)" for control in CONTROLS.split(", "))


@pytest.mark.parametrize("colours", ["none", "active"], ids=["own colours", "forced colours"])
@pytest.mark.parametrize("scheme", _SCHEMES)
def test_everything_stands_out_in_every_state_of_the_page_and_of_its_controls(
    browser: Browser, staged_page: str, scheme: Any, colours: Any
) -> None:
    page = _still(browser, staged_page, color_scheme=scheme, forced_colors=colours)
    illegible = {}
    for state in states(page):
        for way in WAYS:
            seen = _measured(page, way)
            assert len(seen) > 10, f"{state} {way}: nothing was measured"
            illegible |= {(way, one.what): (state, one) for one in seen if not one.is_legible}
    page.context.close()
    assert illegible == {}


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_the_ask_button_is_legible_under_the_pointer_pressed_and_after_a_tap(
    browser: Browser, staged_page: str, scheme: Any
) -> None:
    page = _still(browser, staged_page, color_scheme=scheme)
    button = page.locator("[data-do=ask]")
    grounds = {_ground(page)}
    button.hover()
    grounds.add(_ground(page))
    _assert_button_is_legible(page)
    page.mouse.down()
    grounds.add(_ground(page))
    _assert_button_is_legible(page)
    assert len(grounds) == 3  # it answers to the pointer
    page.context.close()
    phone = _still(browser, staged_page, color_scheme=scheme, viewport=PHONE, has_touch=True)
    phone.locator("#pb-question").fill(WHEELCHAIR)
    phone.locator("[data-do=ask]").tap()
    expect(phone.locator(".pb-turn[data-state=done]")).to_be_visible()
    _assert_button_is_legible(phone)
    phone.context.close()


def test_the_box_of_the_question_shows_that_it_has_the_focus(
    browser: Browser, staged_page: str
) -> None:
    page = _still(browser, staged_page)
    expect(page.locator("#pb-question")).to_be_focused()
    look = "box => [getComputedStyle(box).borderColor, getComputedStyle(box).boxShadow].join()"
    focused = page.locator(".pb-box").evaluate(look)
    page.locator("#pb-question").blur()
    assert page.locator(".pb-box").evaluate(look) != focused
    page.context.close()


@pytest.fixture(scope="module", params=["#ffd400", "#000000", "#d0021b"], ids=str)
def of_an_operator(sample_pipeline: Pipeline, request: pytest.FixtureRequest) -> Iterator[str]:
    yield from served(sample_pipeline, Publisher(accent=request.param))


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_everything_stands_out_whatever_accent_an_operator_chooses(
    browser: Browser, of_an_operator: str, scheme: Any
) -> None:
    page = _still(browser, of_an_operator, color_scheme=scheme)
    with opened_menu(page, ".pb-filters"):
        illegible = _illegible(page)
    ask(page, WHEELCHAIR).locator(".pb-cite").first.click()
    expect(page.locator(".pb-source mark").first).to_be_visible()
    illegible += _illegible(page)
    page.context.close()
    assert illegible == []


def _still(browser: Browser, address: str, **options: Any) -> Page:
    """Open the page as for a reader who wants nothing to move; with them no colour fades."""
    page = opened(browser, address, reduced_motion="reduce", **options)
    expect(page.locator("#pb-app #pb-question")).to_be_visible()
    return page


def _measured(page: Page, way: str) -> list[Measured]:
    with forced(page, WAYS[way]):
        return measured(page, _RINGED if way == "focus" else "")


def _illegible(page: Page) -> list[Measured]:
    return [one for way in WAYS for one in _measured(page, way) if not one.is_legible]


def _ground(page: Page) -> str:
    look = "button => getComputedStyle(button).backgroundColor"
    return str(page.locator("[data-do=ask]").evaluate(look))


def _assert_button_is_legible(page: Page) -> None:
    icon = [one for one in measured(page) if one.what.startswith("icon of svg")]
    words = [one for one in measured(page) if one.what == "text of span"]
    assert icon
    assert all(one.is_legible for one in (*icon, *words))
