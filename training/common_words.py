"""Learns which words are no names, for bot/entailment/name_check.py.

    python -m training.common_words ../shared

It reads the ministers' replies in ../shared/data, and writes bot/entailment/common_words.json: the
words that often stand in small letters within sentences.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

from bot.entailment import name_check
from bot.entailment.name_check import forms_of
from corpus.text.fold import fold_typography, strip_accents
from embeddings.lexical.stop_words import STOP_WORDS
from training.sources import CORPORA, read_pairs

FILE = Path(name_check.__file__).with_name("common_words.json")
RAREST = 10  # replies in which a word must stand in small letters
SHARE = 0.1  # of those with a capital: "Agency" and "Pensions" belong to names, and are none
SHORTEST = 3  # letters
_WORD = re.compile(r"[^\W\d_]+")
_OPENS = re.compile(r"(?:^|[.!?:;] |[\"(] ?)$")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    data = parser.parse_args().shared / "data"
    small: dict[str, Counter[str]] = defaultdict(Counter)
    capital: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in read_pairs(data, CORPORA):
        words = within_sentences(pair.reply)
        small[pair.language].update({word for word in words if word.islower()})
        capital[pair.language].update({word.lower() for word in words if not word.islower()})
    learned = {
        language: " ".join(common(small[language], capital[language], STOP_WORDS[language]))
        for language in sorted(small)
    }
    FILE.write_text(json.dumps(learned, indent=1) + "\n", "utf-8")


def within_sentences(text: str) -> set[str]:
    """Return the words of `text` that open no sentence, without accents, in their own case."""
    text = strip_accents(fold_typography(text))
    return {
        match[0]
        for match in _WORD.finditer(text)
        if not _OPENS.search(text[max(0, match.start() - 2) : match.start()])
    }


def common(small: Counter[str], capital: Counter[str], known: tuple[str, ...]) -> list[str]:
    """Return the words that are no names, without those `known` and the forms of others."""
    often = (
        word
        for word, replies in small.items()
        if len(word) >= SHORTEST and replies >= max(RAREST, SHARE * capital[word])
    )
    kept: set[str] = set()
    for word in sorted(set(often) - set(known), key=lambda word: (len(word), word)):
        if not forms_of(word) & kept:
            kept.add(word)
    return sorted(kept)


if __name__ == "__main__":
    main()
