"""What one honest reader gets while dozens of hostile clients send whatever a server dislikes.

    make .venv/.installed-dev
    python -m benchmarks.flood HOME [--requests 10000] [--clients 48] [--json]

HOME holds the index; it is only read. `parlebot chat` serves it from a process of its own on the
loopback interface, with its default limits. The honest reader asks a question over the page's
address every two seconds, for half a minute alone, then beside the hostile clients, each with an
address of its own, some requests at a time each. These send, mixed: good questions; questions that
are not waited for, or whose answers are not read; the costliest questions; bodies of no kind, too
large or too slow; a ministry of 80,000 names; names and addresses that are not there; the largest
file, not read; connections that say nothing, or are used for hundreds of probes.

It ends by itself: when all requests are sent, or after two and a half minutes. Clients and server
share the machine; the clients are one process of raw asyncio. Linux only.
"""

import argparse
import asyncio
import contextlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.load import Figures, questions_of, spread
from benchmarks.raw_http import Connection, asked, request
from benchmarks.server_process import Served, largest_asset, served

ALONE = 30.0  # seconds of the honest reader alone
MOST = 150.0  # seconds of the flood
AT_ONCE = 6  # requests of one hostile client
PAUSE = 2.0  # seconds between two questions of the honest reader
_HONEST = "127.0.0.2"
_WAIT = 60.0  # seconds that anybody waits
_HELD = 20.0  # seconds for which a connection is kept that is of no use
_COSTLY = "((a" * 333
_FILE_DATA = {"path": "/dev/zero", "url": "http://127.0.0.1/", "meta": {"_type": "gradio.FileData"}}


@dataclass
class Flood:
    """The hostile clients, and what became of their requests."""

    server: Served
    questions: Sequence[str]
    left: int
    random: Random = field(default_factory=lambda: Random(20261129))
    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    end: float = field(default_factory=lambda: time.monotonic() + MOST)

    async def run(self, clients: int) -> None:
        """Send all requests."""
        sources = [f"127.2.0.{number + 1}" for number in range(clients)]
        await asyncio.gather(*(self._client(source) for source in sources * AT_ONCE))

    async def _client(self, source: str) -> None:
        kinds = list(KINDS)
        weights = [KINDS[kind][0] for kind in kinds]
        while self.left > 0 and time.monotonic() < self.end:
            self.left -= 1
            (kind,) = self.random.choices(kinds, weights)
            try:
                async with asyncio.timeout(_WAIT):
                    outcome = await KINDS[kind][1](self, source)
            except (OSError, EOFError, ValueError) as error:
                outcome = type(error).__name__
            self.outcomes[kind][outcome] += 1

    async def ask(self, source: str, sent: bytes) -> str:
        """Send a request, and return the status of what came back."""
        return str((await asked(self.server.port, source, sent, _WAIT)).status)

    def question(self) -> str:
        """Return a good one."""
        return self.random.choice(self.questions)


async def _good(flood: Flood, source: str) -> str:
    path = flood.random.choice(("/chat/ask", "/api/ask"))
    return await flood.ask(source, request("POST", path, {"question": flood.question()}))


async def _costly(flood: Flood, source: str) -> str:
    path = flood.random.choice(("/chat/ask", "/api/ask"))
    return await flood.ask(source, request("POST", path, {"question": _COSTLY}))


async def _not_waited_for(flood: Flood, source: str) -> str:
    async with Connection(flood.server.port, source) as connection:
        await connection.send(request("POST", "/chat/ask", {"question": flood.question()}))
        await asyncio.sleep(flood.random.random())
    return "left"


async def _not_read(flood: Flood, source: str) -> str:
    async with Connection(flood.server.port, source, window=4096) as connection:
        await connection.send(request("POST", "/chat/ask", {"question": flood.question()}))
        await asyncio.sleep(_HELD)
    return "left"


async def _body(flood: Flood, source: str) -> str:
    path = flood.random.choice(("/chat/ask", "/api/ask", "/api/feedback", "/gradio_api/call/ask"))
    question = flood.question()
    body = flood.random.choice(
        (
            {"question": _FILE_DATA, "history": [_FILE_DATA], "ministry": _FILE_DATA},
            {"data": [_FILE_DATA, [_FILE_DATA], {}], "session_hash": "x" * 100_000},
            {"question": question, "id": "x" * 200_000},
            {"question": "x" * 280_000},
            {"question": "\ud800", "history": ["\ud800"], "id": "\ud800"},
            b'{"question": "x", "id": NaN}',
            b"[" * 100_000,
            b"\xff\xfe{",
            b"",
        )
    )
    return await flood.ask(source, request("POST", path, body))


async def _ministry(flood: Flood, source: str) -> str:
    body = {"question": flood.question(), "ministry": "zz|" * 80_000}
    return await flood.ask(source, request("POST", "/api/ask", body))


async def _slow_body(flood: Flood, source: str) -> str:
    sent = request("POST", "/chat/ask", b" " * 5_000)
    async with Connection(flood.server.port, source) as connection:
        await connection.send(sent[:-4_999])
        reading = asyncio.ensure_future(connection.reply())
        try:
            for _ in range(int(_HELD)):
                await asyncio.wait((reading,), timeout=1)
                if reading.done():
                    return str(reading.result().status)
                await connection.send(b" ")
            return "left"
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError, EOFError, ValueError):
                await reading


async def _slow_reader(flood: Flood, source: str) -> str:
    sent = request("GET", largest_asset())
    async with Connection(flood.server.port, source, window=4096) as connection:
        await connection.send(sent * 4)
        await asyncio.sleep(_HELD)
    return "left"


async def _idle(flood: Flood, source: str) -> str:
    async with Connection(flood.server.port, source) as connection:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HELD):
                await connection.reader.read(1)
                return "closed"
    return "left"


async def _nowhere(flood: Flood, source: str) -> str:
    path = flood.random.choice(("/nowhere", "/gradio_api/call/ask/x", "/assets/../../etc/passwd"))
    return await flood.ask(source, request("GET", path))


async def _host(flood: Flood, source: str) -> str:
    host = f"h{flood.random.randrange(10**6)}.example"
    return await flood.ask(source, request("GET", "/", host=host))


async def _probes(flood: Flood, source: str) -> str:
    async with Connection(flood.server.port, source) as connection:
        await connection.send(request("GET", "/health") * 100)
        for _ in range(100):
            reply = await connection.reply()
    return str(reply.status)


# What is sent, and how often in a hundred.
KINDS: dict[str, tuple[int, Callable[[Flood, str], Awaitable[str]]]] = {
    "good question": (20, _good),
    "costly question": (10, _costly),
    "question not waited for": (10, _not_waited_for),
    "answer not read": (3, _not_read),
    "hostile body": (20, _body),
    "80,000 ministries": (5, _ministry),
    "slow body": (3, _slow_body),
    "large file not read": (3, _slow_reader),
    "silent": (5, _idle),
    "nowhere": (12, _nowhere),
    "another host": (6, _host),
    "a hundred probes": (3, _probes),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=48)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    home = arguments.home.absolute()
    with served(home) as server:
        figures, outcomes = asyncio.run(
            measured(server, questions_of(home), arguments.requests, arguments.clients)
        )
    if arguments.json:
        print(json.dumps({"figures": figures, "outcomes": outcomes}))
    else:
        print(told(figures, outcomes))


async def measured(
    server: Served, questions: Sequence[str], requests: int, clients: int
) -> tuple[dict[str, Figures], dict[str, Counter[str]]]:
    """Return the honest reader's figures and the server's, and what became of the flood."""
    alone = await honest(server, questions, asyncio.create_task(asyncio.sleep(ALONE)))
    before, used, log = server.megabytes(), server.processor_seconds(), server.log_bytes()
    begun = time.monotonic()
    flood = Flood(server, questions, requests)
    flooding = asyncio.create_task(flood.run(clients))
    beside = await honest(server, questions, flooding)
    await flooding
    elapsed = time.monotonic() - begun
    peak = server.megabytes()
    cost = server.processor_seconds() - used
    await asyncio.sleep(_HELD + 15)  # what was open is closed, what was held is let go
    after = await honest(server, questions, asyncio.create_task(asyncio.sleep(10)))
    machine = {
        "hostile_requests": requests - flood.left,
        "seconds": round(elapsed, 1),
        "memory_before_mb": round(before, 1),
        "memory_at_its_end_mb": round(peak, 1),
        "memory_half_a_minute_later_mb": round(server.megabytes(), 1),
        "processor_s": round(cost, 1),
        "log_kb": round((server.log_bytes() - log) / 1000, 1),
    }
    figures = {"honest, alone": alone, "honest, in the flood": beside, "honest, after": after}
    return {**figures, "server": machine}, flood.outcomes


async def honest(server: Served, questions: Sequence[str], until: "asyncio.Task[None]") -> Figures:
    """Ask a question every `PAUSE` seconds until a task is done."""
    taken: list[float] = []
    failures: Counter[str] = Counter()
    number = 0
    while not until.done():
        start = time.monotonic()
        body = {"question": questions[number % len(questions)], "language": "fr"}
        number += 1
        try:
            reply = await asked(server.port, _HONEST, request("POST", "/chat/ask", body), _WAIT)
            if reply.is_answer:
                taken.append(reply.seconds)
            else:
                failures[f"status {reply.status}"] += 1
        except (OSError, EOFError, ValueError) as error:
            failures[type(error).__name__] += 1
        await asyncio.wait((until,), timeout=max(0.0, PAUSE - (time.monotonic() - start)))
    for failure, times in failures.items():
        print(f"the honest reader: {failure}, {times} times")
    return {"asked": number, "failures": failures.total(), **spread(taken)}


def told(figures: dict[str, Figures], outcomes: dict[str, Counter[str]]) -> str:
    """Return the figures as tables."""
    rows = ["| | figure | value |", "| --- | --- | --- |"]
    for part, values in figures.items():
        rows += [f"| {part} | {name} | {value:g} |" for name, value in values.items()]
    rows += ["", "| sent | what came of it |", "| --- | --- |"]
    for kind in KINDS:
        counted = ", ".join(f"{what}: {n}" for what, n in outcomes[kind].most_common())
        rows.append(f"| {kind} | {counted} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
