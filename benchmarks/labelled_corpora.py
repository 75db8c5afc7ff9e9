"""Writes the corpora of our labels as tables that `index` reads.

    python -m benchmarks.labelled_corpora ../shared FOLDER
    PARLEBOT_HOME=HOME parlebot index FOLDER/scotland-2016.csv

Two tables: all answered questions of the Scottish Parliament of 2016, and 5,000 of the pairs of the
House of Commons of 2025, drawn by chance. The French labels are about ../shared/data/fr, fr-qe and
fr-qg16 in one home.
"""

import argparse
import csv
import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path

from corpus.text.html import html_to_text

PAIRS, SEED = 5_000, 16
SHORTEST = 200  # characters of an answer, tags included


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    data = arguments.shared / "data"
    tables = {"scotland-2016": scottish_rows(data), "pairs-2025": pair_rows(data)}
    for name, rows in tables.items():
        path = arguments.folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("number", "question", "reply", "answered_on"))
            writer.writerows(rows)
        print(path)


def scottish_rows(data: Path) -> Iterable[tuple[str, str, str, str]]:
    path = data / "scotland" / "motionsquestionsanswersquestions-2016.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for item in json.load(file):
            if item["AnswerText"]:
                day = (item["AnswerDate"] or item["ApprovedDate"] or "")[:10]
                texts = (html_to_text(item[name]) for name in ("ItemText", "AnswerText"))
                yield (item["EventID"], *texts, day)


def pair_rows(data: Path) -> Iterable[tuple[str, str, str, str]]:
    with gzip.open(data / "uk" / "commons-pairs-2025.jsonl.gz", "rt", encoding="utf-8") as file:
        pairs = [json.loads(line) for line in file]
    random.Random(SEED).shuffle(pairs)
    for pair in [pair for pair in pairs if len(pair["answer"]) > SHORTEST][:PAIRS]:
        texts = (html_to_text(pair[name]) for name in ("question", "answer"))
        yield (pair["id"], *texts, f"{pair['month']}-15")


if __name__ == "__main__":
    main()
