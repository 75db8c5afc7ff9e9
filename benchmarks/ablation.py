"""What each part of the search is worth: the search without it, on citizens' questions.

    python -m benchmarks.ablation HOME EVAL_FOLDER [--refit] [--json]

HOME holds the index of all records that uk.jsonl and fr.jsonl of EVAL_FOLDER are about. Each
question is asked on the path a citizen takes, without a limit and limited to the source of its
record; a record with the right reply counts as right. One part at a time is taken away, by
something else in its place (benchmarks/taken_away.py); all others stay as they are.

With --refit, the weights of the fusion are learned anew without the part, from train-*.jsonl as
benchmarks.fit_fusion does, so that the other features can make up for it: that is what the part is
worth. Without, it is what its failure would cost.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.fit_fusion import learn, lists, questions
from benchmarks.taken_away import FUSION, SCOPE, VARIATIONS, Unfiltered
from bot.evaluation.evaluate import Evaluation, evaluate
from bot.evaluation.questions import EvalQuestion, read_questions
from bot.evaluation.report import ranking_figures
from bot.evaluation.tables import estimate
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home
from embeddings.encoders.encoder import QueryMemory
from embeddings.encoders.load import open_encoder
from embeddings.measure.metrics import mean_estimate
from embeddings.search.features import Features

PAIRS = ("en on uk", "fr on uk", "fr on fr", "en on fr")
LIMITS = ("no limit", "right source")
FULL = "nothing (the full search)"
CHANGE = "hit@1 of all, change"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    parser.add_argument("--refit", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folder: Path = arguments.eval_folder
    asked, bad = read_questions([folder / name for name in ("uk.jsonl", "fr.jsonl")])
    for line in bad:
        print(f"left out  {line}", file=sys.stderr)
    home = Home(arguments.home)
    encoder = QueryMemory(open_encoder())
    pipeline = Pipeline(home, encoder)
    parlebot, unfiltered = Parlebot(pipeline), Unfiltered(pipeline)
    index = pipeline.index()
    whole = index.parts
    train = questions(folder, train=True) if arguments.refit else []
    measured: dict[str, list[list[Evaluation]]] = {}
    measured[FULL] = ask_all(parlebot, asked)
    for name, without in VARIATIONS.items():
        print(f"without {name}", file=sys.stderr, flush=True)
        index.parts = without(whole, home)
        if arguments.refit and name not in (FUSION, SCOPE):
            weights = learn(lists(index, encoder, train))
            index.parts = replace(index.parts, weights=Features(*weights))
        measured[name] = ask_all(unfiltered if name == SCOPE else parlebot, asked)
    index.parts = whole
    found = report(measured)
    if arguments.json:
        print(json.dumps(found))
    else:
        print_tables(found)


def ask_all(parlebot: Parlebot, asked: Sequence[EvalQuestion]) -> list[list[Evaluation]]:
    """Return the outcomes of all questions for each of `LIMITS`."""
    return [evaluate(parlebot, asked, "", own_source=limited)[0] for limited in (False, True)]


def report(measured: dict[str, list[list[Evaluation]]]) -> dict:
    """Return by what is taken away and by limit: ranking figures by pair, and what was lost."""
    return {
        name: {
            limit: {pair: _of_pair(by_limit[place], pair) for pair in PAIRS}
            | {CHANGE: change(by_limit[place], measured[FULL][place])}
            for place, limit in enumerate(LIMITS)
        }
        for name, by_limit in measured.items()
    }


def change(outcomes: Sequence[Evaluation], full: Sequence[Evaluation]) -> dict | None:
    """Return the mean change of hit@1, with its interval over the same questions."""
    gains = [
        mine.scores.hit_1 - theirs.scores.hit_1
        for mine, theirs in zip(outcomes, full, strict=True)
        if mine.scores and theirs.scores
    ]
    found = mean_estimate(gains, [o.question.id for o in full if o.scores])
    return found and asdict(found)


def print_tables(found: dict) -> None:
    """Print what `report` returned: a table for each limit."""
    for limit in LIMITS:
        counts = [f"{pair} ({_count(found[FULL][limit][pair])})" for pair in PAIRS]
        print(f"\nhit@1 / recall@5 / MRR@10, {limit}\n")
        print("| taken away |", " | ".join((*counts, CHANGE)), "|")
        print("| --- " * (len(PAIRS) + 2) + "|")
        for name, by_limit in found.items():
            values = by_limit[limit]
            lost = "" if name == FULL else estimate(values[CHANGE])
            print(f"| {name} |", " | ".join((*(_cell(values[pair]) for pair in PAIRS), lost)), "|")


def _of_pair(outcomes: Sequence[Evaluation], pair: str) -> dict:
    own = [o for o in outcomes if o.pair == pair]
    return ranking_figures([o.scores for o in own if o.scores], [o.question.id for o in own])


def _count(values: dict) -> int:
    return values["hit@1"]["n"] if values["hit@1"] else 0


def _cell(values: dict) -> str:
    shown = [values[name] for name in ("hit@1", "recall@5", "mrr@10")]
    return " / ".join(f"{v['value']:.2f}".removeprefix("0") if v else "–" for v in shown)


if __name__ == "__main__":
    main()
