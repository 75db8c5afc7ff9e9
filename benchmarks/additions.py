"""How long an index takes to follow a change: nothing, one record added, changed or removed.

    python -m benchmarks.additions FOLDER [--records 20000] [--runs 3]

Makes, once, a home of so many made-up records in FOLDER. Their vectors are drawn, not encoded,
which the bundled encoder would need hours for, but they count as its own: each run is then the
whole command `parlebot index`, as it starts on a computer, and embeds the changed record itself.
A plain Python that starts and ends is timed beside it, and the same index written anew.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks import official_shapes as shapes
from benchmarks.readers import made_up, records
from corpus.ingestion.ingest import ingest
from corpus.records.record import ReplyRecord
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.identity import EncoderIdentity
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import Manifest, current_folder

_NEW = 900_001  # the number of the record that comes and goes


class Cost(NamedTuple):
    """Seconds."""

    wall: float
    busy: float  # of all cores


class Drawn:
    """Random unit vectors, the same for the same text, under the name of another encoder."""

    def __init__(self, identity: EncoderIdentity) -> None:
        self.identity = identity

    def encode_query(self, text: str) -> Vectors:
        """Return a unit vector."""
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        raw = np.random.default_rng(seed).standard_normal(self.identity.dimension, np.float32)
        return np.asarray(raw / np.linalg.norm(raw), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector a text."""
        return np.stack([self.encode_query(text) for text in texts])

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    folder = arguments.folder.absolute()
    home, documents = Home(folder / "home"), folder / "documents"
    if not home.folder.is_dir():
        make(home, documents, arguments.records)
    changing = documents / "new.json"
    changing.unlink(missing_ok=True)
    index(home, documents)
    times: dict[str, list[Cost]] = {}
    new = replace(made_up(_NEW), uid=f"QANR5L98QE{_NEW}", number=str(_NEW))
    changed = replace(new, reply=f"{new.reply}\nLes cerfs-volants sont rangés.")
    steps: dict[str, Callable[[], object]] = {
        "nothing changed": lambda: None,
        "one record added": lambda: write(changing, new),
        "that record changed": lambda: write(changing, changed),
        "that record removed": changing.unlink,
    }
    for _ in range(arguments.runs):
        times.setdefault("python -c pass", []).append(timed([sys.executable, "-c", "pass"], home))
        for name, change in steps.items():
            change()
            times.setdefault(name, []).append(index(home, documents))
    times["the index written anew, cached vectors"] = [anew(home)]
    manifest = Manifest.read(current_folder(home))
    size = sum(size for size, _ in manifest.files.values())
    print(f"{manifest.records} records, {size >> 20} MiB a generation\n")
    print("| whole process | seconds, median | of them computing |\n| --- | --- | --- |")
    for name, costs in times.items():
        wall, busy = (median(values) for values in zip(*costs, strict=True))
        print(f"| {name} | {wall:.2f} | {busy:.2f} |")


def make(home: Home, documents: Path, count: int) -> None:
    """Fill the home with made-up records and drawn vectors."""
    shutil.rmtree(documents, ignore_errors=True)
    documents.mkdir(parents=True)
    home.create()
    shapes.json_zip(records(count, "AN"), documents / "base.zip")
    with Store(home.store) as store:
        ingest(store, [documents], lambda done, total: None)
        build(home, store, Drawn(open_encoder().identity), lambda done, total: None)


def write(path: Path, record: ReplyRecord) -> None:
    """Write one record as the Assemblée does."""
    path.write_text(json.dumps({"question": shapes.assemblee(record)}), "utf-8")


def index(home: Home, documents: Path) -> Cost:
    """Return what `parlebot index` takes."""
    return timed([sys.executable, "-m", "bot", "index", str(documents)], home)


def timed(command: list[str], home: Home) -> Cost:
    """Return what a command takes. Raises CalledProcessError with what it said."""
    environment = os.environ | {"PARLEBOT_HOME": str(home.folder)}
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    busy = after.children_user - before.children_user + after.children_system
    return Cost(time.perf_counter() - start, busy - before.children_system)


def anew(home: Home) -> Cost:
    """Return what a build takes which shares nothing with the one before."""
    encoder = open_encoder()
    start, busy = time.perf_counter(), time.process_time()
    with Store(home.store) as store:
        build(home, store, encoder, lambda done, total: None, whole=True)
    return Cost(time.perf_counter() - start, time.process_time() - busy)


if __name__ == "__main__":
    main()
