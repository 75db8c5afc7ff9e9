"""What the chat page costs its readers and its server.

    make .venv/.installed-dev
    python -m benchmarks.page HOME [--visitors 50] [--seconds 120] [--json]

HOME holds the index; it is only read. `parlebot chat` serves it from a process of its own on the
loopback interface, with its default limits except the rate for a client, for all visitors here
have one address. Measured one after the other, with questions made of titles spread over HOME:

- *cold load*: bytes over the wire in a browser that knows nothing, requests, first paint, when a
  question can be typed, when the page's script works, and when Gradio's page holds ours; then the
  bytes of a second visit;
- *first words*: from the click on "Ask" to the first words of the answer, warm;
- both once more, *slow*: over a fast 3G line, in a browser whose processor is four times slower;
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
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.load import Figures, questions_of, told
from benchmarks.server_process import served
from bot.parlebot import Parlebot

COLD_LOADS = 5
FIRST_WORDS = 30
READING_MS = 700  # until the next question; the server then looks for what to ask next
PAUSE = 5.0  # seconds between two questions of a visitor
OPTIONS = {"language": "fr", "without": []}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# A fast 3G line as Chromium's developer tools and Lighthouse's `devtools` throttling have it: 150
# ms and 1.6 Mbit/s, corrected for a browser that delays whole requests instead of packets.
SLOW_LINE = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6e6 / 8 * 0.9,
    "uploadThroughput": 750e3 / 8 * 0.9,
}
SLOW_PROCESSOR = {"rate": 4}
# Notes for each of these when a browser that has it has drawn it. The script has marked the log by
# then; before that, a question can be typed, and is asked by the form.
_NOTED = [
    {"name": "can_type_ms", "selector": "#pb-question"},
    {"name": "script_works_ms", "selector": "#pb-root [role=log][aria-busy]"},
    {"name": "in_gradio_ms", "selector": "#pb-app #pb-root"},
]
_NOTE = """
window.noted = new Promise((told) => {
  const awaited = SELECTORS, times = {};
  const note = (name) => {
    times[name] = performance.now();
    if (Object.keys(times).length === awaited.length) told(times);
  };
  new MutationObserver(() => {
    for (const one of awaited) {
      if (one.found || !(one.found = document.querySelector(one.selector))) continue;
      requestAnimationFrame(() => setTimeout(note, 0, one.name));
    }
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["aria-busy"] });
});
""".replace("SELECTORS", json.dumps(_NOTED))
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_FIRST_WORDS = """
(question) => new Promise((told) => {
  const list = document.querySelector(".pb-turns"), before = list.children.length;
  document.querySelector("#pb-question").value = question;
  const clicked = performance.now();
  new MutationObserver((_, watch) => {
    if (!list.children[before]?.querySelector(".pb-answer :is(.pb-card, .pb-lead)")) return;
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
    questions = questions_of(home)[: FIRST_WORDS + 1]
    with served(home, "--rate", "0") as server:
        address = server.address
        with sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
            loads = cold_loads(browser, address)
            first = first_words(browser, address, questions)
            slow_loads = cold_loads(browser, address, slow=True)
            slow_first = first_words(browser, address, questions, slow=True)
            browser.close()
        crowd = asyncio.run(
            visitors(address, questions, arguments.visitors, seconds=arguments.seconds)
        )
    figures: dict[str, Figures | float] = {
        "records": parlebot.current_index().manifest.records,
        "cold_load": loads,
        "first_words_ms": first,
        "slow_cold_load": slow_loads,
        "slow_first_words_ms": slow_first,
        "visitors": crowd,
    }
    print(json.dumps(figures) if arguments.json else told(figures))


def cold_loads(browser: Browser, address: str, *, slow: bool = False) -> Figures:
    """Load the page in browsers that know nothing; the medians of what it took."""
    return medians([cold_load(browser, address, slow=slow) for _ in range(COLD_LOADS)])


def cold_load(browser: Browser, address: str, *, slow: bool) -> Figures:
    """Load the page in a browser that knows nothing, then once more."""
    page, session = _blank(browser, slow=slow)
    page.add_init_script(_NOTE)
    sizes = _sizes(session)
    times = _load(page, address)
    figures = _weight(sizes) | times
    sizes.clear()
    _load(page, address)
    page.context.close()
    return figures | {"second_visit_kB": sum(sizes) / 1000}


def _blank(browser: Browser, *, slow: bool) -> tuple[Page, CDPSession]:
    """Open an empty page in a browser that knows nothing; `slow` is what this module says."""
    page = browser.new_context(locale="fr-FR").new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
        session.send("Emulation.setCPUThrottlingRate", SLOW_PROCESSOR)
    return page, session


def _load(page: Page, address: str) -> Figures:
    """Load the page until nothing more comes; returns when it had come how far."""
    page.goto(address)
    noted: Figures = page.evaluate("noted")
    page.wait_for_load_state("networkidle")
    return {"first_paint_ms": page.evaluate(_PAINTED)} | noted


def _weight(sizes: Sequence[float]) -> Figures:
    """Return what came over the wire, and in how many answers."""
    return {"kB": sum(sizes) / 1000, "requests": len(sizes)}


def _sizes(session: CDPSession) -> list[float]:
    """Return a list that grows by the bytes of each answer, as they came over the wire."""
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda ended: sizes.append(ended["encodedDataLength"]))
    return sizes


def first_words(
    browser: Browser, address: str, questions: Sequence[str], *, slow: bool = False
) -> Figures:
    """Ask each question in a conversation of its own; the first one is not counted."""
    page, _ = _blank(browser, slow=slow)
    page.goto(address)
    page.locator("#pb-app #pb-question").wait_for()
    taken = [_first_words(page, question) for question in questions]
    page.context.close()
    return spread(taken[1:])


def _first_words(page: Page, question: str) -> float:
    taken = float(page.evaluate(_FIRST_WORDS, question))
    page.locator(".pb-turn[data-state=done]").wait_for()
    page.wait_for_timeout(READING_MS)
    page.locator(".pb-bar [data-do=new]").click()  # the next one is no follow-up
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
                    complete.append(await _answered(client, questions[asked % len(questions)]))
                except (httpx.HTTPError, ValueError) as error:
                    errors.append(repr(error))
                asked += 1
                await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - start)))

        await asyncio.gather(*(visitor(number) for number in range(count)))
    for error in sorted(set(errors)):
        print(error, file=sys.stderr)
    return {"visitors": count, "seconds": seconds, "errors": len(errors)} | spread(complete)


async def _answered(client: httpx.AsyncClient, question: str) -> float:
    """Ask as the page does, and read to the end, also what one can ask next.

    Returns the milliseconds until the answer was complete. Raises ValueError.
    """
    start, complete, last = time.perf_counter(), 0.0, {}
    async with client.stream("POST", "chat/ask", json=OPTIONS | {"question": question}) as stream:
        stream.raise_for_status()
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                last = json.loads(line.removeprefix("data: "))
                if last["state"] == "done":
                    complete = (time.perf_counter() - start) * 1000
    if not complete:
        raise ValueError(f"no answer: {last}")
    return complete


def medians(runs: Sequence[Mapping[str, float]]) -> Figures:
    """Return the median of each figure of several runs."""
    return {name: float(np.median([run[name] for run in runs])) for name in runs[0]}


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
