"""What a server has no business with, made so that touching it is noticed."""

import os
import secrets
import socket
import threading
from pathlib import Path
from types import TracebackType


class Canaries:
    """A file, a pipe and a listener on the loopback interface. Nobody else knows them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.word = f"canary{secrets.token_hex(8)}"  # stands in the file, and nowhere else
        self.file = folder / "secret.txt"
        self.file.write_text(f"{self.word}\n", "utf-8")
        self.pipe = folder / "pipe"
        os.mkfifo(self.pipe)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/called"
        self._callers: list[str] = []
        self._age()

    def __enter__(self) -> "Canaries":
        threading.Thread(target=self._listen, name="canary", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()

    def touched(self) -> list[str]:
        """Return what was read, opened or called since the last time this was asked."""
        found = [f"{self.address} was called: {call}" for call in self._callers]
        self._callers = []
        # Read for the first time since it was "last read" in 1970, and that is noted even where a
        # file system notes no other reading ("relatime").
        if self.file.stat().st_atime_ns != 0:
            found.append(f"{self.file} was read")
            self._age()
        try:  # nobody can be written to through a pipe that nobody has opened
            os.close(os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK))
            found.append(f"{self.pipe} was opened")
        except OSError:
            pass
        return found

    def _age(self) -> None:
        os.utime(self.file, ns=(0, self.file.stat().st_mtime_ns))

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            with connection:
                connection.settimeout(10)
                self._callers.append(repr(connection.recv(200)))
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
                    b"Connection: close\r\n\r\nhello"
                )
