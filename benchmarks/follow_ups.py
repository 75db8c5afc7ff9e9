"""Asks two-turn conversations and prints how often the right reply is among the first three.

    python -m benchmarks.follow_ups HOME [FILE] [--misses]

HOME holds the index of all records of ../shared/data; FILE is by default conversations.jsonl beside
this file: one {id, lang, kind, first, second, gold, half} a line, written by us. What has half
"tune" was read while the rules were written; what has "measure" was kept for measuring. The second
question is searched alone as typed, joined to the first, as bot/rewriting/followup.py understands
it, and as it understands it when "why?" was asked in between ("third").
"""

import argparse
import json
from pathlib import Path

from bot.evaluation.evaluate import evaluate
from bot.evaluation.questions import FOLLOW_UP, EvalQuestion
from bot.parlebot import Parlebot

FILE = Path(__file__).with_name("conversations.jsonl")
BETWEEN = {"en": "why?", "fr": "pourquoi ?"}
FIRST = 3  # the right reply is to be among as many


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("file", type=Path, nargs="?", default=FILE)
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    arguments = parser.parse_args()
    items = [json.loads(line) for line in arguments.file.read_text("utf-8").splitlines()]
    parlebot = Parlebot.open(arguments.home)
    ways = {
        "alone": ask(parlebot, [question(item, item["second"]) for item in items]),
        "joined": ask(
            parlebot, [question(item, f"{item['first']} {item['second']}") for item in items]
        ),
        "understood": ask(
            parlebot, [question(item, item["second"], item["first"]) for item in items]
        ),
        "third": ask(
            parlebot,
            [
                question(item, item["second"], item["first"], BETWEEN[item["lang"]])
                for item in items
            ],
        ),
    }
    print(f"{'':12s}   n " + "".join(f"{way:>12s}" for way in ways))
    for group, members in groups(items).items():
        shares = [sum(ways[way][i] in range(1, FIRST + 1) for i in members) for way in ways]
        print(
            f"{group:12s} {len(members):3d} " + "".join(f"{n / len(members):12.3f}" for n in shares)
        )
    for item, outcome in zip(items, ways["understood"], strict=True):
        if arguments.misses and outcome not in range(1, FIRST + 1):
            read = parlebot.ask(item["second"], history=[item["first"]]).standalone
            print(
                f"\n{item['id']}: {item['first']} / {item['second']}\n  {read}\n  place {outcome}"
            )


def question(item: dict, text: str, *history: str) -> EvalQuestion:
    return EvalQuestion(
        item["id"], item["lang"], text, FOLLOW_UP, tuple(item["gold"]), history=history
    )


def ask(parlebot: Parlebot, questions: list[EvalQuestion]) -> list[int]:
    """Return the place of the right reply for each question, 0 where it was not found."""
    outcomes, unknown = evaluate(parlebot, questions, "", own_source=False)
    if unknown:
        raise SystemExit(f"not indexed: {', '.join(q.id for q in unknown)}")
    return [outcome.place for outcome in outcomes]


def groups(items: list[dict]) -> dict[str, list[int]]:
    """Return the places of the items by half, by language and source, and by kind."""
    found: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        source = "uk" if item["gold"][0].startswith("uk") else "fr"
        names = ("all", item.get("half", ""), f"{item['lang']} on {source}", item.get("kind", ""))
        for name in filter(None, names):
            found.setdefault(name, []).append(i)
    return found


if __name__ == "__main__":
    main()
