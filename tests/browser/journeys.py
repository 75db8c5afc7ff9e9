"""A reader on the page, whose actions and scrolling are counted."""

from playwright.sync_api import Locator, Page

# Adds up how far the page and what scrolls in it are moved, by the reader or by the page itself.
_COUNT = """
() => {
  const places = new WeakMap(), at = (target) => target === document ? scrollY : target.scrollTop;
  window.pbScrolled = 0;
  addEventListener("scroll", ({ target }) => {
    window.pbScrolled += Math.abs(at(target) - (places.get(target) ?? 0));
    places.set(target, at(target));
  }, { capture: true, passive: true });
}
"""


class Reader:
    """Does on a page what a person does; what they click is scrolled to if it is out of sight."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0
        page.evaluate(_COUNT)

    @property
    def scrolled(self) -> int:
        """Return by how many pixels all was moved so far."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        )
        return int(self.page.evaluate("window.pbScrolled"))

    def click(self, target: Locator) -> None:
        """Click or tap something."""
        self.actions += 1
        target.click()

    def type(self, text: str) -> None:
        """Type a text where the focus is: one action, however long."""
        self.actions += 1
        self.page.keyboard.insert_text(text)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.actions += 1
            self.page.keyboard.press(key)

    def back(self) -> None:
        """Go back, as with the browser's button or a gesture."""
        self.actions += 1
        self.page.go_back()
