"""Numbers written in words, rewritten in digits: "quatre-vingt-six" is 86, "two thirds" <2/3>."""

import re
from functools import cache
from typing import Any

from corpus.files.beside import json_beside

_TOKEN = re.compile(r"[a-z]+")
_BETWEEN = re.compile(r"[ -]|[ -](?:et|and) ?-?")
_ARTICLES = ("un", "une", "one")  # "one" thing is no figure, "one hundred" and "one euro" are
_AFTER_DIGITS = ("millier", "mille", "thousand", "cent", "cents")
_COUNTED = r"(?:million|milliard|billion|trillion|dozen|euro|pound|point)s?\b|%"


def in_digits(text: str, language: str) -> str:
    """Return `text` (lower case, no accents) with its number words in digits.

    Fractions become <1/2>, multiples <x2>, ordinals <o4>: signs that no text holds by itself,
    because whatever was in angle brackets is taken out first.
    """
    text = re.sub(r"<[^<>]*>", " ", text)
    for pattern, value in _tables()["fractions"]:
        text = re.sub(pattern, f" <{value}> ", text)
    for word, value in _tables()["times"].items():
        text = re.sub(rf"\b{word}\b", f" <x{value}> ", text)
    for word, value in _tables()["ordinals"][language].items():
        text = re.sub(rf"\b{word}s?\b", f" <o{value}> ", text)
    text = re.sub(r"\ban? (?=(?:hundred|thousand|million|billion|dozen)\b)", "one ", text)
    text = re.sub(
        r"\b(?:several|few|many) (hundred|thousand|million|billion|dozen)\b", r"\1s", text
    )
    text = _cardinals(text, _tables()["numbers"][language])
    return re.sub(r"\b(?:multipli\w+ (?:par|by) (\d+)|(\d+) (?:times|fois))\b", r" <x\1\2> ", text)


def _cardinals(text: str, numbers: dict[str, int]) -> str:
    pieces, position = [], 0
    tokens = list(_TOKEN.finditer(text))
    place = 0
    while place < len(tokens):
        run = _run(text, tokens, place, numbers)
        if not run:
            place += 1
            continue
        first, last = tokens[place], tokens[place + run - 1]
        said = [t[0] for t in tokens[place : place + run] if t[0] in numbers]
        place += run
        if said[0] in _ARTICLES and run == 1 and not _scale_follows(text, last.end()):
            continue
        if said[0] in _AFTER_DIGITS and re.fullmatch(
            r"\d ", text[max(0, first.start() - 2) : first.start()]
        ):
            continue  # of the number before it: "2,5 milliers", "50 cents"
        if said == ["neuf"] and not re.match(r" [a-z]+[sx]\b", text[last.end() :]):
            continue  # new, not nine
        value = _value([numbers[word] for word in said])
        pieces += [text[position : first.start()], f"{value:,}".replace(",", " ")]
        position = last.end()
    return "".join([*pieces, text[position:]])


def _run(text: str, tokens: list[re.Match[str]], place: int, numbers: dict[str, int]) -> int:
    """Return how many number words, starting at `place`, form one number."""
    count, at = 0, place
    while at < len(tokens) and tokens[at][0] in numbers:
        count = at - place + 1
        following = at + 1
        if following < len(tokens) and tokens[following][0] in ("et", "and"):
            following += 1  # "vingt et un", "one hundred and two"
        if following >= len(tokens):
            break
        between = text[tokens[at].end() : tokens[following].start()]
        if not _BETWEEN.fullmatch(between) or not _goes_on(tokens, at, following, numbers):
            break
        at = following
    return count


def _goes_on(tokens: list[re.Match[str]], at: int, following: int, numbers: dict[str, int]) -> bool:
    """Return whether the next word belongs to the same number: not so in "deux et trois"."""
    this, then = numbers[tokens[at][0]], numbers.get(tokens[following][0])
    if then is None:
        return False
    joined = following > at + 1
    if joined:
        return then < this and (this >= 100 or (this >= 20 and then < 20))
    return then >= 100 or (this >= 20 and then < this) or (this, then) == (4, 20) or this == 10


def _scale_follows(text: str, end: int) -> bool:
    return re.match(rf" (?:{_COUNTED})", text[end:]) is not None


def _value(values: list[int]) -> int:
    total, current, last = 0, 0, 0
    for value in values:
        if value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif value == 100:
            current = current // 100 * 100 + max(current % 100, 1) * 100 if current else 100
        elif value == 20 and last == 4:
            current += 76  # quatre-vingts
        else:
            current += value
        last = value
    return total + current


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json_beside(__file__, "figure_words.json")
    return tables
