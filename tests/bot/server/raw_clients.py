"""Connections that are spoken to byte by byte, and may be left at any moment."""

import json
import select
import socket
from types import TracebackType
from typing import Any

import httpx

HOST = b"Host: 127.0.0.1\r\n"


class Raw:
    """One connection to a server."""

    def __init__(self, address: str, source: str = "", window: int = 0) -> None:
        """Connect, from the address `source` and with a small window for answers if given."""
        place = httpx.URL(address)
        self._socket = socket.socket()
        if window:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self._socket.settimeout(60)
        if source:
            self._socket.bind((source, 0))
        self._socket.connect((place.host, place.port))

    def __enter__(self) -> "Raw":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, sent: bytes) -> bool:
        """Send, and tell whether the other end took it."""
        try:
            self._socket.sendall(sent)
        except OSError:
            return False
        return True

    def post(self, path: str, body: Any, client: str = "") -> None:
        """Send a question as JSON; `client` is whom a proxy would say that it is for."""
        content = json.dumps(body).encode()
        named = f"X-Forwarded-For: {client}\r\n".encode() if client else b""
        self.send(
            f"POST {path} HTTP/1.1\r\n".encode()
            + HOST
            + named
            + b"Content-Type: application/json\r\n"
            + f"Content-Length: {len(content)}\r\n\r\n".encode()
            + content
        )

    def has_answer(self) -> bool:
        """Tell whether anything has come back, or the connection was closed."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def is_closed_within(self, seconds: float) -> bool:
        """Read on until the other end closes, at most `seconds` after its last word."""
        self._socket.settimeout(seconds)
        try:
            while self._socket.recv(65_536):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        return True

    def told(self) -> bytes:
        """Return the first of what comes back; nothing where the connection is closed."""
        try:
            return self._socket.recv(65_536)
        except OSError:
            return b""
