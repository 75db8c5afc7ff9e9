"""How many false reading aids the gate shows, and how many honest ones it takes away, by kind.

    python -m benchmarks.aids FILE... [--home HOME]... [--entailment NAME]

A line of a FILE is either {statement, quote, lang, should_pass, kind}, with the quote's words or a
list of them, or {uid, start, end, kind, aid, language, text, honest}, whose quote is read from the
record store of a HOME ($PARLEBOT_HOME, where none is given). `aid` is its sort: "translation" or
"plain". Aids of one language are told apart from translations: the gate knows less of these.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.entailment.entailment_model import Entailment
from bot.entailment.gate import why_dropped
from corpus.records.record import ReplyRecord
from corpus.store.store import Store
from corpus.text.language import language_of
from embeddings.disk.home import Home


class Case(NamedTuple):
    """An aid, its quote, and whether the one follows from the other."""

    kind: str
    text: str
    language: str
    quote: str
    quote_language: str
    honest: bool

    @property
    def sort(self) -> str:
        """Whether it says in one language what its quote says in another."""
        return "across" if self.language != self.quote_language else "within"


def read_cases(files: Sequence[Path], stores: Sequence[Store]) -> Iterator[Case]:
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            item = json.loads(line)
            yield _with_its_quote(item) if "statement" in item else _of_a_record(item, stores)


def _with_its_quote(item: dict) -> Case:
    quote = item["quote"] if isinstance(item["quote"], str) else "\n".join(item["quote"])
    spoken = language_of(item.get("passage", "")) or language_of(quote) or item["lang"]
    return Case(item["kind"], item["statement"], item["lang"], quote, spoken, item["should_pass"])


def _of_a_record(item: dict, stores: Sequence[Store]) -> Case:
    record = _record(item["uid"], stores)
    quote = record.reply[item["start"] : item["end"]]
    kind = f"{item['kind']} ({item['aid']})"
    return Case(kind, item["text"], item["language"], quote, record.language, item["honest"])


def _record(uid: str, stores: Sequence[Store]) -> ReplyRecord:
    for store in stores:
        if found := store.find(uid):
            return found.record
    raise SystemExit(f"no record {uid} in any home")


def report(cases: Sequence[Case], judge: Entailment | None) -> None:
    reasons = [why_dropped(*case[1:5], judge) for case in cases]
    for honest, wrong in ((False, "shown"), (True, "dropped")):
        told = "honest" if honest else "false"
        mine = [(c, r) for c, r in zip(cases, reasons, strict=True) if c.honest == honest]
        faults = [(c, r) for c, r in mine if bool(r) == honest]
        print(f"{told}: {len(faults)} of {len(mine)} {wrong}")
        for name in ("sort", "kind"):
            all_of = Counter(getattr(case, name) for case, _ in mine)
            wrong_of = Counter(getattr(case, name) for case, _ in faults)
            for key, count in sorted(all_of.items()):
                print(f"  {key:<40} {wrong_of[key]:>4} of {count:>4}")
        given = Counter(reason for _, reason in mine if reason)
        print("  reasons:", ", ".join(f"{reason} {n}" for reason, n in given.most_common()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--home", action="append", type=Path, default=[])
    parser.add_argument("--entailment", default="")
    arguments = parser.parse_args()
    judge = Entailment(arguments.entailment) if arguments.entailment else None
    given = os.environ.get("PARLEBOT_HOME")
    homes = arguments.home or ([Path(given)] if given else [])
    stores = [Store.for_reading(Home(home).store) for home in homes]
    report(list(read_cases(arguments.files, stores)), judge)


if __name__ == "__main__":
    main()
