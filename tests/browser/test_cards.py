"""An answer's cards: whose words in which language, copied where the finger is, nothing twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.pipeline.pipeline import Pipeline
from corpus.records.record import ReplyRecord
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import build_home, record
from tests.browser.browser_parts import (
    CALLS,
    PHONE,
    SEVERAL,
    WHEELCHAIR,
    WIDE,
    ask,
    opened,
    served,
)

NEARBY = "Quel est le prix du beurre ?"
NOTHING = "que fait le gouvernement pour le climat ?"
DANGER = "Je veux mourir"


def test_words_in_another_language_than_the_page_say_so(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page, "en-GB")
    turn = ask(page, CALLS)
    expect(page.locator(".pb-page")).to_have_attribute("lang", "en")
    for words in (".pb-quote", ".pb-who", ".pb-about-reply > :first-child"):
        expect(turn.locator(words).first).to_have_attribute("lang", "fr")
    turn.locator(".pb-cite").first.click()
    shown = page.locator(".pb-source article:not([hidden])")
    for words in ("h2", ".pb-question-of .pb-text", ".pb-reply"):
        assert shown.locator(words).evaluate("e => e.closest('[lang]').lang") == "fr"
    page.locator(".pb-others summary").click()
    other = page.locator(".pb-other [lang]").first
    expect(other).to_have_attribute("lang", "fr")
    page.context.close()


@pytest.mark.parametrize("viewport", [PHONE, WIDE])
def test_a_quote_is_copied_with_its_reference_and_told_beside_the_button(
    browser: Browser, sample_page: str, viewport: dict[str, int]
) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    page = opened(browser, sample_page, viewport=viewport, permissions=allowed)
    card = ask(page, WHEELCHAIR).locator(".pb-card")
    button = card.get_by_role("button", name="Copier la citation")
    button.click()
    told = card.locator(".pb-told")
    expect(told).to_have_text("Copié")
    expect(told).to_be_in_viewport(ratio=1)
    near, at = told.bounding_box(), button.bounding_box()
    assert near and at
    assert abs(near["y"] - at["y"]) < 60
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in ("entrera en vigueur le 1er décembre 2025", "n° 147", "20 mai 2025"):
        assert part in re.sub(r"\s", " ", copied)
    page.context.close()


def test_where_the_clipboard_wants_https_the_old_way_of_copying_works(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    turn = ask(page, WHEELCHAIR)
    turn.get_by_role("button", name="Copier la citation").click()
    expect(turn.locator(".pb-card .pb-told")).to_have_text("Copié")
    assert "1er décembre 2025" in page.evaluate("navigator.clipboard.readText()")
    turn.locator(".pb-cite").click()
    button = page.get_by_role("button", name="Copier la référence")
    button.click()
    expect(page.locator(".pb-source .pb-told").first).to_have_text("Copié")
    expect(button).to_be_focused()
    assert "1er décembre 2025" not in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator("textarea:not([name])")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("question", [NEARBY, NOTHING, DANGER, SEVERAL])
def test_no_source_is_shown_twice_whatever_comes_of_a_question(
    browser: Browser, sample_page: str, question: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, question)
    expect(turn.locator(".pb-answer > *").first).to_be_visible()
    shown = turn.locator("[data-source]:not(.pb-open)")
    numbers = [each.get_attribute("data-source") for each in shown.all()]
    assert len(numbers) == len(set(numbers)) == turn.locator(".pb-card").count()
    titles = turn.locator(".pb-about-reply > :first-child").all_inner_texts()
    assert len(titles) == len(set(titles))
    said = turn.inner_text()
    assert [title for title in titles if said.count(title) > 1] == []
    expect(page.locator(".pb-source")).to_be_hidden()  # no panel stands open by itself
    page.context.close()


def _colours(notices: Locator) -> tuple[bool, int]:
    """Return whether the line is amber, and how many parts of the notices are."""
    amber = notices.evaluate(
        """e => {
          const probe = document.createElement("i");
          probe.style.color = "var(--warn)";
          e.append(probe);
          const warn = getComputedStyle(probe).color;
          probe.remove();
          const is = (part) => getComputedStyle(part).color === warn;
          const line = [e.querySelector("summary"), ...e.querySelectorAll("summary *")].some(is);
          return [line, [...e.querySelectorAll("li")].filter(is).length];
        }"""
    )
    return amber[0], amber[1]


def test_notices_are_one_quiet_line_that_opens_and_amber_where_they_warn_alone(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    masked = f"Mon numéro est le 06 12 34 56 78. {WHEELCHAIR}"
    for question, summary, warns in (
        (WHEELCHAIR, "Bon à savoir", False),
        (masked, "données personnelles", True),
    ):
        notices = ask(page, question).locator(".pb-notices")
        line = notices.locator("summary")
        expect(line).to_contain_text(re.compile(summary, re.IGNORECASE))
        height = line.bounding_box()
        assert height and height["height"] < 40
        expect(notices.locator("li").first).to_be_hidden()
        line.click()
        expect(notices.locator("li").first).to_be_visible()
        warnings = notices.locator("li.pb-warning").count()
        assert (warnings > 0) == warns
        assert warnings < notices.locator("li").count()
        assert _colours(notices) == (warns, warnings)
    page.context.close()


def test_no_sentence_stands_under_every_answer(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    told = []
    for question in (WHEELCHAIR, SEVERAL):
        notices = ask(page, question).locator(".pb-after li").all_text_contents()
        assert notices
        told.append(set(notices))
    assert told[0] & told[1] == set()
    legal = "ce n.est pas la loi"
    expect(page.locator(".pb-turns")).not_to_contain_text(re.compile(legal))
    expect(page.locator(".pb-footer")).to_contain_text(re.compile(legal))
    page.context.close()


def _lighthouses() -> list[ReplyRecord]:
    address = "https://www.phares.example/liste et http://javascript.example/."
    return [
        record(f"Les phares de la côte sont gardés par des automates : voir {address}", uid="f-1"),
    ]


@pytest.fixture(scope="module")
def linking_page(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[str]:
    home = build_home(tmp_path_factory.mktemp("linking"), _lighthouses(), encoder)
    pipeline = Pipeline(home, encoder)
    yield from served(pipeline)
    pipeline.index().close()


def test_an_address_in_a_reply_that_is_on_no_official_page_stays_text(
    browser: Browser, linking_page: str
) -> None:
    page = opened(browser, linking_page)
    turn = ask(page, "Qui garde les phares de la côte ?")
    expect(turn.locator(".pb-quote")).to_contain_text("https://www.phares.example/liste")
    expect(turn.locator(".pb-quote a:not(.pb-cite)")).to_have_count(0)
    turn.locator(".pb-cite").click()
    expect(page.locator(".pb-reply")).to_contain_text("https://www.phares.example/liste")
    expect(page.locator(".pb-reply a")).to_have_count(0)
    page.context.close()
