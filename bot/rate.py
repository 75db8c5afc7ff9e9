"""How much one client may ask: a token bucket for each."""

import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CLIENTS = 20_000  # remembered; the one not seen for longest is forgotten, some 4 MB in all
_MINUTE = 60.0


class Buckets:
    """Each client's bucket holds a minute's worth of tokens and fills steadily. One thread."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(a_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, at which time

    def wait_for(self, client: str, cost: float = 1.0) -> float:
        """Take `cost` tokens and return 0, or take none and return the seconds until there are.

        With no tokens a minute there is no limit.
        """
        if not self._size:
            return 0.0
        now = self._clock()
        tokens, since = self._left.pop(client, (self._size, now))
        tokens = min(self._size, tokens + (now - since) * self._size / _MINUTE)
        missing = max(0.0, cost - tokens)
        self._left[client] = (tokens if missing else tokens - cost, now)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return missing * _MINUTE / self._size
