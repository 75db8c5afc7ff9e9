"""What the browser tests share: serving the page, opening it, asking a question."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from playwright.sync_api import Browser, Locator, Page, expect

from bot.answers.answer import Answer
from bot.feedback.feedback import Feedback
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline, Stage
from bot.requests.request import Request
from bot.server.app import application
from bot.server.listen import Server
from bot.server.operating.settings import ServeSettings
from bot.web.publisher import Publisher

WHEELCHAIR = "Mon fauteuil roulant sera-t-il remboursé en entier ?"
CALLS = "What is the government doing about offshored call centres?"
SEVERAL = "permis de conduire"  # two replies of the sample answer it
LONG = f"{'Je vis à la campagne et je ne conduis pas. ' * 8}Mon fauteuil sera-t-il remboursé ?"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
NARROW = {"width": 360, "height": 740}


class Troubled(Pipeline):
    """The real pipeline, broken where a question says "panne", held up where it says "lentement".

    It is held up as long as its asker waits, however slow the machine; with "d'abord lentement"
    only the first time.
    """

    _held: ClassVar[set[str]] = set()

    def steps(
        self, request: Request, *others: Any, check: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[Stage, Answer]]:
        raw = request.question
        if "panne" in raw:
            raise RuntimeError("broken on purpose, as the test asks for")
        if "lentement" in raw and not ("d'abord" in raw and raw in self._held):
            self._held.add(raw)
            for _ in range(600):  # a minute: nobody waits longer
                check()  # raises when the asker has left
                time.sleep(0.1)
        yield from super().steps(request, *others, check=check)


def served(
    pipeline: Pipeline,
    publisher: Publisher | None = None,
    feedback: Feedback | None = None,
    **settings: Any,
) -> Iterator[str]:
    """Serve the page on a free port while the caller holds it; yields its address."""
    parlebot = Parlebot(pipeline)
    guard = application(
        parlebot, ServeSettings(rate=0, **settings), publisher or Publisher(), feedback
    )
    server = Server(guard)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


def opened(browser: Browser, address: str, locale: str = "fr-FR", **options: Any) -> Page:
    """Return the page in a browser of its own. What breaks in its script fails the test."""
    context = browser.new_context(locale=locale, **{"viewport": WIDE, **options})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("pageerror", _fail)
    page.goto(address)
    return ready(page)


def ready(page: Page) -> Page:
    """Wait until the page's script works and Gradio has drawn its page around ours."""
    expect(page.locator("#pb-app #pb-question")).to_be_visible(timeout=60_000)
    return page


def send(page: Page, question: str) -> Locator:
    """Ask a question and return its turn, which may be at work still."""
    turns = page.locator(".pb-turn")
    count = turns.count()
    page.locator("#pb-question").fill(question)
    page.locator("#pb-question").press("Enter")
    expect(turns).to_have_count(count + 1)
    return turns.nth(count)


def ask(page: Page, question: str) -> Locator:
    """Ask a question, wait for its end, return its turn."""
    return ended(send(page, question))


def asked_again(turn: Locator, button: Locator) -> Locator:
    """Press `button`, which asks the question of `turn` anew, and wait for the end of that.

    What the turn showed before is gone as soon as it is pressed: only after the answer is what
    stands there the answer's.
    """
    with turn.page.expect_request("**/chat/ask"):
        button.click()
    return ended(turn)


def ended(turn: Locator, state: str = "done") -> Locator:
    """Wait until a turn has come to its end."""
    expect(turn).to_have_attribute("data-state", state)
    return turn


def expect_focus(control: Locator) -> None:
    """Wait until `control` has the focus, and check that a reader sees it."""
    expect(control).to_be_focused()
    expect(control).to_be_in_viewport()


def counted(page: Page, path: str) -> list[str]:
    """Return a list to which each request to `path` adds its address."""
    sent: list[str] = []
    page.on("request", lambda request: path in request.url and sent.append(request.url))
    return sent


def _fail(error: Exception) -> None:
    raise AssertionError(f"the page's script broke: {error}")
