"""The addresses that exist; any other request is a 404."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Cost(Enum):
    """What a request costs a client's allowance, in questions; a probe costs nothing."""

    PROBE = None
    CHEAP = 0.0
    LOOK_UP = 0.1
    QUESTION = 1.0


@dataclass(frozen=True, slots=True)
class Address:
    """An address, by its name in logs and metrics."""

    name: str
    cost: Cost = Cost.CHEAP
    methods: tuple[str, ...] = ("GET", "HEAD")


UNKNOWN = Address("unknown")
EMBED = Address("/embed", Cost.LOOK_UP)  # where the operator names sites that may show it
_ALL = (
    Address("/health", Cost.PROBE),
    Address("/ready", Cost.PROBE),
    Address("/metrics"),
    Address("/", Cost.LOOK_UP),
    Address("/page.js"),
    Address("/reply.js"),
    Address("/feed", Cost.QUESTION),
    Address("/theme.css"),
    Address("/robots.txt"),
    Address("/chat/frame", Cost.LOOK_UP),
    Address("/chat/record", Cost.LOOK_UP),
    Address("/ask", Cost.QUESTION, ("POST",)),
    Address("/chat/save", Cost.LOOK_UP, ("POST",)),
    Address("/chat/ask", Cost.QUESTION, ("POST",)),
    Address("/api/ask", Cost.QUESTION, ("POST",)),
)
_STATE, _ENTRY = (
    Address("/api/feedback"),
    Address("/api/feedback", Cost.QUESTION, ("POST",)),
)
_ASSET = Address("/assets/*")
_REPLY = Address("/r/*", Cost.LOOK_UP)  # whatever the uid: a name of its own is no label


class Addresses:
    """The addresses of one server: its own, and the files of Gradio's page."""

    def __init__(self, assets: Iterable[str], others: Iterable[Address]) -> None:
        """`assets` are the paths of Gradio's files; `others` the addresses of this server alone."""
        self._assets = frozenset(assets)
        self._own = {address.name: address for address in (*_ALL, *others)}

    def find(self, path: str, method: str) -> Address | None:
        """Return the address at `path`, whatever the method; None if there is none.

        Paths are compared as they were decoded once: no dot, slash or escape is resolved.
        """
        if path == _STATE.name:
            return _ENTRY if method == "POST" else _STATE
        if path in self._assets:
            return _ASSET
        if path.startswith("/r/"):
            return _REPLY
        return self._own.get(path)
