""" "Was this useful?": asked where the operator keeps what readers say, and nowhere else."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.feedback.feedback import Feedback
from bot.pipeline.pipeline import Pipeline
from tests.browser.browser_parts import WHEELCHAIR, ask, opened, served


@pytest.fixture
def asking_page(sample_pipeline: Pipeline, tmp_path: Path) -> Iterator[str]:
    yield from served(sample_pipeline, feedback=Feedback(tmp_path))


def _kept(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line) for line in (folder / "feedback.jsonl").read_text("utf-8").split("\n")[:-1]
    ]


def test_a_reader_says_by_keyboard_alone_why_an_answer_was_not_useful(
    browser: Browser, asking_page: str, tmp_path: Path, sample_pipeline: Pipeline
) -> None:
    page = opened(browser, asking_page)
    turn = ask(page, WHEELCHAIR)
    turn.get_by_role("button", name="Non", exact=True).focus()
    page.keyboard.press("Enter")
    expect(turn.get_by_label("Elle parle d'autre chose")).to_be_focused()
    for key in ("Tab", "Tab", "Space", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("dites-le à jeanne@exemple.fr")
    page.keyboard.press("Tab")
    expect(turn.get_by_role("button", name="Envoyer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(turn.locator(".pb-useful > p")).to_have_text("Merci de votre avis.")
    expect(turn.locator(".pb-useful > p")).to_be_focused()
    (entry,) = _kept(tmp_path)
    assert (entry["useful"], entry["reasons"]) == (False, ["outdated"])
    assert entry["comment"] == "dites-le à [adresse électronique]"
    assert (entry["question"], entry["status"]) == (WHEELCHAIR, "answered")
    assert entry["uids"] == [s.record.uid for s in sample_pipeline.ask(WHEELCHAIR).sources]
    page.reload()  # not asked again
    expect(page.locator(".pb-useful")).to_have_text("Merci de votre avis.")
    page.context.close()


def test_what_cannot_be_kept_is_told_and_can_be_said_again(
    browser: Browser, asking_page: str, tmp_path: Path
) -> None:
    page = opened(browser, asking_page, "en-GB")
    turn = ask(page, "Are wheelchairs paid for?")
    page.route("**/api/feedback", lambda route: route.fulfill(status=507, body="{}"))
    turn.get_by_role("button", name="Yes", exact=True).click()
    expect(turn.locator(".pb-useful .pb-error")).to_contain_text("could not be kept")
    page.unroute("**/api/feedback")
    turn.get_by_role("button", name="No", exact=True).click()
    turn.get_by_role("button", name="Cancel").click()
    turn.get_by_role("button", name="Yes", exact=True).click()
    expect(turn.locator(".pb-useful")).to_have_text("Thank you for telling us.")
    (entry,) = _kept(tmp_path)
    assert entry["useful"] is True
    expect(page.locator(".pb-plain")).to_contain_text("what you say is kept here")
    page.context.close()


def test_where_nothing_is_kept_nothing_is_asked(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    expect(turn.locator("[data-do=retry]")).to_be_visible()
    expect(turn.locator(".pb-useful button")).to_have_count(0)
    expect(page.locator(".pb-plain")).not_to_contain_text("votre avis")
    page.context.close()
