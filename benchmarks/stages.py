"""A large build from nothing: when the first question can be asked, and what each stage takes.

    python -m benchmarks.stages FOLDER [--records 100000] [--seconds 120]

Makes so many fictional records in FOLDER and runs `parlebot index` on them as a person would, three
times: the first is paused by SIGTERM after so many seconds of embedding, the second is killed, the
third goes on and is paused too. What is embedded must only ever grow, and a question is answered
after each. The stages that embed are not waited for: their time is their characters at the rate of
a part of their own texts, embedded here once the builds have ended. Threads are those of the
environment.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import official_shapes as shapes
from benchmarks.readers import records
from corpus.store.store import Store
from embeddings.build.build import duration
from embeddings.build.stages import STAGES, Todo
from embeddings.disk.home import Home, NoGenerationError
from embeddings.encoders.encoder import Encoder, encode_stream
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.texts.passages import keys_of
from embeddings.vector_cache.cache import VectorCache

QUESTION = "Qui garde les cerfs-volants ?"
_PART = 1_000  # records that the cost of a stage is taken from
_TEXTS = 3_000  # ... and texts of them
_LOOK = 0.1  # seconds between two looks at the home
_COUNT = re.compile(r"(\d+) characters, about (.*?) here")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=120)
    arguments = parser.parse_args()
    home, documents = Home(arguments.folder / "home"), arguments.folder / "documents"
    shutil.rmtree(home.folder, ignore_errors=True)
    write_documents(documents, arguments.records)
    runs = [
        run(home, documents, arguments.seconds, signal.SIGTERM),
        run(home, documents, arguments.seconds / 3, signal.SIGKILL),
        run(home, documents, arguments.seconds / 3, signal.SIGTERM),
    ]
    print_tables(arguments.records, runs, stage_costs(home))


def write_documents(folder: Path, count: int) -> None:
    """Write `count` fictional records as the Assemblée publishes them, unless they are there."""
    path = folder / f"{count}.zip"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    shapes.json_zip(records(count, "AN"), path)


def run(home: Home, documents: Path, seconds: float, by: signal.Signals) -> dict[str, Any]:
    """Run `parlebot index` until it has embedded for so many seconds; return what was seen."""
    environment = os.environ | {"PARLEBOT_HOME": str(home.folder), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "bot"]
    start = time.perf_counter()
    with tempfile.NamedTemporaryFile() as file:
        said = Path(file.name)
        build = subprocess.Popen(
            [*command, "index", str(documents)], env=environment, stdout=file, stderr=file
        )
        first = _until(lambda: _is_there(home), build) - start
        asked = subprocess.run(
            [*command, "ask", QUESTION, "--json"], env=environment, check=True, capture_output=True
        )
        answered = time.perf_counter() - start
        begun = _until(lambda: _announced(said) is not None, build)
        time.sleep(seconds)
        build.send_signal(by)
        stopped = time.perf_counter()
        code = build.wait()
        announced = _announced(said)
    assert announced is not None
    return {
        "first_generation_s": first,
        "answered_s": answered,
        "answer": json.loads(asked.stdout)["status"],
        "to_embed": int(announced[1]),
        "estimate": announced[2],
        "left": characters_left(home),
        "embedding_s": stopped - begun,
        "ended_by": by.name,
        "code": code,
        "ending_s": time.perf_counter() - stopped,
        "by_meaning": Manifest.read(current_folder(home)).replies_by_meaning,
    }


def characters_left(home: Home) -> int:
    """Return how many characters of the index that answers have no vector yet."""
    folder = current_folder(home)
    with VectorCache(home.vectors, open_encoder().identity) as cache:
        todo = Todo(folder, Manifest.read(folder).segments, cache)
        todo.close()
    return todo.characters


def stage_costs(home: Home) -> list[dict[str, Any]]:
    """Return by stage its characters and the rate at which its texts are embedded.

    Both are those of one record in so many, the first of them for all.
    """
    encoder = open_encoder()
    with Store(home.store) as store:
        uids = list(store.versions())
        every = max(1, len(uids) // _PART)
        part = list(store.records(uids[::every]))
    costs = []
    for kinds in STAGES:
        texts = list(dict.fromkeys(k.text for r in part for k in keys_of(r) if k.kind in kinds))
        _seconds(encoder, texts[:500])  # it is ready now
        embedded = texts[:_TEXTS]
        rate = sum(map(len, embedded)) / _seconds(encoder, embedded)
        name = " and ".join(f"{kind.name.lower()}s" for kind in kinds)
        costs.append({"stage": name, "characters": sum(map(len, texts)) * every, "rate": rate})
    return costs


def print_tables(count: int, runs: list[dict[str, Any]], stages: list[dict[str, Any]]) -> None:
    """Print what was measured; times of stages are extrapolated."""
    first = runs[0]
    print(f"{count:,} fictional records, threads: {os.environ.get('OMP_NUM_THREADS', 'all')}\n")
    print("| stage | characters | embedded in a second | takes |\n| --- | --- | --- | --- |")
    print(f"| words | – | – | {duration(first['first_generation_s'])} (measured) |")
    total = 0.0
    for stage in stages:
        seconds = stage["characters"] / stage["rate"]
        total += seconds
        told = (
            f"{stage['characters']:,} | {stage['rate']:,.0f} | {duration(seconds)} (extrapolated)"
        )
        print(f"| {stage['stage']} | {told} |")
    print(f"\nfirst question answered after {first['answered_s']:.0f} s: {first['answer']}")
    print(f"told at the start: about {first['estimate']}; extrapolated: {duration(total)}\n")
    print(
        "| run | ended by | exit code | seconds to end | embedding, s | characters left |", end=""
    )
    print(" replies by meaning | told |\n" + "| --- " * 8 + "|")
    for number, one in enumerate(runs, 1):
        figures = (
            number, one["ended_by"], one["code"], f"{one['ending_s']:.1f}",
            f"{one['embedding_s']:.0f}", f"{one['left']:,}", one["by_meaning"], one["estimate"],
        )  # fmt: skip
        print("|", " | ".join(map(str, figures)), "|")
    for before, after in pairwise(runs):
        if after["left"] >= before["left"]:
            print("WRONG: what was embedded was lost")


def _seconds(encoder: Encoder, texts: list[str]) -> float:
    start = time.perf_counter()
    for _ in encode_stream(encoder, texts):
        pass
    return time.perf_counter() - start


def _is_there(home: Home) -> bool:
    try:
        current_folder(home)
    except NoGenerationError:
        return False
    return True


def _until(holds: Callable[[], bool], build: subprocess.Popen[bytes]) -> float:
    """Wait until something holds while the build runs; return when that was."""
    while not holds():
        assert build.poll() is None, "the build ended before its time: take more --records"
        time.sleep(_LOOK)
    return time.perf_counter()


def _announced(said: Path) -> re.Match[str] | None:
    return _COUNT.search(said.read_text("utf-8").replace("\n", " "))


if __name__ == "__main__":
    main()
