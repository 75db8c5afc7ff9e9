"""Links to a question: they ask elsewhere what was understood here, once, and no log holds them."""

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.browser_parts import (
    CALLS,
    WHEELCHAIR,
    ask,
    asked_again,
    counted,
    ended,
    opened,
    ready,
)

_CLIPBOARD = ["clipboard-read", "clipboard-write"]


def _link(turn: Locator) -> str:
    """Copy the link of a turn and return it."""
    turn.get_by_role("button", name="Copier le lien").click()
    expect(turn.locator(".pb-told").last).to_have_text("Copié")
    link: str = turn.page.evaluate("navigator.clipboard.readText()")
    return link


def _asked(link: str) -> dict[str, list[str]]:
    return parse_qs(link.split("#")[1])


def _elsewhere(browser: Browser, link: str) -> tuple[Page, Locator]:
    """Open a link in a browser that knows nothing; return its page and its only turn."""
    page = opened(browser, link, permissions=_CLIPBOARD)
    turn = ended(page.locator(".pb-turn"))
    expect(page.locator(".pb-turn")).to_have_count(1)
    return page, turn


def _quotes(turn: Locator) -> list[str]:
    return turn.locator(".pb-quote").all_inner_texts()


def test_a_link_asks_its_question_once_and_tells_no_server_which(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, permissions=_CLIPBOARD)
    link = _link(ask(page, WHEELCHAIR))
    assert link.startswith(f"{sample_page}#q=")
    page.goto("about:blank")
    page.evaluate("0")
    requests = counted(page, "")
    page.goto(link)  # the same browser: the conversation before stays in the list
    turn = ended(ready(page).locator(".pb-turn"))
    expect(turn.locator("h2")).to_have_text(WHEELCHAIR)
    assert [url for url in requests if "fauteuil" in url.split("#")[0]] == []
    assert page.url == sample_page
    asked = counted(page, "/chat/ask")
    page.reload()
    ended(page.locator(".pb-turn"))
    ready(page)
    assert asked == []
    page.context.close()


def test_a_link_of_before_and_one_opened_where_the_page_is_open_ask_too(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, f"{sample_page}?q=Mon+fauteuil+roulant+sera-t-il+rembours%C3%A9+%3F")
    expect(page.locator(".pb-turn h2")).to_have_text("Mon fauteuil roulant sera-t-il remboursé ?")
    ended(page.locator(".pb-turn"))
    assert page.url == sample_page
    page.goto(f"{sample_page}#q=Et+les+loyers+%3F")
    expect(page.locator(".pb-turn h2")).to_have_text("Et les loyers ?")
    ended(page.locator(".pb-turn"))
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("[data-open]")).to_have_count(2)
    page.context.close()


def test_the_link_of_a_follow_up_asks_elsewhere_what_was_understood(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, permissions=_CLIPBOARD)
    ask(page, WHEELCHAIR)
    turn = ask(page, "et depuis quand ?")
    link = _link(turn)
    assert "fauteuil roulant" in _asked(link)["q"][0]
    other, same = _elsewhere(browser, link)
    assert _quotes(same) == _quotes(turn) != []
    other.context.close()
    page.context.close()


def test_the_link_of_a_follow_up_that_was_searched_as_written_asks_it_as_written(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, permissions=_CLIPBOARD)
    ask(page, WHEELCHAIR)
    turn = ask(page, "et depuis quand ?")
    chip = turn.locator(".pb-chip button", has_text="×")
    asked_again(turn, chip)
    expect(turn.locator(".pb-chip")).to_have_count(0)
    assert _asked(_link(turn))["q"] == ["et depuis quand ?"]
    page.context.close()


def test_a_link_holds_the_limits_that_were_chosen_and_those_taken_off(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, permissions=_CLIPBOARD)
    page.locator(".pb-filters summary").click()
    page.get_by_label("Réponses depuis le").fill("2020-01-01")
    turn = ask(page, "question n° 103")
    asked_again(turn, turn.locator("[data-off=found]"))
    chips = turn.locator(".pb-chip span").all_inner_texts()
    assert len(chips) == 1
    link = _link(turn)
    assert _asked(link)["since"] == ["2020-01-01"]
    assert _asked(link)["without"] == ["number"]
    other, same = _elsewhere(browser, link)
    assert same.locator(".pb-chip span").all_inner_texts() == chips
    assert _quotes(same) == _quotes(turn)
    assert _link(same) == link  # and passes it on whole
    other.context.close()
    page.context.close()


def test_the_limits_that_a_follow_up_inherits_are_in_its_link(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, permissions=_CLIPBOARD)
    ask(page, "Que dit la question n° 147 ?")
    turn = ask(page, "et pour les enfants ?")
    number = turn.locator(".pb-chip", has_text="question n° 147")
    expect(number).to_be_visible()
    other, same = _elsewhere(browser, _link(turn))
    expect(same.locator(".pb-chip", has_text="question n° 147")).to_be_visible()
    expect(same).to_have_attribute("data-outcome", turn.get_attribute("data-outcome") or "")
    other.context.close()
    page.context.close()


@pytest.mark.parametrize(
    "cut", ["#q=", "#", "#wordings=%5B", "#q=%20", "#%E0%A4%A", "#pb-question"]
)
def test_a_link_that_asks_nothing_leaves_the_page_at_home(
    browser: Browser, sample_page: str, cut: str
) -> None:
    page = opened(browser, f"{sample_page}{cut}")
    expect(page.locator(".pb-turn")).to_have_count(0)
    expect(page.locator("#pb-question")).to_be_focused()
    page.context.close()


def test_a_link_that_was_cut_short_is_asked_as_far_as_it_can_be_read(
    browser: Browser, sample_page: str
) -> None:
    for rest in ("&wordings=%5B%22a", "&wordings=7", "&since=hier", "&without=none"):
        page = opened(browser, f"{sample_page}#q=fauteuil+roulant{rest}")
        turn = page.locator(".pb-turn")
        expect(turn).to_have_attribute("data-state", re.compile("done|error"))
        expect(turn.locator(".pb-answer > *").first).to_be_visible()
        page.context.close()


def test_a_link_to_another_question_does_not_touch_the_conversation_that_is_open(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    page.goto(f"{sample_page}#q={CALLS.replace(' ', '+')}")
    expect(page.locator(".pb-turn h2")).to_have_text([CALLS])
    ended(page.locator(".pb-turn"))
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("[data-open] bdi")).to_have_text([CALLS, WHEELCHAIR])
    page.context.close()
