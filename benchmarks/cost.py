"""Milliseconds a question takes, warm and cold, beside the plain LangChain stack in the same run.

    pip install -e '.[benchmarks]'
    python -m benchmarks.cost HOME EVAL_FOLDER [--cache FOLDER] [--questions N] [--json]

HOME holds the index; the questions are those of uk.jsonl and fr.jsonl of EVAL_FOLDER, evenly
spread, in both languages. Warm: one process is asked them all, first parlebot and then the plain
stack on each question, after one that is not counted. Cold: a new process for each of a few
questions, `parlebot ask` and benchmarks/plain_stack.py in turn. The plain stack is FAISS from the
disk over recursive splits of the same replies, with HuggingFaceEmbeddings of the same weights
(benchmarks/bundled_weights.py); it finds four chunks and tells no answer. Its store and model are
made once, in the cache folder of benchmarks.retrieval_peers. Threads are those of the environment
(OMP_NUM_THREADS).
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.bundled_weights import write_model
from benchmarks.plain_stack import CHUNKS, open_embeddings, open_store
from benchmarks.retrieval_peers import FAISS, remembered, splits
from bot.evaluation.questions import EvalQuestion, read_questions
from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home

COLD_RUNS = 7
PARTS = ("encode", "search", "compose", "total")
PARLEBOT, PLAIN = "parlebot", "plain stack"

Times = dict[str, list[float]]  # by part of a question: milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("peer-vectors"))
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    names = ("uk.jsonl", "fr.jsonl")
    every, _ = read_questions([arguments.eval_folder / name for name in names])
    asked = spread(every, arguments.questions)
    home, cache = Home(arguments.home.absolute()), arguments.cache.absolute()
    pipeline = Pipeline(home)
    model, store = make_peer(pipeline, cache)
    figures = {
        "records": pipeline.index().manifest.records,
        "questions": len(asked),
        "threads": os.environ.get("OMP_NUM_THREADS", "all"),
        "warm_ms": {name: summary(t) for name, t in warm(pipeline, model, store, asked).items()},
        "cold_ms": summary(cold(home, model, store, spread(every, COLD_RUNS))),
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        print_tables(figures)


def spread(questions: Sequence[EvalQuestion], count: int) -> list[EvalQuestion]:
    """Return up to `count` of `questions`, evenly spread."""
    count = min(count, len(questions))
    return [questions[i * len(questions) // count] for i in range(count)]


def make_peer(pipeline: Pipeline, cache: Path) -> tuple[str, str]:
    """Return the folders of the plain stack's model and store, made if they are not there."""
    index = pipeline.index()
    model = cache / "model"
    store = cache / f"store-{index.manifest.corpus_sha256[:12]}"
    if not model.is_dir():
        write_model(model)
    if not store.is_dir():
        made = FAISS.from_documents(splits(index.records()), remembered(pipeline.encoder(), cache))
        made.save_local(str(store))
    return str(model), str(store)


def warm(
    pipeline: Pipeline, model: str, store: str, asked: Sequence[EvalQuestion]
) -> dict[str, Times]:
    """Return the milliseconds of each question in one process, by system and part."""
    embeddings = open_embeddings(model)
    opened = open_store(store, embeddings)
    times: dict[str, Times] = {PARLEBOT: {}, PLAIN: {}}
    for place, question in enumerate([asked[0], *asked]):
        answer = pipeline.ask(question.text, default_language=question.language)
        start = time.perf_counter()
        vector = embeddings.embed_query(question.text)
        encoded = time.perf_counter()
        opened.similarity_search_by_vector(vector, k=CHUNKS)
        end = time.perf_counter()
        plain = {"encode": encoded - start, "search": end - encoded, "total": end - start}
        if place == 0:
            continue  # the first question of a process opens what the others find open
        for part, value in answer.timings_ms.items():
            times[PARLEBOT].setdefault(part, []).append(value)
        for part, value in plain.items():
            times[PLAIN].setdefault(part, []).append(value * 1000)
    return times


def cold(home: Home, model: str, store: str, asked: Sequence[EvalQuestion]) -> Times:
    """Return the milliseconds of a new process that answers one question, by system."""
    programs = {
        PARLEBOT: ["-m", "bot", "ask"],
        PLAIN: ["-W", "ignore", "-m", "benchmarks.plain_stack", model, store],
    }
    environment = os.environ | {"PARLEBOT_HOME": str(home.folder), "HF_HUB_OFFLINE": "1"}
    times: Times = {name: [] for name in programs}
    for place, question in enumerate([asked[0], *asked]):
        for name, program in programs.items():
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, *program, question.text],
                env=environment,
                cwd=Path(__file__).parents[1],
                check=True,
                capture_output=True,
            )
            if place > 0:  # the first run reads the files from the disk
                times[name].append((time.perf_counter() - start) * 1000)
    return times


def summary(times: Times) -> dict[str, dict[str, float]]:
    """Return the median and the 95th percentile of each list of `times`."""
    return {
        name: {"median": float(np.median(values)), "p95": float(np.percentile(values, 95))}
        for name, values in times.items()
    }


def print_tables(figures: dict) -> None:
    """Print the warm times and the cold ones, in whole milliseconds."""
    print(f"{figures['records']} records, {figures['threads']} thread(s); median / 95th percentile")
    print(f"\n| warm ({figures['questions']} questions) |", " | ".join(PARTS), "|")
    print("| --- " * (len(PARTS) + 1) + "|")
    for name, parts in figures["warm_ms"].items():
        print(f"| {name} |", " | ".join(_cell(parts.get(part)) for part in PARTS), "|")
    print(f"\n| cold ({COLD_RUNS} processes) | total |\n| --- | --- |")
    for name, values in figures["cold_ms"].items():
        print(f"| {name} | {_cell(values)} |")


def _cell(values: dict[str, float] | None) -> str:
    return f"{values['median']:.0f} / {values['p95']:.0f}" if values else "–"


if __name__ == "__main__":
    main()
