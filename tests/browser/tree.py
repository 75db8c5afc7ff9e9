"""The accessibility tree, as Chromium gives it to a screen reader."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Boxes and runs of text, which a screen reader does not name.
_UNNAMED = {"generic", "none", "StaticText", "InlineTextBox", "LineBreak", "ListMarker"}


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree."""

    role: str
    name: str
    is_focused: bool
    level: int  # of a heading, else 0


def tree(page: Page) -> list[Node]:
    """Return the nodes that a screen reader tells, in the order of the page."""
    session = page.context.new_cdp_session(page)
    nodes = {n["nodeId"]: n for n in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    told: list[Node] = []
    waiting = [next(iter(nodes))]  # the document
    while waiting:
        node = nodes[waiting.pop()]
        waiting += reversed([child for child in node["childIds"] if child in nodes])
        role = node["role"]["value"]
        if not node["ignored"] and role not in _UNNAMED:
            told.append(_node(node, role))
    return told


def _node(node: dict[str, Any], role: str) -> Node:
    has = {one["name"]: one["value"].get("value") for one in node["properties"]}
    name = node.get("name", {}).get("value", "")
    return Node(role, name, bool(has.get("focused")), int(has.get("level", 0)))


def focused(page: Page) -> tuple[str, str]:
    """Return the role and the name of what has the focus, the document's own if nothing has."""
    *_, last = [(node.role, node.name) for node in tree(page) if node.is_focused]
    return last
