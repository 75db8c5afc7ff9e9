"""Tells the language of a text by its letters: by parts of words, and whole words.

What speaks for a language, and how much, was learned (training/languages.py) and lies in
language.json. A name or a number may speak for none: that a text does not tell is an answer too.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from corpus.text.fold import strip_accents

_READ = 20_000  # characters of a text: a longer one has told its language by then
_LONGEST_PART = 4  # letters, the ends of a word among them
_SURE = 1.5  # lead of a language from which on letters tell it: fewer are often a name's
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """Return the language that `text` is in, "fr" or "en"; "" where it does not tell."""
    return leading(evidence_in(text), _SURE)


def evidence_in(text: str) -> dict[str, float]:
    """Return how much `text` speaks for each language: differences are logarithms of odds.

    A word that is repeated counts once.
    """
    spoken = dict.fromkeys(_learned(), 0.0)
    for word in dict.fromkeys(words_of(text)):
        for language, weight in _evidence_in_word(word).items():
            spoken[language] += weight
    return spoken


def leading(spoken: Mapping[str, float], lead: float) -> str:
    """Return the language that is ahead of every other in `spoken` by at least `lead`, or ""."""
    ahead = sorted(spoken, key=spoken.__getitem__, reverse=True)
    is_clear = len(ahead) > 1 and spoken[ahead[0]] - spoken[ahead[1]] >= lead
    return ahead[0] if is_clear else ""


def words_of(text: str) -> list[str]:
    """Return the words at the beginning of `text`, in lower case and with their accents."""
    return _WORD.findall(unicodedata.normalize("NFC", text[:_READ]).lower())


def traits(word: str) -> frozenset[str]:
    """Return what may tell the language of `word`, one of `words_of`.

    The word and its parts, without accents and with "_" for its ends, and its accented letters.
    """
    whole = f"_{strip_accents(word)}_"
    starts = range(len(whole))
    parts = (whole[i : i + n] for i in starts for n in range(1, _LONGEST_PART + 1))
    return frozenset((whole, *parts, *(letter for letter in word if not letter.isascii())))


@lru_cache(maxsize=4096)
def _evidence_in_word(word: str) -> dict[str, float]:
    found = traits(word)
    return {
        language: sum(weights[trait] for trait in found & weights.keys())
        for language, weights in _learned().items()
    }


@cache
def _learned() -> dict[str, dict[str, float]]:
    """Return, by language, the traits that speak for it, each with its weight."""
    file = json.loads(Path(__file__).with_name("language.json").read_text("utf-8"))
    return {
        language: {
            trait: int(tenths) / 10
            for tenths, named in by_weight.items()
            for trait in named.split()
        }
        for language, by_weight in file.items()
    }
