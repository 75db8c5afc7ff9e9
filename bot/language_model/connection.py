"""The connection to the chat model's server: to the one address that was set, and bounded.

The client libraries read a dozen variables of the environment, follow redirects and unpack what is
compressed. Whatever they do, a request and its response pass here or not at all.
"""

import time
from collections.abc import Iterator
from functools import partial
from typing import cast

import httpx

from bot.language_model.failures import Failure

_MOST_BYTES = 4_000_000  # of one response; for each word an event takes some 300
_HEADERS = frozenset(
    ("host", "accept", "content-type", "content-length", "authorization", "connection")
)
# By this the client library knows, once the response is there, in which form it was wanted.
_OF_LIBRARY = frozenset(("x-stainless-raw-response",))
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_OF_CUSTOMERS = frozenset(("openai-organization", "openai-project"))


class RefusedResponseError(httpx.TransportError):
    """Nothing is sent, or a response is not read, for the reason `failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def guarded_client(address: str, timeout: float, *, is_providers: bool) -> httpx.Client:
    """Return a client that sends requests to `address` only, and reads bounded, plain responses.

    No redirect is followed. Nothing is sent that the environment adds, except at the provider's own
    address who is asking. Proxies and certificates that it names are used, the way and not the
    goal, but none to this machine.
    """
    allowed = _HEADERS | _OF_LIBRARY | (_OF_CUSTOMERS if is_providers else frozenset())
    return httpx.Client(
        timeout=timeout,
        follow_redirects=False,
        trust_env=httpx.URL(address).host not in _THIS_MACHINE,
        event_hooks={
            "request": [partial(_check_request, httpx.URL(address), allowed)],
            "response": [partial(_check_response, timeout)],
        },
    )


def _check_request(address: httpx.URL, allowed: frozenset[str], request: httpx.Request) -> None:
    url = request.url
    if (url.scheme, url.host, url.port) != (address.scheme, address.host, address.port):
        raise RefusedResponseError(Failure.REDIRECTED)
    for name in [name for name in request.headers if name not in allowed]:
        del request.headers[name]
    request.headers["accept-encoding"] = "identity"


def _check_response(timeout: float, response: httpx.Response) -> None:
    if 300 <= response.status_code < 400:
        raise RefusedResponseError(Failure.REDIRECTED)
    # A few bytes can be unpacked into gigabytes, and no library sets a limit to it.
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise RefusedResponseError(Failure.COMPRESSED)
    response.stream = _Bounded(cast(httpx.SyncByteStream, response.stream), timeout)


class _Bounded(httpx.SyncByteStream):
    """The bytes of a response, up to a limit of their number and of time."""

    def __init__(self, stream: httpx.SyncByteStream, seconds: float) -> None:
        self._stream = stream
        self._ends_at = time.monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        left = _MOST_BYTES
        for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise RefusedResponseError(Failure.TOO_LONG)
            if time.monotonic() > self._ends_at:  # signs of life alone would hold a thread for ever
                raise RefusedResponseError(Failure.TIMED_OUT)
            yield piece

    def close(self) -> None:
        self._stream.close()
