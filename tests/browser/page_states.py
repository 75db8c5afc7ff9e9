"""Every state of the page, one after the other on one page: for tests that look at all of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from playwright.sync_api import Page, expect

from bot.answers.answer import AidKind, Answer, Notice, Outcome, ReadingAid
from bot.pipeline.pipeline import Stage
from bot.requests.request import Request
from tests.browser.browser_parts import WHEELCHAIR, Troubled, ask, ended

OFFICIAL = "https://questions.assemblee-nationale.fr/q99/99-147QE.htm"
TWO_REPLIES = "Que fait le gouvernement pour permis de conduire. délais. inspecteurs ?"
NEARBY = "Quel est le prix du billet de train pour la planète Mars ?"
NOTHING = "Bonjour"
DANGER = "Je veux mourir"


class Staged(Troubled):
    """Troubled, whose answers have all that an answer can have, and that the sample has not.

    Its replies have official pages; several replies are an overview, with a line of time; the first
    quote has a reading aid.
    """

    def steps(
        self, request: Request, *others: Any, check: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[Stage, Answer]]:
        for stage, answer in super().steps(request, *others, check=check):
            yield stage, _with_all(answer)


def _with_all(answer: Answer) -> Answer:
    if not any(source.quotes for source in answer.sources) or answer.outcome is Outcome.NEARBY:
        return answer
    sources = tuple(
        replace(source, record=replace(source.record, fictional=False, source="AN", url=OFFICIAL))
        for source in answer.sources
    )
    first, language = answer.sources[0], answer.language
    aid = ReadingAid(1, first.quotes[0], "fr", AidKind.PLAIN, language, "Plain words.")
    answer = replace(answer, sources=sources, aids=(aid,))
    if len(sources) == 1:
        return answer
    differ = Notice("replies_differ", "Les réponses diffèrent.")
    return replace(answer, outcome=Outcome.OVERVIEW, notices=(*answer.notices, differ))


def states(page: Page) -> Iterator[str]:
    """Yield the name of each state when the page, just opened, has come to it."""
    yield from _home(page)
    yield from _on_the_way(page)
    yield from _without_an_answer(page)
    yield from _answered(page)
    yield from _source(page)
    yield from _conversations(page)


def _home(page: Page) -> Iterator[str]:
    expect(page.locator(".pb-starters button").first).to_be_visible()
    yield "home"
    with opened_menu(page, ".pb-filters"):
        yield "filters"
    page.locator(".pb-plain summary").click()
    yield "about"
    page.locator(".pb-plain summary").click()
    page.locator("#pb-question").fill("mot " * 600)
    expect(page.locator("#pb-length")).not_to_be_empty()
    yield "too long"
    page.locator("#pb-question").fill("")


def _on_the_way(page: Page) -> Iterator[str]:
    _send(page, "lentement, un fauteuil roulant ?")
    expect(page.locator("[data-do=stop]")).to_be_visible()
    yield "waiting"
    page.locator("[data-do=stop]").click()
    ended(page.locator(".pb-turn"), "stopped")
    yield "stopped"
    _send(page, "une panne")
    ended(page.locator(".pb-turn").last, "error")
    yield "error"
    _anew(page)


def _without_an_answer(page: Page) -> Iterator[str]:
    for name, question in (("nearby", NEARBY), ("nothing", NOTHING), ("danger", DANGER)):
        ask(page, question)
        yield name
        _anew(page)


def _answered(page: Page) -> Iterator[str]:
    turn = ask(page, TWO_REPLIES)
    turn.locator(".pb-notices summary").click()
    yield "overview"
    _anew(page)
    turn = ask(page, WHEELCHAIR)
    expect(turn.locator(".pb-quote")).to_be_visible()
    yield "answer"
    turn.locator("[data-verdict=no]").click()
    expect(turn.locator(".pb-useful fieldset")).to_be_visible()
    yield "not useful"
    turn = ask(page, "et depuis quand ? " + "Je demande cela pour ma mère. " * 9)
    expect(turn.locator("[data-do=whole]")).to_be_visible()
    yield "follow-up"
    turn.locator("[data-do=edit]").click()
    expect(page.locator(".pb-editing")).to_be_visible()
    yield "editing"
    page.locator("[data-do=cancel]").click()
    with opened_menu(page, ".pb-filters"):
        yield "filters in a conversation"
    with opened_menu(page, ".pb-save"):
        yield "save menu"


def _source(page: Page) -> Iterator[str]:
    _anew(page)
    ask(page, TWO_REPLIES).locator(".pb-cite").first.click()
    dialog = page.locator(".pb-source")
    expect(dialog.locator("mark").first).to_be_visible()
    yield "source"
    for folded in ("article:not([hidden]) .pb-facts-of", ".pb-others"):
        dialog.locator(f"{folded} > summary").click()
    yield "source opened out"
    dialog.locator(".pb-other").first.click()
    expect(dialog.locator(".pb-note")).to_be_visible()
    yield "another reply"
    dialog.locator("[data-do=close]").click()
    expect(dialog).to_be_hidden()


def _conversations(page: Page) -> Iterator[str]:
    page.locator("[data-do=conversations]").click()
    page.locator("[data-delete]").last.click()
    expect(page.locator("[data-do=undo]")).to_be_visible()
    yield "conversations"
    page.locator("[data-do=close-list]").click()


@contextmanager
def opened_menu(page: Page, menu: str) -> Iterator[None]:
    """Hold a menu of the page open."""
    page.locator(f"{menu} > summary").click()
    yield
    page.keyboard.press("Escape")
    expect(page.locator(menu)).not_to_have_attribute("open", "")


def _send(page: Page, question: str) -> None:
    page.locator("#pb-question").fill(question)
    page.locator("#pb-question").press("Enter")


def _anew(page: Page) -> None:
    page.locator("[data-do=new]").first.click()
    expect(page.locator(".pb-turn")).to_have_count(0)
