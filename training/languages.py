"""Learns what tells the language of a text, for corpus/text/language.py.

    python -m training.languages ../shared

It reads the members' questions and ministers' replies in ../shared/data, and writes
corpus/text/language.json. Another language is another corpus in `training/sources.py`.

Half of what is learned from are single words, the frequent ones not much more than the rare, since
people type topics of two or three words; half are a few words in a row, since in whole questions
the small words should decide, and not the names in them.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from corpus.text import language
from corpus.text.language import traits, words_of
from training.sources import CORPORA, read_pairs

FILE = Path(language.__file__).with_name("language.json")
RAREST = 3  # times that a word must occur
IN_A_ROW = (2, 6)  # words of a piece
PIECES = 20_000  # of each language
STRENGTH = 1 / 0.6  # of what is learned against its size: the smaller, the fewer traits are kept
TENTHS = 10  # weights are kept in tenths

Example = tuple[str, Sequence[str], float]  # language, words, weight


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    texts: dict[str, list[list[str]]] = defaultdict(list)
    for pair in read_pairs(parser.parse_args().shared / "data", CORPORA):
        texts[pair.language] += map(words_of, (pair.question, pair.reply, *pair.titles))
    words = list(single_words(texts))
    evidence = learned([*words, *pieces(texts, random.Random(0), len(words) / 2)])
    FILE.write_text(json.dumps(evidence, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print({told: sum(len(of.split()) for of in by.values()) for told, by in evidence.items()})


def single_words(texts: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[Example]:
    """Yield each word of each language, weighted by the root of its share; on average, by 1/2."""
    counts = {told: Counter(word for text in some for word in text) for told, some in texts.items()}
    total = Counter[str]()
    for counted in counts.values():
        total.update(counted)
    roots = {
        told: {word: n**0.5 for word, n in counted.items() if total[word] >= RAREST}
        for told, counted in counts.items()
    }
    size = sum(map(len, roots.values()))
    for told, weights in roots.items():
        scale = size / (2 * len(roots) * sum(weights.values()))
        for word, weight in weights.items():
            yield told, [word], weight * scale


def pieces(
    texts: Mapping[str, Sequence[Sequence[str]]], chance: random.Random, weight: float
) -> Iterator[Example]:
    """Yield a few words in a row of texts chosen by `chance`, which weigh `weight` together."""
    for told, some in sorted(texts.items()):
        long = [text for text in some if len(text) >= IN_A_ROW[0]]
        for _ in range(PIECES):
            text, count = chance.choice(long), chance.randint(*IN_A_ROW)
            start = chance.randint(0, max(0, len(text) - count))
            yield told, text[start : start + count], weight / (PIECES * len(texts))


def learned(examples: Sequence[Example]) -> dict[str, dict[str, str]]:
    """Return by language and weight, in tenths, the traits that speak for the language."""
    vectorizer = DictVectorizer(dtype=np.float32)
    rows = vectorizer.fit_transform(
        Counter(trait for word in words for trait in traits(word)) for _, words, _ in examples
    )
    for of_rows in ("indices", "indptr"):  # liblinear takes no other
        setattr(rows, of_rows, getattr(rows, of_rows).astype(np.int32))
    spoken = np.array([told for told, _, _ in examples])
    weights = [weight for _, _, weight in examples]
    found = {}
    for one in sorted(set(spoken)):
        model = LogisticRegression(
            l1_ratio=1, solver="liblinear", C=STRENGTH, fit_intercept=False, random_state=0
        )
        model.fit(rows, spoken == one, weights)
        by_weight: dict[int, list[str]] = defaultdict(list)
        for trait, value in zip(vectorizer.feature_names_, model.coef_[0], strict=True):
            by_weight[round(float(value) * TENTHS)].append(trait)
        found[str(one)] = {
            str(tenths): " ".join(by_weight[tenths])
            for tenths in sorted(by_weight, reverse=True)
            if tenths > 0
        }
    return found


if __name__ == "__main__":
    main()
