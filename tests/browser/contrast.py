"""The contrast of everything that a page shows, computed from what Chromium draws.

Text needs 4.5 to 1 against its ground, large text 3 (WCAG 2.2, 1.4.3); a field's border, an icon
and the ring around what has the focus need 3 (1.4.11). A ground is composed of all backgrounds down
to an opaque one. What is switched off (aria-disabled) is free of it, as it is there.
"""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

# Fields of which nothing but a border tells where they are; the question's is that of its box.
_FIELDS = ".pb-box, select, input[type=date], textarea:not(#pb-question)"
_MEASURE = Path(__file__).with_name("contrast.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Measured:
    """The contrast of something, and what it needs."""

    what: str
    contrast: float
    needed: float

    @property
    def is_legible(self) -> bool:
        """Whether it has enough."""
        return self.contrast >= self.needed


def measured(page: Page, ringed: str = "") -> list[Measured]:
    """Return the contrast of all that is seen on a page, or of a modal dialog alone if one is open.

    What matches the selector `ringed` must have a ring around it.
    """
    asked = {"fields": _FIELDS, "ringed": ringed}
    return [Measured(*found) for found in page.evaluate(_MEASURE, asked)]
