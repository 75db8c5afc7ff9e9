"""Runs parlebot in processes that are killed at a given moment; started by test_killed.py.

Reads one JSON object a line: {"home", "arguments", "kill_after" (seconds, or null), "kill_at" (a
folder, killed when a .zip in it is not empty any more; or null), "signal"}, forks, and writes
{"killed", "code", "seconds", "said"}. Forking spares each run the imports; a tiny encoder, slow
enough to be killed at work, spares it the time of the real one.
"""

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

_IMPORTS = (
    "bot.jobs.update",
    "corpus.ingestion.fetch_plan",
    "embeddings.search.index",
    "bot.pipeline.pipeline",
)


def _run(order: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            os.environ["PARLEBOT_HOME"] = order["home"]
            for descriptor in (1, 2):
                os.dup2(said.fileno(), descriptor)
            import_module("bot.cli.main").app(order["arguments"])  # leaves by SystemExit
        if order["kill_at"] is not None:
            while not any(path.stat().st_size for path in Path(order["kill_at"]).glob("*.zip")):
                time.sleep(0.01)
            os.kill(pid, order["signal"])
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            os.kill(pid, order["signal"])
        _, status = os.waitpid(pid, 0)
        seconds = time.perf_counter() - start
        said.seek(0)
        text = said.read().decode()
    code = os.waitstatus_to_exitcode(status)
    return {"killed": code == -signal.SIGKILL, "code": code, "seconds": seconds, "said": text}


def _use_a_tiny_encoder() -> None:
    tiny = import_module("tests.embeddings.fictional_parts").Hashing

    class Slow(tiny):  # type: ignore[misc, valid-type]
        def encode_passages(self, texts: Sequence[str]) -> Any:
            time.sleep(0.1)
            return super().encode_passages(texts)

    import_module("bot.jobs.index").open_encoder = lambda name: Slow()  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))
    for module in _IMPORTS:
        import_module(module)
    _use_a_tiny_encoder()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()
