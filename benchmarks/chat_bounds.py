"""What a chat model can add to the answers at most, and what it may cost at worst.

    PARLEBOT_HOME=HOME python -m benchmarks.chat_bounds FILE... [--json]

Asks graded questions, or questions with the words of their answer, of the home's index: without a
model, with one that chooses by the labels (what no model can better), and with one that chooses at
random (what none can worsen without malice). By the labels also with other wordings of each
question (wordings.jsonl, written by a language model that knew the questions only), which is what
the search gains. Nothing is trained or tuned on what is asked.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.evaluation.coverage import covered_share
from bot.evaluation.evaluate import evaluate
from bot.evaluation.questions import EvalQuestion, read_questions
from bot.evaluation.report import report
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import default_home
from tests.bot.scripted_model import ScriptedModel, sentences

WORDINGS = Path(__file__).with_name("wordings.jsonl")
COVERS = (
    0.6  # share of a sentence's words that stand in a labelled span, from which on it is chosen
)
AT_RANDOM = 3  # sentences

Choose = Callable[[EvalQuestion, dict[int, str]], Sequence[int]]


def scripted(
    questions: Iterable[EvalQuestion], choose: Choose, wordings: dict[str, list[str]]
) -> ScriptedModel:
    """Return a model that knows the questions, chooses by `choose` and gives their `wordings`."""
    known = {question.text: question for question in questions}

    def choice(data: dict[str, Any]) -> dict[str, Any]:
        question = known.get(data["question"])
        chosen = choose(question, sentences(data)) if question else []
        return {"answers": bool(chosen), "sentences": list(chosen)}

    def help_(data: dict[str, Any]) -> dict[str, Any]:
        question = known.get(data["question"])
        listed = wordings.get(question.id, []) if question else []
        return {"question": data["question"], "wordings": listed}

    return ScriptedModel(choice, help_)


def by_labels(question: EvalQuestion, offered: dict[int, str]) -> list[int]:
    """Return the sentences that hold what no good answer leaves out, or the words of the key."""
    grading = question.grading
    wanted = [nugget.text for nugget in grading.vital] if grading else [question.key]
    chosen: dict[int, None] = {}
    for text in filter(None, wanted):
        # A nugget may be a part of a sentence, or hold several.
        shares = {
            n: max(covered_share(said, [text]), covered_share(text, [said]))
            for n, said in offered.items()
        }
        best = max(shares, key=lambda n: shares[n])
        if shares[best] >= COVERS:
            chosen.setdefault(best)
    return list(chosen)


@dataclass
class AtRandom:
    """Chooses any sentences, the same in each run."""

    dice: random.Random = field(default_factory=lambda: random.Random(17))

    def __call__(self, question: EvalQuestion, offered: dict[int, str]) -> list[int]:
        """Return the numbers of some of the sentences."""
        return self.dice.sample(sorted(offered), min(AT_RANDOM, len(offered)))


def measured(files: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """Return the report on the questions in `files` by what chose."""
    questions, _ = read_questions(files)
    known = {line["id"]: line["wordings"] for line in map(json.loads, _lines(WORDINGS))}
    sides: dict[str, ScriptedModel | None] = {
        "without a model": None,
        "by the labels": scripted(questions, by_labels, {}),
        "by the labels, search widened": scripted(questions, by_labels, known),
        "at random": scripted(questions, AtRandom(), {}),
    }
    figures = {}
    for name, chat in sides.items():
        with Parlebot(Pipeline(default_home(), chat=chat)) as parlebot:
            outcomes, unknown = evaluate(parlebot, questions, "", own_source=False)
        figures[name] = report(outcomes, [], unknown)
    return figures


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = measured(given.files)
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, of_side in figures.items():
        print(name)
        for section in ("graded", "answerable"):
            values = of_side[section]["all"]
            told = {k: v["value"] for k, v in values.items() if isinstance(v, dict)}
            if values["n"]:
                print("   ", section, *(f"{k} {v:.2f}" for k, v in told.items()))
        for kind, by in of_side["unanswerable"]["kinds"].items():
            print("   ", kind, f"answered {by['all']['answered']['value']:.2f}")


if __name__ == "__main__":
    main()
