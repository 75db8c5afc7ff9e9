"""A large index on one machine: what it costs, how fast it answers, what it finds.

    python -m benchmarks.scale FOLDER --home HOME [--records N] [--no-peers] [--json]

Nothing of it is real but where the vectors come from: N generated records of about 11 keys each,
half of them French, whose vectors are drawn around those that HOME has (benchmarks/scale_vectors),
and whose texts are bags of words (benchmarks/scale_words). FOLDER is made, and deleted at the end.
A million records take about 20 GB of disk on the way. Threads are those of OMP_NUM_THREADS.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np

from benchmarks.scale_keys import Records, write_keys
from benchmarks.scale_vectors import real_vectors
from benchmarks.scale_words import measure, typical_questions
from embeddings.disk.home import Home
from embeddings.encoders.centring import centre_question, typical_question_means
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.load import open_encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folder, count = arguments.folder, arguments.records
    folder.mkdir(parents=True)
    try:
        real = real_vectors(Home(arguments.home.absolute()))
        queries = asked()
        np.save(folder / "queries.npy", queries)
        figures = {
            "records": count,
            "threads": faiss.omp_get_max_threads(),
            "real": [len(of_language.vectors) for of_language in real.values()],
            "written": write_keys(folder, Records.of(count), real, queries),
            "words": measure(folder, count, peers=not arguments.no_peers),
            "asked": ask(folder, count),
        }
    finally:
        shutil.rmtree(folder)
    if arguments.json:
        print(json.dumps(figures))
    else:
        print_tables(figures)


def asked() -> Vectors:
    """Return the centred vectors of the typical questions."""
    encoder = open_encoder()
    means = typical_question_means(encoder)
    return np.stack(
        [
            centre_question(encoder.encode_query(question), language, means)
            for language, questions in typical_questions().items()
            for question in questions
        ]
    )


def ask(folder: Path, count: int) -> dict:
    """Return what benchmarks.scale_ask finds, in a process that only asks."""
    program = [sys.executable, "-m", "benchmarks.scale_ask", str(folder), str(count)]
    found = subprocess.run(
        program,
        cwd=Path(__file__).parents[1],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(found.stdout)


def print_tables(figures: dict) -> None:
    """Print what was measured; every figure is of generated records."""
    french, english = figures["real"]
    print(
        f"{figures['records']:,} generated records; vectors drawn around {french:,} French and "
        f"{english:,} English real ones; {figures['threads']} thread(s)"
    )
    print("\n| keys | vectors | index written, s | on disk, MB |\n| --- | --- | --- | --- |")
    written = figures["written"]
    for name, cost in written["kinds"].items():
        print(f"| {name} | {cost['keys']:,} | {cost['seconds']:.0f} | {cost['bytes'] / 1e6:,.0f} |")
    asked, words = figures["asked"], figures["words"]
    print(
        f"\nmost memory while writing {written['peak_bytes'] / 1e9:.1f} GB; while asking ", end=""
    )
    print(" + ".join(f"{v / 1e9:.2f} GB ({n})" for n, v in asked["memory"].items()))
    print("\n| search without the encoder, ms | median | p95 |\n| --- | --- | --- |")
    for name, times in asked["search"].items():
        print(f"| {name} | {times['median_ms']:.1f} | {times['p95_ms']:.1f} |")
    print("\n| nearest keys alone, ms | median | p95 | recall@10 |\n| --- | --- | --- | --- |")
    for name, found in asked["keys"].items():
        times = f"{found['median_ms']:.1f} | {found['p95_ms']:.1f}"
        print(f"| {name} | {times} | {found['recall@10']:.4f} |")
    print("\n| words | built, s | adds one, ms | MB | median, ms | p95, ms | stems, no accents |")
    print("| --- " * 7 + "|")
    for name, found in words.items():
        added = "cannot" if found["add_ms"] is None else f"{found['add_ms']:.0f}"
        stems = ", ".join(language for language, stemmed in found["stems"].items() if stemmed)
        print(
            f"| {name} | {found['build_s']:.0f} | {added} | {found['bytes'] / 1e6:,.0f} "
            f"| {found['median_ms']:.1f} | {found['p95_ms']:.1f} | {stems or 'no'} |"
        )


if __name__ == "__main__":
    main()
