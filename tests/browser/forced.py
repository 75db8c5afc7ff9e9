"""Puts controls into the states that a pointer or the keyboard puts them into, all at once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Error, Page

CONTROLS = "button, a[href], summary, input, select, textarea"
# What a control is while the reader does that.
WAYS = {
    "rest": [],
    "hover": ["hover"],
    "focus": ["focus", "focus-visible"],
    "pressed": ["hover", "active", "focus"],
}


@contextmanager
def forced(page: Page, classes: list[str], selector: str = CONTROLS) -> Iterator[None]:
    """Hold every control of the page in the state of some pseudo-classes."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    asked = {"nodeId": root, "selector": selector}
    for node in session.send("DOM.querySelectorAll", asked)["nodeIds"] if classes else []:
        with suppress(Error):  # what comes after an answer has put another in its place
            session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": classes})
    yield
    session.detach()  # which ends the states
