"""How many answers a server gives, and what stays in its memory after thousands of them.

    make .venv/.installed-dev
    python -m benchmarks.load HOME [--askers 50] [--seconds 60] [--answers 5000] [--over /chat/ask]

HOME holds the index; it is only read. `parlebot chat` serves it from a process of its own on the
loopback interface, with its default limits except the rate for a client. Two things are measured,
with questions made of titles spread over HOME:

- *load*: askers, each with an address of its own, ask one question after the other, with no pause;
- *memory*: a few askers ask until so many answers were given; the server's resident memory is told
  after each five hundred.

Askers and server share the machine; the askers are one process of raw asyncio. Linux only.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count, islice
from pathlib import Path

import numpy as np

from benchmarks.raw_http import asked, request
from benchmarks.server_process import Served, served
from bot.parlebot import Parlebot

TITLES = 400  # other questions than these are not asked
FEW = 4  # askers while memory is watched
STEP = 500  # answers between two looks at it
_WAIT = 90.0  # seconds that an asker waits
_PATH = "/chat/ask"

Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--answers", type=int, default=5_000)
    parser.add_argument("--over", choices=["/chat/ask", "/api/ask"], default=_PATH)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    home = arguments.home.absolute()
    questions = questions_of(home)
    with served(home, "--rate", "0") as server:
        load = asyncio.run(
            crowd(server, questions, arguments.over, arguments.askers, arguments.seconds)
        )
        memory = asyncio.run(watched(server, questions, arguments.over, arguments.answers))
    figures = {"load": load, "memory_mb": memory}
    print(json.dumps(figures) if arguments.json else told(figures))


def questions_of(home: Path) -> list[str]:
    """Return questions made of titles spread over `home`."""
    with Parlebot.open(home) as parlebot:
        index = parlebot.current_index()
        records = index.records(step=max(1, index.manifest.records // (TITLES * 4)))
        titles = dict.fromkeys(r.heading for r in records if r.status.has_reply and r.heading)
    return [f"{title} ?" for title in islice(titles, TITLES)]


async def crowd(
    server: Served, questions: Sequence[str], path: str, askers: int, seconds: float
) -> Figures:
    """Let each of `askers` ask one question after the other for `seconds`."""
    taken: list[float] = []
    outcomes: Counter[str] = Counter()
    numbers = count()
    used, begun = server.processor_seconds(), time.monotonic()

    async def asker(number: int) -> None:
        while time.monotonic() - begun < seconds:
            question = questions[next(numbers) % len(questions)]
            seconds_taken, outcome = await _asked(server, number, path, question)
            outcomes[outcome] += 1
            if outcome == "answered":
                taken.append(seconds_taken)

    await asyncio.gather(*(asker(number) for number in range(askers)))
    elapsed = time.monotonic() - begun
    for outcome, times in outcomes.items():
        print(f"{outcome}: {times}", file=sys.stderr)
    return {
        "answers": len(taken),
        "errors": outcomes.total() - len(taken),
        "answers_a_second": round(len(taken) / elapsed, 2),
        "processor_ms_an_answer": round(
            1000 * (server.processor_seconds() - used) / max(1, len(taken)), 1
        ),
        **spread(taken),
    }


async def _asked(server: Served, asker: int, path: str, question: str) -> tuple[float, str]:
    """Return the seconds that an answer took, and "answered" or what came instead."""
    source = f"127.1.{asker // 250}.{asker % 250 + 1}"
    body = {"question": question, "language": "fr"}
    try:
        reply = await asked(server.port, source, request("POST", path, body), _WAIT)
    except (OSError, EOFError, TimeoutError, ValueError) as error:
        return 0.0, type(error).__name__
    return reply.seconds, "answered" if reply.is_answer else f"status {reply.status}"


async def watched(
    server: Served, questions: Sequence[str], path: str, answers: int
) -> dict[str, float]:
    """Return the memory after each `STEP` of `answers`, by the number of answers so far."""
    memory = {"0": round(server.megabytes(), 1)}
    numbers, begun = count(), time.monotonic()

    async def asker(number: int, last: int) -> None:
        while (turn := next(numbers)) < last:
            _, outcome = await _asked(server, number, path, questions[turn % len(questions)])
            if outcome != "answered":
                print(f"answer {turn}: {outcome}", file=sys.stderr)

    for last in range(STEP, answers + 1, STEP):
        numbers = count(last - STEP)
        await asyncio.gather(*(asker(number, last) for number in range(FEW)))
        memory[str(last)] = round(server.megabytes(), 1)
        elapsed = time.monotonic() - begun
        print(f"{last} answers, {elapsed:.0f} s: {memory[str(last)]} MB", file=sys.stderr)
    return memory


def spread(seconds: Sequence[float]) -> Figures:
    """Return the median, 95th percentile and greatest."""
    values = np.array(seconds or [np.nan])
    return {
        "p50_s": round(float(np.median(values)), 2),
        "p95_s": round(float(np.percentile(values, 95)), 2),
        "most_s": round(float(values.max()), 2),
    }


def told(figures: Mapping[str, Figures | float]) -> str:
    """Return the figures as a table; a part may be one figure without a name."""
    rows = ["| | figure | value |", "| --- | --- | --- |"]
    for part, values in figures.items():
        items = values.items() if isinstance(values, dict) else [("", values)]
        rows += [f"| {part} | {name} | {value:g} |" for name, value in items]
    return "\n".join(rows)


if __name__ == "__main__":
    main()
