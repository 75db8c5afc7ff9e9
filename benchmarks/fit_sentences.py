"""Learns which sentence of a reply holds the answering words.

    python -m benchmarks.fit_sentences HOME EVAL_FOLDER [--write]

HOME holds the index of all records the questions are about; EVAL_FOLDER is ../shared/eval. The
weights are learned on train-*.jsonl and measured on the rest. With --write, they become those of
HOME's encoder (embeddings/encoders/fits.py).
"""

import json
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from benchmarks.fitted import fit_of_home, write
from bot.evaluation.coverage import words_of
from bot.evaluation.evaluate import corpus_of
from bot.evaluation.questions import ANSWERABLE, EvalQuestion, read_questions
from bot.sentence_choice.forms import Reply
from bot.sentence_choice.likelihood import SentenceSignals, sentence_signals
from embeddings.encoders.encoder import Encoder
from embeddings.search.index import Index
from embeddings.texts.sentence_splitter import split_sentences

PENALTY = 0.01  # on the squared weights of the scaled signals
DEEP = 60  # replies looked through for the right one


class Example(NamedTuple):
    """A question with its right reply: the signals of its sentences, how much each answers."""

    pair: str
    signals: np.ndarray  # (sentences, signals)
    held: np.ndarray  # share of the marked words in each sentence, summing to 1


def examples(index: Index, encoder: Encoder, folder: Path, *, train: bool) -> Iterator[Example]:
    paths = [p for p in sorted(folder.glob("*.jsonl")) if p.name.startswith("train-") == train]
    questions, bad = read_questions(paths)
    if bad:
        raise SystemExit(f"{bad[0]}")
    for question in questions:
        if question.kind == ANSWERABLE and (found := example(index, encoder, question)):
            yield found


def example(index: Index, encoder: Encoder, question: EvalQuestion) -> Example | None:
    gold = {r.group for uid in question.gold if (r := index.find(uid))}
    found = index.search(question.text, question.language, encoder, count=DEEP)
    hit = next((hit for hit in found.hits if hit.record.group in gold), None)
    if hit is None:
        return None
    record = hit.record
    reply = Reply(record.reply, split_sentences(record.reply))
    held = marked(reply, question.key)
    if not held.any():
        return None
    own = record.language == question.language
    rarity = index.terms(question.text, record.language).rarity if own else {}
    measured = sentence_signals(reply, hit, question.text, rarity)
    pair = f"{question.language} on {corpus_of(record)}"
    return Example(pair, np.array(measured, float), held / held.sum())


def marked(reply: Reply, key: str) -> np.ndarray:
    """Return how many words of `key` stand in each sentence."""
    shown, owner = [], []
    for number in range(len(reply.sentences)):
        words = words_of(reply.words(number))
        shown += words
        owner += [number] * len(words)
    matches = SequenceMatcher(None, words_of(key), shown, autojunk=False).get_matching_blocks()
    counts = Counter(owner[m.b + i] for m in matches for i in range(m.size))
    return np.array([counts[number] for number in range(len(reply.sentences))], float)


def learn(train: list[Example]) -> np.ndarray:
    scale = np.maximum(np.concatenate([e.signals for e in train]).std(axis=0), 1e-9)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for one in train:
            x = one.signals / scale
            scores = x @ weights
            powers = np.exp(scores - scores.max())
            total -= float(one.held @ np.log(powers / powers.sum() + 1e-12)) / len(train)
            slope += (powers / powers.sum() - one.held) @ x / len(train)
        return total, slope

    start = np.zeros(len(SentenceSignals._fields))
    return minimize(loss, start, jac=True, method="L-BFGS-B").x / scale


def report(name: str, rows: list[Example], weights: np.ndarray) -> None:
    for pair in sorted({row.pair for row in rows}):
        own = [row for row in rows if row.pair == pair]
        places = [
            int(np.argmax(np.argsort(-(row.signals @ weights), kind="stable") == row.held.argmax()))
            for row in own
        ]
        line = ", ".join(f"{n}: {np.mean([p < n for p in places]):.3f}" for n in (1, 2, 3))
        print(f"{name} {pair:10s} {len(own):4d} marked sentence among the first {line}")


def main() -> None:
    index, encoder, eval_folder, writes = fit_of_home(__doc__)
    train = list(examples(index, encoder, eval_folder, train=True))
    weights = learn(train)
    values = {
        "fitted_by": "python -m benchmarks.fit_sentences HOME ../shared/eval --write",
        "fitted_on": f"{len(train)} questions of train-uk.jsonl and train-fr.jsonl",
        "weights": dict(zip(SentenceSignals._fields, np.round(weights, 4).tolist(), strict=True)),
    }
    print(json.dumps(values, indent=1))
    if writes:
        write("sentences", values, encoder.identity)
    report("train", train, weights)
    rest = list(examples(index, encoder, eval_folder, train=False))
    report("rest ", rest, weights)
    only_cosine = np.array(SentenceSignals(1.0, *[0.0] * (len(weights) - 1)))
    report("rest, nearest by the encoder", rest, only_cosine)


if __name__ == "__main__":
    main()
