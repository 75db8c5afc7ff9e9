"""The body of a request, read whole within bounds of size and time, before anything is done."""

import asyncio
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import Receive

MAX_BODY = 256 * 1024  # bytes: a long conversation has some 30 KB
_MOST_READ = 8 * MAX_BODY  # bytes of a body that is refused
_LENGTH_DIGITS = 12  # no body has more bytes than that
_BODY_SECONDS = 15.0  # for all of it to arrive


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    status: int
    reason: str  # a word for logs and metrics
    message: str  # English; said in the reader's language
    headers: dict[str, str] = field(default_factory=dict)


class ClientGoneError(Exception):
    """The client left before it had said all."""


async def whole_body(receive: Receive, headers: Headers) -> bytes | Refusal:
    """Return the body, or why it is refused. Raises ClientGoneError.

    What is somewhat too large is read to its end and dropped: a client that is still sending when
    the connection closes never sees why.
    """
    too_large = Refusal(
        413, "size", f"the request has more than {MAX_BODY} bytes", {"connection": "close"}
    )
    length = headers.get("content-length", "0")
    # Not isdecimal alone, which takes Arabic digits too.
    if not (length.isascii() and length.isdecimal()) or len(length) > _LENGTH_DIGITS:
        return too_large
    if int(length) > _MOST_READ:
        return too_large
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while size <= _MOST_READ:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGoneError
                part = message.get("body", b"")
                size += len(part)
                if size <= MAX_BODY:
                    body += part
                if not message.get("more_body"):
                    return too_large if size > MAX_BODY else bytes(body)
    except TimeoutError:
        late = "the request took too long to arrive"
        return Refusal(408, "slow", late, {"connection": "close"})
    return too_large
