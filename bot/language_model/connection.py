"""The connection to the chat model's server: to the one address that was set, and bounded.

The client libraries read a dozen variables of the environment, follow redirects and unpack what is
compressed. Whatever they do, a request and its response pass here or not at all.
"""

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
_OF_CUSTOMERS = frozenset(("openai-organization", "openai-project"))


class RefusedResponseError(httpx.TransportError):
    """Nothing is sent, or a response is not read, for the reason `failure`."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def guarded_client(address: str, timeout: float, *, is_providers: bool) -> httpx.Client:
    """Return a client that sends requests to `address` only, and reads bounded, plain responses.

    No redirect is followed. Nothing is sent that the environment adds, except at the provider's own
    address who is asking. Proxies and certificates that it names are used: the way, not the goal.
    """
    allowed = _HEADERS | _OF_LIBRARY | (_OF_CUSTOMERS if is_providers else frozenset())
    return httpx.Client(
        timeout=timeout,
        follow_redirects=False,
        event_hooks={
            "request": [partial(_check_request, httpx.URL(address), allowed)],
            "response": [_check_response],
        },
    )


def _check_request(address: httpx.URL, allowed: frozenset[str], request: httpx.Request) -> None:
    url = request.url
    if (url.scheme, url.host, url.port) != (address.scheme, address.host, address.port):
        raise RefusedResponseError(Failure.REDIRECTED)
    for name in [name for name in request.headers if name not in allowed]:
        del request.headers[name]
    request.headers["accept-encoding"] = "identity"


def _check_response(response: httpx.Response) -> None:
    if 300 <= response.status_code < 400:
        raise RefusedResponseError(Failure.REDIRECTED)
    # A few bytes can be unpacked into gigabytes, and no library sets a limit to it.
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise RefusedResponseError(Failure.COMPRESSED)
    response.stream = _Bounded(cast(httpx.SyncByteStream, response.stream))


class _Bounded(httpx.SyncByteStream):
    """The bytes of a response, up to a limit."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        left = _MOST_BYTES
        for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise RefusedResponseError(Failure.TOO_LONG)
            yield piece

    def close(self) -> None:
        self._stream.close()
