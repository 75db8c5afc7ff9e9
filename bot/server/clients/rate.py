"""How much one client may ask: a token bucket for each."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot.server.clients.client_address import Network

_MOST_CLIENTS = 20_000  # remembered; the one not seen for longest is forgotten, some 4 MB in all
_MINUTE = 60.0


class Buckets:
    """Each client's bucket holds a minute's worth of tokens and fills steadily. One thread."""

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(a_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, at which time

    def wait_for(self, client: str, cost: float = 1.0, share: float = 1.0) -> float:
        """Return 0 when `client` has `cost` tokens, or the seconds until it has; takes none.

        `share` is how many times the ordinary allowance this client has. With no tokens a minute
        there is no limit.
        """
        if not self._size:
            return 0.0
        missing = max(0.0, cost - self._tokens(client, share))
        return missing * _MINUTE / (self._size * share)

    def take(self, client: str, cost: float = 1.0, share: float = 1.0) -> None:
        """Take up to `cost` tokens, as many as there are."""
        if not self._size:
            return
        left = max(0.0, self._tokens(client, share) - cost)
        self._left.pop(client, None)
        self._left[client] = (left, self._clock())
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)

    def _tokens(self, client: str, share: float) -> float:
        size, now = self._size * share, self._clock()
        tokens, since = self._left.get(client, (size, now))
        return min(size, tokens + (now - since) * size / _MINUTE)


class Allowances:
    """What a client may still ask, as an address and as part of its networks."""

    def __init__(self, a_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._buckets = Buckets(a_minute, clock)

    def spend(self, networks: Sequence[Network], cost: float = 1.0) -> float:
        """Take `cost` tokens of each network and return 0.

        When one of them has fewer, take none and return the seconds until all have enough.
        """
        wait = max(self._buckets.wait_for(n.name, cost, n.share) for n in networks)
        if not wait:
            for network in networks:
                self._buckets.take(network.name, cost, network.share)
        return wait
