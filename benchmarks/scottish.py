"""Writes the Scottish questions that no encoder was tuned on as a table that `index` reads.

    python -m benchmarks.scottish ../shared FILE.csv
    PARLEBOT_HOME=HOME parlebot index FILE.csv
    PARLEBOT_HOME=HOME parlebot eval --known-items --count 175

Which questions they are: training/tested.py.
"""

import argparse
import csv
from pathlib import Path

from training.sources import scottish_pairs
from training.tested import graded, kept_apart


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    pairs = scottish_pairs(arguments.shared / "data")
    kept = kept_apart(pairs, graded(arguments.shared / "eval"))
    with arguments.file.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("number", "question", "reply"))
        writer.writerows((pair.uid, pair.question, pair.reply) for pair in kept)
    print(f"{len(kept)} questions with replies: {arguments.file}")


if __name__ == "__main__":
    main()
