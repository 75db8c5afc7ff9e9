"""How well the encoder of an index finds replies: by meaning alone, and in the whole search.

    python -m benchmarks.encoder_quality HOME EVAL_FOLDER

EVAL_FOLDER is ../shared/eval; questions whose right records HOME does not hold are left out. Each
question is limited to the source of its records. "replies by meaning" ranks them by the cosine of
their nearest passage and nothing else; "search" is the product's, with titles, members' questions,
words and the fusion. Broad questions count every graded reply, with the gain 2^grade - 1 (nDCG of
Järvelin and Kekäläinen 2002); of the others a record is right that is named or says the very same.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from embeddings.disk.home import Home
from embeddings.encoders.centring import centre_question
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import current_folder
from embeddings.measure.metrics import ndcg_10, ranking_scores
from embeddings.search.filters import Filters
from embeddings.search.index import Index
from embeddings.texts.passages import KeyKind

DEPTH = 10
SOURCES = {"uk": "UK", "fr": "AN"}

Rank = Callable[["Asked"], list[int]]  # a question -> groups, best first


class Asked(NamedTuple):
    """A question: the set it is of, and the gain of each group that is worth something."""

    set: str
    text: str
    language: str
    source: str
    gains: Mapping[int, float]
    broad: bool


def read_questions(index: Index, folder: Path) -> Iterator[Asked]:
    """Yield the questions of the evaluation whose records are in `index`."""
    for name, source in SOURCES.items():
        for item in _lines(folder / f"{name}.jsonl"):
            gains = _groups(index, dict.fromkeys(item["gold"], 1.0))
            for language in ("en", "fr"):
                if gains:
                    label = f"{language} on {name}"
                    yield Asked(label, item[language], language, source, gains, broad=False)
        for item in _lines(folder / "broad" / f"{name}.jsonl"):
            worth = {uid: 2.0**grade - 1 for uid, grade in item["grades"].items() if grade}
            if gains := _groups(index, worth):
                label = f"broad on {name}"
                yield Asked(label, item["question"], item["lang"], source, gains, broad=True)


def by_meaning(index: Index, encoder: Encoder) -> Rank:
    """Return the plain ranking: the cosine of the nearest passage of the reply."""
    catalogue, passages = index.parts.catalogue, index.parts.keys[KeyKind.REPLY]

    def rank(asked: Asked) -> list[int]:
        raw = encoder.encode_query(asked.text)
        vector = centre_question(raw, asked.language, index.parts.question_means)
        allowed = Filters(source=asked.source).allowed(catalogue, index.manifest)
        ordinals = np.flatnonzero(allowed & catalogue.has_reply)
        order = np.argsort(-passages.score(vector, ordinals).cosine, kind="stable")
        return list(dict.fromkeys(catalogue.group[ordinals[order]].tolist()))[:DEPTH]

    return rank


def by_search(index: Index, encoder: Encoder) -> Rank:
    """Return the product's own ranking."""

    def rank(asked: Asked) -> list[int]:
        filters = Filters(source=asked.source)
        return [
            hit.group for hit in index.search(asked.text, asked.language, encoder, filters).hits
        ]

    return rank


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    arguments = parser.parse_args()
    index = Index(current_folder(Home(arguments.home)))
    encoder = open_encoder(index.encoder.name)
    questions = list(read_questions(index, arguments.eval_folder))
    print(f"{index.encoder}, {index.manifest.records} records")
    for name, rank in (
        ("replies by meaning", by_meaning(index, encoder)),
        ("search", by_search(index, encoder)),
    ):
        print(f"\n{name}")
        _report(questions, rank)


def _report(questions: Iterable[Asked], rank: Rank) -> None:
    scores = defaultdict(list)
    for asked in questions:
        found = rank(asked)
        if asked.broad:
            scores[asked.set].append({"ndcg@10": ndcg_10(found, asked.gains)})
        else:
            of_one = ranking_scores([str(g) for g in found], {str(g) for g in asked.gains})
            scores[asked.set].append({"hit@1": of_one.hit_1, "recall@5": of_one.recall_5})
    for label, rows in scores.items():
        means = (f"{name} {np.mean([row[name] for row in rows]):.3f}" for name in rows[0])
        print(f"  {label:12s} n {len(rows):4d}  {'  '.join(means)}")


def _groups(index: Index, worth: Mapping[str, float]) -> dict[int, float]:
    gains: dict[int, float] = {}
    for uid, gain in worth.items():
        if (ordinal := index.texts.ordinal_of(uid)) is not None:
            group = int(index.parts.catalogue.group[ordinal])
            gains[group] = max(gain, gains.get(group, 0.0))
    return gains


def _lines(path: Path) -> Iterator[dict]:
    return map(json.loads, path.read_text("utf-8").splitlines())


if __name__ == "__main__":
    main()
