"""What the chat page costs its readers and its server.

    make .venv/.installed-dev
    python -m benchmarks.page HOME [--visitors 50] [--seconds 120] [--json]

HOME holds the index; it is only read. `parlebot chat` serves it from a process of its own on the
loopback interface, with its default limits except the rate for a client, for all visitors here
have one address. Three things are measured one after the other, with questions made of titles
spread over HOME:

- *cold load*: bytes over the wire in a browser that knows nothing, requests, first paint, and when
  a question can be typed; then the bytes of a second visit;
- *first statement*: from the click on "Ask" to the first statement drawn, warm;
- *visitors*: each asks every five seconds, over the addresses that the page uses, until its answer
  is complete. They and the server share the machine.

The browser is Debian's Chromium, else that of `playwright install chromium`.
"""

import argparse
import asyncio
import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.load import Figures, told
from benchmarks.server_process import served
from bot.parlebot import Parlebot

COLD_LOADS = 5
FIRST_STATEMENTS = 30
PAUSE = 5.0  # seconds between two questions of a visitor
OPTIONS = {"language": "fr", "without": []}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Notes when the question's field is there: from then on a reader can type.
_NOTE_USABLE = """
new MutationObserver((_, watch) => {
  if (!document.querySelector("#pb-question")) return;
  window.usableAt = performance.now();
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_FIRST_STATEMENT = """
(question) => new Promise((told) => {
  const list = document.querySelector(".pb-turns"), before = list.children.length;
  document.querySelector("#pb-question").value = question;
  const clicked = performance.now();
  new MutationObserver((_, watch) => {
    if (!list.children[before]?.querySelector(".pb-answer p")) return;
    watch.disconnect();
    told(performance.now() - clicked);
  }).observe(list, { childList: true, subtree: true });
  document.querySelector("[data-do=ask]").click();
})
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    home = arguments.home.absolute()
    parlebot = Parlebot.open(home)
    questions = [f"{title} ?" for title in parlebot.example_titles(FIRST_STATEMENTS + 1)]
    with served(home, "--rate", "0") as server:
        address = server.address
        with sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
            loads = cold_loads(browser, address)
            first = first_statements(browser, address, questions)
            browser.close()
        crowd = asyncio.run(
            visitors(address, questions, arguments.visitors, seconds=arguments.seconds)
        )
    figures = {
        "records": parlebot.current_index().manifest.records,
        "cold_load": loads,
        "first_statement_ms": first,
        "visitors": crowd,
    }
    print(json.dumps(figures) if arguments.json else told(figures))


def cold_loads(browser: Browser, address: str) -> Figures:
    """Load the page in browsers that know nothing; the medians of what it took."""
    runs = [_cold_load(browser, address) for _ in range(COLD_LOADS)]
    return {name: float(np.median([run[name] for run in runs])) for name in runs[0]}


def _cold_load(browser: Browser, address: str) -> Figures:
    context = browser.new_context()
    context.add_init_script(_NOTE_USABLE)
    page, sizes = context.new_page(), _sizes(context)
    page.goto(address)
    page.locator("#pb-question").wait_for()
    page.wait_for_load_state("networkidle")
    cold = {
        "kB": sum(sizes) / 1000,
        "requests": len(sizes),
        "first_paint_ms": page.evaluate(_PAINTED),
        "usable_ms": page.evaluate("window.usableAt"),
    }
    sizes.clear()
    page.goto(address)
    page.locator("#pb-question").wait_for()
    page.wait_for_load_state("networkidle")
    cold["second_visit_kB"] = sum(sizes) / 1000
    context.close()
    return cold


def _sizes(context: BrowserContext) -> list[float]:
    """Return a list that grows by the bytes of each answer, as they came over the wire."""
    sizes: list[float] = []
    session = context.new_cdp_session(context.pages[0])
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda ended: sizes.append(ended["encodedDataLength"]))
    return sizes


def first_statements(browser: Browser, address: str, questions: Sequence[str]) -> Figures:
    """Ask each question in a conversation of its own; the first one is not counted."""
    page = browser.new_context(locale="fr-FR").new_page()
    page.goto(address)
    taken = [_first_statement(page, question) for question in questions]
    page.context.close()
    return spread(taken[1:])


def _first_statement(page: Page, question: str) -> float:
    page.locator("#pb-question").wait_for()
    taken = float(page.evaluate(_FIRST_STATEMENT, question))
    page.locator(".pb-turn[data-state=done]").wait_for()
    page.locator("[data-do=clear]").click()  # the next one is no follow-up
    page.locator(".pb-turn").wait_for(state="detached")
    return taken


async def visitors(address: str, questions: Sequence[str], count: int, seconds: float) -> Figures:
    """Let `count` visitors ask for `seconds`, each starting at another moment."""
    complete: list[float] = []
    errors: list[str] = []
    end = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=2 * count)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:

        async def visitor(number: int) -> None:
            await asyncio.sleep(PAUSE * number / count)
            asked = number
            while time.monotonic() < end:
                start = time.perf_counter()
                try:
                    await _answered(client, questions[asked % len(questions)])
                    complete.append((time.perf_counter() - start) * 1000)
                except (httpx.HTTPError, ValueError) as error:
                    errors.append(repr(error))
                asked += 1
                await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - start)))

        await asyncio.gather(*(visitor(number) for number in range(count)))
    for error in sorted(set(errors)):
        print(error, file=sys.stderr)
    return {"visitors": count, "seconds": seconds, "errors": len(errors)} | spread(complete)


async def _answered(client: httpx.AsyncClient, question: str) -> None:
    """Ask as the page does, and read until the answer is complete. Raises ValueError."""
    last: dict[str, str] = {}
    async with client.stream("POST", "chat/ask", json=OPTIONS | {"question": question}) as stream:
        stream.raise_for_status()
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                last = json.loads(line.removeprefix("data: "))
    if last.get("state") != "done":
        raise ValueError(f"no answer: {last}")


def spread(milliseconds: Sequence[float]) -> Figures:
    """Return how many there are, their median, 95th percentile and greatest."""
    values = np.array(milliseconds)
    return {
        "count": len(values),
        "median": round(float(np.median(values)), 1),
        "p95": round(float(np.percentile(values, 95)), 1),
        "most": round(float(values.max()), 1),
    }


if __name__ == "__main__":
    main()
