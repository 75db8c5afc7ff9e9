"""Takes the pictures of the chat page in docs/images: `python -m docs.page_images [NAME ...]`.

Serves the fictional sample itself, slow or broken where a picture asks for it. Without names it
takes all pictures, and lets go of old ones. Needs the development packages and a Chromium. The
pictures are to be looked at before they are kept.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.answers.answer import Answer, Outcome
from bot.feedback.feedback import Feedback
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Stage
from bot.requests.request import Request
from bot.suggestions.suggestions import suggest
from corpus.ingestion.ingest import SAMPLE, ingest
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.load import open_encoder
from tests.browser.browser_parts import CALLS, WHEELCHAIR, Troubled, ask, ended, send, served
from tests.browser.page_states import DANGER, NEARBY, TWO_REPLIES

_IMAGES = Path(__file__).parent / "images"
_DESK, _PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
_COLOURS = 32  # enough for text
_NOWHERE = "Que fait le gouvernement pour le logement ?"
_SUICIDE = "I want to kill myself"


class _Overviews(Troubled):
    """Troubled, of which several replies are an overview: the sample is too small to have one."""

    def steps(
        self, request: Request, *others: object, check: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[Stage, Answer]]:
        for stage, answer in super().steps(request, *others, check=check):
            is_one = len(answer.sources) < 2 or answer.outcome is Outcome.NEARBY
            yield stage, answer if is_one else replace(answer, outcome=Outcome.OVERVIEW)


@dataclass(frozen=True, slots=True)
class _Picture:
    """What is done on the page before its picture is taken, and for whom."""

    act: Callable[[Page], object]
    locale: Literal["fr-FR", "en-GB"] = "fr-FR"
    scheme: Literal["light", "dark"] = "light"
    size: dict[str, int] | None = None
    path: str = ""  # below the address
    home: str = "sample"  # which of the two that are served


def _asked(question: str) -> Callable[[Page], object]:
    return lambda page: ask(page, question)


def _source(question: str) -> Callable[[Page], object]:
    def act(page: Page) -> None:
        ask(page, question).locator(".pb-cite").first.click()
        expect(page.locator(".pb-source mark").first).to_be_in_viewport()

    return act


def _filters(page: Page) -> None:
    ask(page, WHEELCHAIR)
    page.locator(".pb-filters > summary").click()
    page.locator("#pb-since").fill("2024-01-01")


def _follow_up(page: Page) -> None:
    ask(page, WHEELCHAIR)
    ask(page, "et depuis quand ?")


def _waiting(page: Page) -> None:
    send(page, "lentement : un fauteuil roulant est-il remboursé ?")
    expect(page.locator(".pb-progress")).to_contain_text("47")


def _failed(page: Page) -> None:
    ended(send(page, "une panne"), "error")


def _conversations(page: Page) -> None:
    for question in (CALLS, WHEELCHAIR, NEARBY):
        ask(page, question)
        page.locator(".pb-bar [data-do=new]").click()
    page.locator("[data-do=conversations]").click()


def _printed(page: Page) -> None:
    ask(page, WHEELCHAIR)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")


def _stay(page: Page) -> None:
    """Leave the page as it was opened."""


_PICTURES = {
    "home-fr": _Picture(_stay),
    "home-en-phone-dark": _Picture(_stay, "en-GB", "dark", _PHONE),
    "answer-fr": _Picture(_asked(WHEELCHAIR)),
    "answer-en-dark": _Picture(_asked(CALLS), "en-GB", "dark"),
    "answer-fr-phone": _Picture(_asked(WHEELCHAIR), size=_PHONE),
    "follow-up-fr-phone-dark": _Picture(_follow_up, scheme="dark", size=_PHONE),
    "overview-fr": _Picture(_asked(TWO_REPLIES)),
    "overview-en-phone-dark": _Picture(_asked(TWO_REPLIES), "en-GB", "dark", _PHONE),
    "nearby-fr-dark": _Picture(_asked(NEARBY), scheme="dark"),
    "nearby-fr-phone": _Picture(_asked(NEARBY), size=_PHONE),
    "nothing-fr": _Picture(_asked(_NOWHERE)),
    "nothing-fr-phone-dark": _Picture(_asked(_NOWHERE), scheme="dark", size=_PHONE),
    "danger-fr-phone": _Picture(_asked(DANGER), size=_PHONE),
    "danger-en-dark": _Picture(_asked(_SUICIDE), "en-GB", "dark"),
    "source-fr": _Picture(_source(TWO_REPLIES)),
    "source-en-dark": _Picture(_source(CALLS), "en-GB", "dark"),
    "source-fr-phone": _Picture(_source(WHEELCHAIR), size=_PHONE),
    "source-en-phone-dark": _Picture(_source(CALLS), "en-GB", "dark", _PHONE),
    "filters-fr-dark": _Picture(_filters, scheme="dark"),
    "filters-en-phone": _Picture(_filters, "en-GB", size=_PHONE),
    "waiting-fr-phone": _Picture(_waiting, size=_PHONE),
    "waiting-en-dark": _Picture(_waiting, "en-GB", "dark"),
    "error-en": _Picture(_failed, "en-GB"),
    "error-fr-phone-dark": _Picture(_failed, scheme="dark", size=_PHONE),
    "conversations-fr": _Picture(_conversations),
    "empty-fr": _Picture(_stay, home="empty"),
    "empty-en-phone-dark": _Picture(_stay, "en-GB", "dark", _PHONE, home="empty"),
    "print-fr": _Picture(_printed, size={"width": 794, "height": 1123}),
    "embed-fr": _Picture(_asked(WHEELCHAIR), size={"width": 640, "height": 720}, path="embed"),
    "embed-en-phone-dark": _Picture(_stay, "en-GB", "dark", _PHONE, path="embed"),
}


def main(names: list[str]) -> None:
    """Take the pictures with these names, or all."""
    _IMAGES.mkdir(exist_ok=True)
    with _addresses() as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in names or _PICTURES:
            picture = _PICTURES[name]
            taken = _taken(browser, addresses[picture.home] + picture.path, picture)
            taken.quantize(_COLOURS).save(_IMAGES / f"{name}.png", optimize=True)
        browser.close()
    if not names:
        for path in _IMAGES.glob("*.png"):
            if path.stem not in _PICTURES:
                path.unlink()


@contextmanager
def _addresses() -> Iterator[dict[str, str]]:
    """Serve the sample and an empty home; gives their addresses."""
    encoder = open_encoder()
    with TemporaryDirectory() as folder, ExitStack() as serving:
        sample, empty = Home(Path(folder) / "sample"), Home(Path(folder) / "empty")
        sample.create()
        with Store(sample.store) as store:
            ingest(store, [SAMPLE], lambda done, total: None)
            build(sample, store, encoder, lambda done, total: None)
        serve = contextmanager(served)
        feedback = Feedback(Path(folder) / "feedback")
        pipelines = {"sample": _Overviews(sample, encoder), "empty": Troubled(empty, encoder)}
        suggest(Parlebot(pipelines["sample"]))
        yield {
            name: serving.enter_context(
                serve(pipeline, feedback=feedback, embed_hosts=("https://example.org",))
            )
            for name, pipeline in pipelines.items()
        }


def _taken(browser: Browser, address: str, picture: _Picture) -> Image.Image:
    size = picture.size or _DESK
    context = browser.new_context(
        locale=picture.locale,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        viewport={"width": size["width"], "height": size["height"]},
    )
    page = context.new_page()
    page.goto(address)
    if picture.home != "empty":
        expect(page.locator("#pb-app #pb-question")).to_be_visible()
    picture.act(page)
    image = Image.open(BytesIO(page.screenshot(animations="disabled")))
    context.close()
    return image


if __name__ == "__main__":
    main(sys.argv[1:])
