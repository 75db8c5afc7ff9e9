"""The child process of `bounded.py`: runs a library on possibly hostile files, within limits.

Run as a script with three arguments: the path of a reading script, the maximum seconds per step,
and a limit for that script. The script has `_read(content, limit)`, which yields JSON values step
by step, and `_ENCRYPTED`, the errors that mean a password. Each request on standard input is a
length (8 bytes) and a file; each reply is one line of JSON per step, then one that says how it
ended. The process ends itself if a step takes too long. Imports nothing of ours.
"""

import contextlib
import faulthandler
import gc
import json
import logging
import os
import runpy
import sys
from collections.abc import Iterator
from typing import Any

_MAX_MEMORY = 1 << 30


def _serve(script: str, seconds: int, limit: int) -> None:
    """Answer requests until the input ends."""
    logging.disable()
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    sys.setrecursionlimit(2_000)
    quiet = os.open(os.devnull, os.O_WRONLY)
    reader = runpy.run_path(script)
    while len(size := sys.stdin.buffer.read(8)) == 8:
        content = sys.stdin.buffer.read(int.from_bytes(size, "big"))
        for reply in _replies(reader, content, seconds, limit, quiet):
            sys.stdout.buffer.write(json.dumps(reply, ensure_ascii=False).encode() + b"\n")
            sys.stdout.buffer.flush()
        del content
        gc.collect()


def _replies(
    reader: dict[str, Any], content: bytes, seconds: int, limit: int, quiet: int
) -> Iterator[dict[str, Any]]:
    try:
        faulthandler.dump_traceback_later(seconds, exit=True, file=quiet)
        for step in reader["_read"](content, limit):
            yield step
            faulthandler.dump_traceback_later(seconds, exit=True, file=quiet)
        yield {"end": ""}
    except reader["_ENCRYPTED"]:
        yield {"end": "encrypted"}
    except (MemoryError, RecursionError):
        yield {"end": "too large"}
    except GeneratorExit:
        raise
    except BaseException as error:  # what libraries raise for damage, Rust's panics too, is endless
        detail = f"{type(error).__name__}: {error}"[:200]
        yield {"end": "damaged", "detail": detail.encode("utf-8", "replace").decode()}
    finally:
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
