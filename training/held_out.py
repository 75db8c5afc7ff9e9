"""The held-out curve: small searches by meaning, of texts that nothing was learned from.

Small, so that they can be asked while it runs. What is reported of the finished encoder is measured
by `benchmarks.encoder_quality`, on whole corpora.
"""

import inspect
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np

from corpus.ingestion.readers import open_file
from embeddings.encoders.encoder import Vectors
from embeddings.measure.metrics import ndcg_10
from embeddings.texts.passages import keys_of
from training.manual_pages import Page
from training.sources import Pair

Encode = Callable[[Sequence[str]], Vectors]

_OTHERS = 500  # replies that answer none of the questions
_QUESTIONS = 150
_PAGES = 250
_CHARACTERS = 600  # of a docstring
# Modules whose docstrings are asked for.
_DOCUMENTED = """
    asyncio argparse collections concurrent csv ctypes datetime decimal difflib email ftplib
    functools gzip heapq html http imaplib inspect json logging mailbox multiprocessing os
    pathlib random shutil socket sqlite3 ssl statistics string subprocess tarfile tempfile
    textwrap threading tkinter turtle unittest urllib uuid xml zipfile
"""


@dataclass(frozen=True, slots=True)
class Search:
    """Queries, passages, and for each query the gain of the passages that are worth something."""

    name: str
    queries: list[str]
    passages: list[str]
    gains: Sequence[Mapping[int, float]]

    def scores(self, queries: Encode, passages: Encode) -> dict[str, float]:
        """Return hit@1, recall@5 and nDCG@10, by these encoders."""
        similar = queries(self.queries) @ passages(self.passages).T
        found = np.argsort(-similar, axis=1, kind="stable")[:, :10]
        first, five, gained = [], [], []
        for places, gains in zip(found.tolist(), self.gains, strict=True):
            first.append(places[0] in gains)
            five.append(any(place in gains for place in places[:5]))
            gained.append(ndcg_10(places, gains))
        return {
            "hit@1": float(np.mean(first)),
            "recall@5": float(np.mean(five)),
            "ndcg@10": float(np.mean(gained)),
        }


def searches(
    data: Path,
    eval_folder: Path,
    scottish: Sequence[Pair],
    asked: Sequence[Pair],
    pages: Sequence[Page],
) -> list[Search]:
    """Return the searches of the curve.

    `scottish` are all pairs, `asked` those of them that are kept apart, `pages` those of the manual
    that nothing is learned from.
    """
    rng = random.Random(0)
    replies = {pair.uid: pair.passages()[0] for pair in scottish}
    return [
        *_citizens(eval_folder / "train-uk.jsonl", _replies(data / "uk"), rng),
        *_citizens(eval_folder / "train-fr.jsonl", _replies(data / "fr", data / "fr-qe"), rng),
        _known_items(asked, rng),
        _broad(eval_folder / "broad" / "train-scotland.jsonl", replies),
        *_manuals(pages, rng),
        _docstrings(rng),
    ]


def _citizens(path: Path, replies: Mapping[str, str], rng: random.Random) -> Iterable[Search]:
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines()][:_QUESTIONS]
    gold = {uid for item in items for uid in item["gold"] if uid in replies}
    others = rng.sample(sorted(replies.keys() - gold), min(_OTHERS, len(replies) - len(gold)))
    places = {uid: place for place, uid in enumerate([*sorted(gold), *others])}
    texts = [replies[uid] for uid in places]
    right = [{places[uid]: 1.0 for uid in item["gold"] if uid in places} for item in items]
    for language in ("en", "fr"):
        yield Search(f"{path.stem} {language}", [item[language] for item in items], texts, right)


def _known_items(pairs: Sequence[Pair], rng: random.Random) -> Search:
    chosen = rng.sample(list(pairs), _OTHERS + _QUESTIONS)
    return Search(
        "scotland known items",
        [pair.question for pair in chosen[:_QUESTIONS]],
        [pair.passages()[0] for pair in chosen],
        [{place: 1.0} for place in range(_QUESTIONS)],
    )


def _broad(path: Path, replies: Mapping[str, str]) -> Search:
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    items = [item for item in items if max(item["grades"].values(), default=0) > 1][:100]
    places = {
        uid: n
        for n, uid in enumerate(sorted({u for i in items for u in i["grades"]} & replies.keys()))
    }
    gains = [
        {places[u]: 2.0**g - 1 for u, g in item["grades"].items() if g and u in places}
        for item in items
    ]
    return Search(
        "scotland broad", [i["question"] for i in items], [replies[u] for u in places], gains
    )


def _manuals(pages: Sequence[Page], rng: random.Random) -> Iterable[Search]:
    names = rng.sample(sorted({page.name for page in pages}), _PAGES)
    by_name = {(page.name, page.language): page for page in pages}
    right = [{place: 1.0} for place in range(len(names))]
    for asked, told in (("en", "en"), ("fr", "fr"), ("fr", "en")):
        yield Search(
            f"manual pages {asked} on {told}",
            [by_name[name, asked].summary for name in names],
            [by_name[name, told].description for name in names],
            right,
        )


def _docstrings(rng: random.Random) -> Search:
    """Return the standard library's docstrings, each asked for by its first sentence."""
    documented: dict[str, str] = {}
    for name in _DOCUMENTED.split():
        module = import_module(name)
        for thing in vars(module).values():
            text = inspect.getdoc(thing) if callable(thing) else None
            first, _, rest = (text or "").partition("\n\n")
            if 30 <= len(first) <= 200 and len(rest) > 100:
                documented.setdefault(" ".join(first.split()), rest[:_CHARACTERS])
    chosen = rng.sample(sorted(documented), min(_PAGES, len(documented)))
    return Search(
        "docstrings",
        chosen,
        [documented[first] for first in chosen],
        [{place: 1.0} for place in range(len(chosen))],
    )


def _replies(*folders: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if path.name.endswith((".json", ".json.gz", ".zip")):
                for record in open_file(path).records:
                    if record.status.has_reply:
                        found[record.uid] = next(keys_of(record)).text
    return found
