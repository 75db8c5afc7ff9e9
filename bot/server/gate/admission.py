"""Whether a request is admitted: by address, name, login and allowance, cheapest checks first."""

import re

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.server.clients.client_address import is_among
from bot.server.clients.login import GUESSES, Doorkeeper
from bot.server.clients.rate import Allowances
from bot.server.gate.addresses import Addresses, Cost
from bot.server.gate.body import Refusal
from bot.server.gate.visit import Visit
from bot.server.operating.settings import ServeSettings
from corpus.text.message import message

RETRY_SECONDS = 5  # after which a client that found the server busy or stopping may come back
NOTHING_HERE = message("there is nothing at this address")
_REQUESTS = 40  # of any kind, for each question that a client may ask: a page takes some 33
_HOST = re.compile(r"([A-Za-z0-9._\-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


class Admission:
    """Who may ask, for what, how much. One event loop."""

    def __init__(self, settings: ServeSettings, addresses: Addresses) -> None:
        self._settings = settings
        self._addresses = addresses
        self._requests = Allowances(settings.rate * _REQUESTS)
        self._questions = Allowances(settings.rate)
        guesses = min(GUESSES, settings.rate or GUESSES)
        self._doorkeeper = Doorkeeper(settings.login, guesses) if settings.login else None
        self.is_stopping = False

    def refusal(self, scope: Scope, path: str, headers: Headers, visit: Visit) -> Refusal | None:
        """Return why the request for `path` (without the root path) is refused; None if not.

        What it is for is noted in `visit`.
        """
        address = self._addresses.find(path, scope["method"])
        visit.address = address or visit.address
        visit.is_operator = self._is_operator(headers, visit)
        if address is not None and address.cost == Cost.PROBE:
            if path == "/ready" and self.is_stopping:
                return Refusal(503, "stopping", message("the server is stopping"))
            return None if scope["method"] in address.methods else _wrong_method(address.methods)
        wait = self._requests.spend(visit.client.networks)
        if wait:
            return _limited(wait, "requests")
        if not self._is_ours(headers):
            return Refusal(421, "host", message("this server does not go by that name"))
        root = self._settings.root_path
        if root and scope["path"] == root:  # the page's addresses are relative to the slash
            asked = scope["query_string"].decode("latin-1")
            to = f"{root}/{'?' * bool(asked)}{asked}"
            return Refusal(308, "moved", "see below", {"location": to})
        if address is None:
            return Refusal(404, "address", NOTHING_HERE)
        if scope["method"] not in address.methods:
            return _wrong_method(address.methods)
        if path == "/metrics" and not visit.is_operator:
            return Refusal(404, "address", NOTHING_HERE)
        return self._unwelcome(headers, visit) or self._too_much(visit)

    def _is_ours(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        named = _HOST.fullmatch(host)
        if not self._settings.hosts:
            return named is not None or not host
        return named is not None and named[1].lower() in self._settings.hosts

    def _is_operator(self, headers: Headers, visit: Visit) -> bool:
        # Who came through a proxy that is not trusted is not who it seems to be.
        through = "x-forwarded-for" in headers or "forwarded" in headers
        if through and not is_among(visit.peer, self._settings.proxies):
            return False
        return is_among(visit.client.address, self._settings.metrics_from)

    def _unwelcome(self, headers: Headers, visit: Visit) -> Refusal | None:
        """Refuse clients not logged in; nothing is compared for one that guessed too often."""
        if self._doorkeeper is None:
            return None
        given = headers.get("authorization", "")
        ask_for_it = {"www-authenticate": 'Basic realm="parlebot", charset="UTF-8"'}
        if not given:
            return Refusal(401, "login", message("log in to use this server"), ask_for_it)
        wait = self._doorkeeper.wait_for(visit.client.key)
        if wait:
            return _limited(wait, "guesses")
        if self._doorkeeper.admits(visit.client.key, given):
            return None
        return Refusal(401, "login", message("wrong name or password"), ask_for_it)

    def _too_much(self, visit: Visit) -> Refusal | None:
        cost = visit.address.cost
        if cost == Cost.QUESTION and self.is_stopping:
            return Refusal(
                503,
                "stopping",
                message(
                    "the server is stopping and takes no more questions; try again in a moment"
                ),
                {"retry-after": str(RETRY_SECONDS), "connection": "close"},
            )
        wait = self._questions.spend(visit.client.networks, cost.value) if cost.value else 0.0
        return _limited(wait) if wait else None


def _limited(wait: float, reason: str = "rate") -> Refusal:
    seconds = max(1, round(wait + 0.5))
    told = message(
        "too many questions from your address; try again in {seconds} s", seconds=seconds
    )
    if reason == "requests":
        told = message(
            "too many requests from your address; try again in {seconds} s", seconds=seconds
        )
    return Refusal(429, reason, told, {"retry-after": str(seconds)})


def _wrong_method(methods: tuple[str, ...]) -> Refusal:
    return Refusal(
        405, "method", message("this method is not known here"), {"allow": ", ".join(methods)}
    )
