"""Kills builds at random moments (kill -9) while clients ask without pause.

`python -m benchmarks.kill_builds FOLDER` prints what became of the builds, the answers and the
home. The corpus is fictional and comes in editions (editions.py). Each build brings the home to the
next edition and is killed; the doctor looks; the build is run again, by the doctor's repair every
other time; then all answers must be those of a home in which nothing was ever killed.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import bot.doctor.facts
import bot.doctor.repair
from benchmarks.editions import WordEncoder, questions, write_edition
from bot.doctor.check_result import Level
from bot.doctor.checks import checks_of
from bot.doctor.facts import gather
from bot.doctor.repair import repair
from bot.pipeline.pipeline import Pipeline
from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.generation.manifest import Manifest, current_folder

QUESTIONS = 12
_PAUSE = 0.02  # seconds a batch of texts takes to encode
_OF_THE_RUN = ("built_at", "files")  # in a manifest: dates, and names and digests of files

Answers = dict[str, str]  # question -> all of the answer but times and dates, as JSON


def main() -> None:
    """Run the measurement of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty or new folder, for two small homes")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--records", type=int, default=60)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = measure(
        arguments.folder, arguments.kills, arguments.clients, arguments.records, arguments.seed
    )
    if arguments.json:
        print(json.dumps(result))
    else:
        print("| | |\n| --- | --- |")
        for name, value in result.items():
            print(f"| {name.replace('_', ' ')} | {value} |")


def measure(folder: Path, kills: int, clients: int, records: int, seed: str) -> dict[str, Any]:
    """Return what happened; `folder` must be empty or new."""
    folder.mkdir(parents=True, exist_ok=True)
    # This process only forks: what it forks opens indexes, starts threads and is killed.
    for module in (bot.doctor.facts, bot.doctor.repair):
        module.open_encoder = lambda name="": WordEncoder()  # type: ignore[attr-defined]
    expected, usual = _undisturbed(folder / "undisturbed", kills, records)
    home, documents = Home(folder / "killed"), folder / "documents"
    home.create()
    write_edition(documents, 0, records)
    _in_child(_bring_up_to_date, home, documents)
    asking = [_start(_ask_on, home, expected, folder, n) for n in range(clients)]
    try:
        result = _kill_all(home, documents, expected, usual, records, random.Random(seed))
    finally:
        (folder / "stop").touch()
    told = [json.loads(_wait(*client)) for client in asking]
    result["answers"] = sum(one["asked"] for one in told)
    for name in ("failed", "wrong"):
        found = [line for one in told for line in one[name]]
        result[f"answers_{name}"] = len(found)
        if found:
            result[f"first_{name}"] = found[0]
    _in_child(_repair, home)
    result["doctor_at_the_end"] = _in_child(_findings, home) or "clean"
    return result


def _undisturbed(folder: Path, editions: int, records: int) -> tuple[list[dict[str, Any]], float]:
    """Return what a home says after each edition when nothing is killed, and a build's seconds."""
    home, documents = Home(folder), folder.with_name("undisturbed documents")
    home.create()
    expected = []
    seconds = 0.0
    for edition in range(editions + 1):
        write_edition(documents, edition, records)
        started = time.perf_counter()
        _in_child(_bring_up_to_date, home, documents)
        seconds = time.perf_counter() - started
        expected.append(_in_child(_said, home))
    shutil.rmtree(documents)
    return expected, seconds


def _kill_all(
    home: Home,
    documents: Path,
    expected: list[Any],
    usual: float,
    records: int,
    chance: random.Random,
) -> dict[str, Any]:
    stages: Counter[str] = Counter()
    doctor: Counter[str] = Counter()
    unequal = 0
    kills = len(expected) - 1
    for edition in range(1, kills + 1):
        write_edition(documents, edition, records)
        before = home.pointer.read_text()
        pid, pipe = _start(_bring_up_to_date, home, documents)
        # By the seconds that a build last took here. Every third aims at the end, where files are
        # checked and names are swapped.
        time.sleep(usual * chance.uniform(*((0.0, 1.0) if edition % 3 else (0.8, 1.05))))
        stage = _stage(home, before)
        os.kill(pid, signal.SIGKILL)
        stages["ended before" if _wait(pid, pipe) else stage] += 1
        for name, level in _in_child(_findings, home).items():
            doctor[f"{name}: {level}"] += 1
        if edition % 2:
            _in_child(_repair, home)
        started = time.perf_counter()
        _in_child(_bring_up_to_date, home, documents)
        usual = time.perf_counter() - started
        unequal += _in_child(_said, home) != expected[edition]
        print(f"{edition} of {kills} kills, {unequal} indexes unequal", file=sys.stderr, flush=True)
    return {
        "killed": sum(count for name, count in stages.items() if name != "ended before"),
        "by_stage": dict(stages),
        "doctor_after_a_kill": dict(doctor),
        "indexes_unlike_the_undisturbed": unequal,
    }


def _stage(home: Home, before: str) -> str:
    if home.pointer.read_text() != before:
        return "after the swap"
    return "writing" if any(home.generations.glob("*.unfinished")) else "reading and embedding"


def _bring_up_to_date(home: Home, documents: Path) -> str:
    with home.building(), Store(home.store) as store:
        ingest(store, [documents], lambda done, total: None)
        build(home, store, WordEncoder(_PAUSE), lambda done, total: None)
    return "done"


def _findings(home: Home) -> dict[str, str]:
    """Return what the doctor finds, but that nothing was fitted on words, which is as it should."""
    found = {c.name: c.level for c in checks_of(gather(home)) if c.level != Level.OK}
    return {name: level for name, level in found.items() if name != "fitted"}


def _repair(home: Home) -> list[str]:
    return repair(home, lambda what, done, total: None)


def _said(home: Home) -> dict[str, Any]:
    """Return the answers of a home, and what its manifest says beside names and dates."""
    manifest = asdict(Manifest.read(current_folder(home)))
    kept = {name: value for name, value in manifest.items() if name not in _OF_THE_RUN}
    pipeline = Pipeline(home, WordEncoder())
    answers = {question: _answer(pipeline, question) for question in questions(QUESTIONS)}
    return json.loads(json.dumps({"manifest": kept, "answers": answers}))  # type: ignore[no-any-return]


def _answer(pipeline: Pipeline, question: str) -> str:
    answer = pipeline.ask(question).to_dict()
    del answer["timings_ms"], answer["coverage"]["built_at"]
    return json.dumps(answer, sort_keys=True, default=str)


def _ask_on(home: Home, expected: list[Any], folder: Path, number: int) -> dict[str, Any]:
    """Ask until told to stop: every other client as a server does, the others as new processes."""
    asked, failed, wrong, edition = 0, [], [], 0
    pipeline = Pipeline(home, WordEncoder())
    chance = random.Random(number)
    while not (folder / "stop").exists():
        question = chance.choice(questions(QUESTIONS))
        asked += 1
        try:
            answer = _answer(pipeline if number % 2 else Pipeline(home, WordEncoder()), question)
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}")
            continue
        # It must be the answer of one edition, and of none before the last one that was seen.
        fits = [n for n, said in enumerate(expected) if said["answers"][question] == answer]
        later = [n for n in fits if n >= edition]
        if later:
            edition = later[0]
        else:
            wrong.append(f"{question} after edition {edition}: that of {fits}: {answer}")
    return {"asked": asked, "failed": failed, "wrong": wrong}


def _start(work: Callable[..., Any], *arguments: object) -> tuple[int, int]:
    """Begin `work` in a child; return its process number and the pipe that its result comes by."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            out.write(json.dumps(work(*arguments)))
    except BaseException as error:
        os.write(2, f"{work.__name__}: {type(error).__name__}: {error}\n".encode())
        os._exit(1)
    os._exit(0)


def _wait(pid: int, pipe: int) -> str:
    """Return what a child wrote, "" when it was killed."""
    with os.fdopen(pipe) as written:
        text = written.read()
    os.waitpid(pid, 0)
    return text


def _in_child(work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
    return json.loads(_wait(*_start(work, *arguments)))


if __name__ == "__main__":
    main()
