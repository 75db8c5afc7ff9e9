"""How well the quotes of answers hold the marked answering words, and how long answers are.

    python -m benchmarks.quotes HOME EVAL_FOLDER

HOME holds the index of all records the questions are about; EVAL_FOLDER is ../shared/eval. The
training files and the rest are measured apart: what was tuned was tuned on train-*.jsonl.

"given the reply": the sentences chosen from the right reply, were it the only one. "end to end":
of the questions that were answered, those whose quotes from a right reply hold the words. Words
are counted between spaces; those of the answer are all that a person reads before the notices.
"""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import fmean, median
from typing import NamedTuple

from bot.evaluation.coverage import COVERED, covered_share
from bot.evaluation.evaluate import Evaluation, evaluation_of
from bot.evaluation.questions import ANSWERABLE, EvalQuestion, read_questions
from bot.filters.question_filters import QuestionFilters
from bot.pipeline.asked import Asked
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.replies import quotes_for
from bot.question.check import check_question
from corpus.records.record import ReplyRecord
from embeddings.disk.home import Home
from embeddings.encoders.encoder import QueryMemory

DEEP = 60  # replies looked through for the right one


class Given(NamedTuple):
    """What was chosen from the right reply."""

    hit: bool
    words: int


class Row(NamedTuple):
    """One question, asked end to end and of its right reply alone."""

    given: Given | None  # None when the right reply is not among those looked through
    outcome: Evaluation
    sources: int


def measure(pipeline: Pipeline, question: EvalQuestion, today: date) -> Row | None:
    index = pipeline.index()
    gold = [record for uid in question.gold if (record := index.find(uid))]
    if not gold:
        return None
    answer = pipeline.ask(question.text, default_language=question.language, today=today)
    return Row(
        given_the_reply(pipeline, question, gold, today),
        evaluation_of(question, answer, gold, index),
        len(answer.sources),
    )


def given_the_reply(
    pipeline: Pipeline, question: EvalQuestion, gold: Sequence[ReplyRecord], today: date
) -> Given | None:
    index, checked = pipeline.index(), check_question(question.text, question.language)
    unfiltered = QuestionFilters((), checked.text)
    asked = Asked(checked, unfiltered, index, QueryMemory(pipeline.encoder()), today)
    right = {record.group for record in gold}
    hits = asked.search(DEEP).hits
    hit = next((hit for hit in hits if hit.record.group in right), None)
    if hit is None:
        return None
    quotes = [quote.text for quote in quotes_for(asked, hit)]
    held = covered_share(question.key, quotes) >= COVERED
    return Given(held, sum(len(quote.split()) for quote in quotes))


def report(name: str, rows: Sequence[Row]) -> None:
    for pair in ("all", *sorted({row.outcome.pair for row in rows})):
        own = [row for row in rows if pair in ("all", row.outcome.pair)]
        given = [row.given for row in own if row.given]
        answered = [row for row in own if row.outcome.is_answered]
        right = fmean(row.outcome.cited_right for row in answered)
        hit = fmean(row.outcome.quote_hit for row in answered)
        sources = fmean(row.sources for row in answered)
        quotes = sum(row.outcome.quotes for row in answered)
        verified = sum(row.outcome.verified for row in answered) / quotes
        print(
            f"{name:5s} {pair:9s} {len(own):4d} | given the reply {fmean(g.hit for g in given):.3f}"
            f" words {_middle([g.words for g in given])} | answered {len(answered) / len(own):.3f}:"
            f" quote hit {hit:.3f} reply cited {right:.3f} ({sources:.2f} sources) words quoted"
            f" {_middle([row.outcome.words_quoted for row in answered])} answer"
            f" {_middle([row.outcome.answer_words for row in answered])} verified {verified:.3f}"
        )


def _middle(words: Sequence[int]) -> str:
    return f"{fmean(words):.1f} ({median(words):.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    arguments = parser.parse_args()
    pipeline, today = Pipeline(Home(arguments.home)), date.today()
    for name in ("train", "rest"):
        paths = sorted(arguments.eval_folder.glob("*.jsonl"))
        paths = [path for path in paths if path.name.startswith("train-") == (name == "train")]
        questions = [q for q in read_questions(paths)[0] if q.kind == ANSWERABLE]
        rows = [row for q in questions if (row := measure(pipeline, q, today))]
        print(f"{name}: mean (median) words", flush=True)
        report(name, rows)


if __name__ == "__main__":
    main()
