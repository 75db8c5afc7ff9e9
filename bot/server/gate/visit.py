"""One request on its way through the server: who is asking, for what, and the outcome."""

import secrets
import time
from dataclasses import dataclass, field

from starlette.requests import Request

from bot.server.clients.client_address import ClientAddress
from bot.server.gate.addresses import UNKNOWN, Address

_KEY = "parlebot.visit"


@dataclass(slots=True)
class Visit:
    """What the guard records about a request; the route that answers it records the outcome."""

    client: ClientAddress
    peer: str  # the address that is connected: the client's, or that of a proxy
    method: str
    address: Address = UNKNOWN
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    began: float = field(default_factory=time.monotonic)
    status: int = 0  # of the answer; 0 while it has not begun
    is_complete: bool = False  # all of the answer has been sent
    is_operator: bool = False  # asks from where the operator does: may be told what is wrong
    outcome: str = ""  # the status of an answer, or why there is none

    @property
    def seconds(self) -> float:
        """Return the seconds it has taken so far."""
        return time.monotonic() - self.began


def noted(scope: dict[str, object], visit: Visit) -> dict[str, object]:
    """Return `scope` with the visit stored in it."""
    return scope | {_KEY: visit}


def visit_of(request: Request) -> Visit:
    """Return the visit that a route is answering."""
    visit = request.scope[_KEY]
    assert isinstance(visit, Visit)
    return visit
