"""An optional login for the whole server: one name and one password, by HTTP Basic (RFC 7617)."""

import base64
import binascii
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from bot.server.clients.rate import Buckets

GUESSES = 10  # wrong ones a minute from one client, at most
_ALL_GUESSES = 100  # a minute from all clients that are not known
_MOST_KNOWN = 10_000  # clients that have logged in
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Login:
    """The name and password that let a client in."""

    name: str
    password: str = field(repr=False)

    def admits(self, authorization: str) -> bool:
        """Return whether the header `authorization` holds the name and the password.

        Digests are compared, in constant time, so that neither length nor content can be timed.
        """
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        expected = f"{self.name}:{self.password}".encode()
        return hmac.compare_digest(sha256(given).digest(), sha256(expected).digest())


class Doorkeeper:
    """Admits clients that know the login, and limits how often they may guess. One event loop.

    Each wrong guess takes from the client's bucket and from one for all; while a bucket is empty
    nothing is compared, the right password neither, so that guessing faster tells nothing. Who
    has logged in since the start does not depend on the bucket for all; who has not waits while
    strangers guess, and so does whoever shares an address with one.
    """

    def __init__(
        self, login: Login, guesses: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Allow a client `guesses` wrong guesses a minute."""
        self._login = login
        self._own = Buckets(guesses, clock)
        self._all = Buckets(_ALL_GUESSES, clock)
        self._known: OrderedDict[str, None] = OrderedDict()

    def wait_for(self, client: str) -> float:
        """Return the seconds until `client` may try to log in; 0 if it may now."""
        wait = self._own.wait_for(client)
        return wait if client in self._known else max(wait, self._all.wait_for(_ALL))

    def admits(self, client: str, authorization: str) -> bool:
        """Return whether `authorization` is right; a wrong one takes from the buckets."""
        if self._login.admits(authorization):
            self._known[client] = None
            self._known.move_to_end(client)
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)
            return True
        self._own.take(client)
        self._all.take(_ALL)
        return False
