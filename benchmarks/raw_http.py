"""HTTP as bytes over asyncio: a client that costs little, and may come from any loopback address.

All of 127.0.0.0/8 is this machine on Linux: a client that binds 127.0.0.9 is another than one that
binds 127.0.0.8, for the server.
"""

import asyncio
import json
import socket
import time
from dataclasses import dataclass

_LIMIT = 2**22  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    seconds: float

    @property
    def is_answer(self) -> bool:
        """Tell whether it is a whole answer to a question, over the page's address or the API."""
        if self.status != 200:
            return False
        if self.body.startswith(b"{"):
            return b'"status":"rejected"' not in self.body
        # What one can ask next may follow the answer.
        return b'"state": "done"' in self.body or b'"state":"done"' in self.body


class Connection:
    """One connection, open until it is left (`async with`)."""

    def __init__(self, port: int, source: str, window: int = 0) -> None:
        """Connect from the address `source`, with a small window for answers if given."""
        self._port = port
        self._source = source
        self._window = window

    async def __aenter__(self) -> "Connection":
        connecting = socket.socket()
        try:
            connecting.setblocking(False)
            if self._window:
                connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._window)
            connecting.bind((self._source, 0))
            loop = asyncio.get_running_loop()
            await loop.sock_connect(connecting, ("127.0.0.1", self._port))
            self.reader, self.writer = await asyncio.open_connection(sock=connecting, limit=_LIMIT)
        except BaseException:
            connecting.close()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        self.writer.transport.abort()

    async def send(self, sent: bytes) -> None:
        """Send all of it. Raises OSError."""
        self.writer.write(sent)
        await self.writer.drain()

    async def reply(self) -> Reply:
        """Read one answer to its end. Raises OSError, EOFError or ValueError."""
        start = time.perf_counter()
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        if b"transfer-encoding: chunked" in head:
            body = await self._chunks()
        else:
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            body = await self.reader.readexactly(int(length or 0))
        return Reply(status, body, time.perf_counter() - start)

    async def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while size := int(await self.reader.readline(), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)


def request(
    method: str, path: str, body: object = None, host: str = "127.0.0.1", more: bytes = b""
) -> bytes:
    """Return the bytes of a request; `body` is sent as JSON, or as it is when it is bytes."""
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    length = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{length if method == 'POST' else ''}"
    return head.encode() + more + b"\r\n" + content


async def asked(port: int, source: str, sent: bytes, seconds: float = 60.0) -> Reply:
    """Send one request over a connection of its own. Raises OSError, EOFError or TimeoutError."""
    start = time.perf_counter()
    async with asyncio.timeout(seconds), Connection(port, source) as connection:
        await connection.send(sent)
        got = await connection.reply()
    return Reply(got.status, got.body, time.perf_counter() - start)
