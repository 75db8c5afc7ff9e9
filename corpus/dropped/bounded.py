"""Reads files in a separate process, so that none can stall the program or exhaust its memory.

One child (`child.py`) serves many files, and is restarted if it had to be stopped.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from corpus.records.reading import UnreadableError, in_short
from corpus.text.message import Message

_CHILD = Path(__file__).with_name("child.py")
_END = b'{"end": '


class BoundedReader:
    """A reading script in a child process, started when first needed.

    `seconds` bound each step of it, `limit` is its own; `says` are the sentences for "encrypted",
    "too large" and "stopped": too slow, or out of memory at once; `damaged` tells why it is that.
    """

    def __init__(
        self,
        script: Path,
        seconds: int,
        limit: int,
        says: Mapping[str, Message],
        damaged: Callable[[str], Message],
    ) -> None:
        self._arguments = [str(script), str(seconds), str(limit)]
        self._says, self._damaged = says, damaged
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def read(self, content: bytes) -> Iterator[dict[str, Any]]:
        """Return what the script yields for `content`. Raises UnreadableError if it fails.

        It is read whole before the first is given.
        """
        with self._lock:
            try:
                replies = self._ask(content)
            except (OSError, EOFError) as error:  # the child is gone
                self._stop()
                raise UnreadableError(self._says["stopped"]) from error
            except BaseException:  # interrupted: what the child says next answers nobody
                self._stop()
                raise
        end = json.loads(replies.pop())
        if end["end"] == "damaged":
            raise UnreadableError(self._damaged(in_short(end["detail"])))
        if end["end"]:
            raise UnreadableError(self._says[end["end"]])
        return map(json.loads, replies)

    def _ask(self, content: bytes) -> list[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", str(_CHILD), *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        source, target = self._process.stdout, self._process.stdin
        assert source is not None
        assert target is not None
        target.write(len(content).to_bytes(8, "big"))
        target.write(content)
        target.flush()
        replies: list[bytes] = []
        for line in source:
            replies.append(line)
            if line.startswith(_END):
                return replies
        raise EOFError

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
