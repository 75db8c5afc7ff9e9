"""Takes the pictures of the chat page in docs/images: `python docs/page_images.py ADDRESS`.

ADDRESS is where `parlebot chat --store-feedback` serves the fictional sample. Needs the development
packages and a Chromium. The pictures are to be looked at before they are kept.
"""

import shutil
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

_IMAGES = Path(__file__).parent / "images"
_WHEELCHAIR = "Mon fauteuil roulant sera-t-il remboursé en entier ?"
_CALLS = "What is the government doing about offshored call centres?"
_WIDE, _PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 780}


def _ask(page: Page, question: str) -> None:
    page.locator("#pb-question").fill(question)
    page.locator("#pb-question").press("Enter")
    page.locator(".pb-turn").last.locator("[data-do=retry]").wait_for()


def _answer(page: Page) -> None:
    _ask(page, _WHEELCHAIR)
    page.evaluate("window.scrollTo(0, 0)")


def _dark_phone(page: Page) -> None:
    _ask(page, _CALLS)


def _phone_source(page: Page) -> None:
    _ask(page, _WHEELCHAIR)
    page.locator(".pb-cite").first.click()


def _not_useful(page: Page) -> None:
    _ask(page, _CALLS)
    page.locator("[data-verdict=no]").click()
    page.locator(".pb-useful").scroll_into_view_if_needed()


def _not_covered(page: Page) -> None:
    _ask(page, "Quel est le prix du billet de train pour la planète Mars ?")
    page.evaluate("window.scrollTo(0, 0)")


def _failed(page: Page) -> None:
    page.route("**/chat/ask", lambda route: route.fulfill(status=503, body="{}"))
    _ask(page, _WHEELCHAIR)
    page.evaluate("window.scrollTo(0, 0)")


def _start(page: Page) -> None:
    page.locator(".pb-examples").wait_for()


def _limits(page: Page) -> None:
    _ask(page, _WHEELCHAIR)
    _ask(page, "et depuis quand ?")
    page.locator(".pb-filters summary").click()
    page.locator("#pb-since").fill("2024-01-01")
    page.locator(".pb-filters").scroll_into_view_if_needed()


def _about(page: Page) -> None:
    page.locator(".pb-plain summary").click()
    page.locator(".pb-plain").scroll_into_view_if_needed()


_PICTURES: dict[str, tuple[str, str, dict[str, int], Callable[[Page], None]]] = {
    "answer-fr": ("fr-FR", "light", _WIDE, _answer),
    "limits-fr-dark": ("fr-FR", "dark", _WIDE, _limits),
    "about-en": ("en-GB", "light", _WIDE, _about),
    "answer-en-phone-dark": ("en-GB", "dark", _PHONE, _dark_phone),
    "source-fr-phone": ("fr-FR", "light", _PHONE, _phone_source),
    "start-fr-phone": ("fr-FR", "light", _PHONE, _start),
    "not-useful-en-phone": ("en-GB", "light", _PHONE, _not_useful),
    "not-covered-fr": ("fr-FR", "light", _WIDE, _not_covered),
    "busy-fr-phone-dark": ("fr-FR", "dark", _PHONE, _failed),
}


def main(address: str) -> None:
    """Take all pictures of the page at `address`."""
    _IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (locale, scheme, size, act) in _PICTURES.items():
            context = browser.new_context(
                locale=locale, color_scheme="dark" if scheme == "dark" else "light"
            )
            page = context.new_page()
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            page.goto(address)
            page.locator("#pb-question").wait_for()
            act(page)
            page.wait_for_timeout(300)
            taken = Image.open(BytesIO(page.screenshot()))
            taken.quantize(48).save(_IMAGES / f"{name}.png", optimize=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
