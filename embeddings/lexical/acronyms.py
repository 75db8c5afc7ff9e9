"""Acronyms and what they stand for, as the corpus itself explains them.

Official texts introduce them in a fixed form, "allocation aux adultes handicapés (AAH)" or "AAH
(allocation aux adultes handicapés)". A pair counts when the initials of its words are the letters
of the acronym, small words aside (the rule of Schwartz and Hearst, 2003, made stricter).
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from corpus.text.fold import strip_accents
from embeddings.lexical.analysis import terms_in_order
from embeddings.lexical.stop_words import STOP_WORDS

_BRACKETS = re.compile(r"\(([^()\n]{2,150})\)")
_ACRONYM = re.compile(r"(?=(?:[A-Za-z&.]*[A-Z]){2})[A-Za-z](?:\.?[A-Za-z&]){1,9}\.?")
_LAST_WORD = re.compile(r"([\w&.]+)\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:\.(?=[^\W\d_]))?|&")
_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z]{1,9}(?![\w-])")
_LOWER = re.compile(r"(?<![\w.@/'’-])[^\W\d_A-Z][^\W\d_A-Z]{1,9}(?![\w-])")
_STOP = frozenset(STOP_WORDS["fr"]) | frozenset(STOP_WORDS["en"])
_SMALL = _STOP | {"&"}
_MOST_WORDS = 14  # of an expansion
_AMBIGUOUS = 2  # expansions kept of one acronym
_MINOR_SHARE = 0.25  # records that a second expansion needs, as a share of the first one's
_SMALL_LETTERS_FROM = 2  # records that explain an acronym which is also known in small letters
_ORDINARY_SHARE = 0.25  # lower-case uses, as a share of those in capitals, that make a word of it


class Expansion(NamedTuple):
    """What an acronym stands for, and how many records say so."""

    text: str
    records: int


class Entry(NamedTuple):
    """An acronym of one language. `ordinary`: its letters are also a word, like "aide"."""

    expansions: tuple[Expansion, ...]  # most frequent first
    ordinary: bool


class AcronymCounts:
    """Gathers the pairs of a corpus, record by record."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._capitals: Counter[tuple[str, str]] = Counter()
        self._lower: Counter[str] = Counter()

    def add(self, text: str, language: str) -> None:
        """Count what the record `text` explains and how it writes its short words."""
        for acronym, expansion in set(find_pairs(text)):
            key = " ".join(terms_in_order(expansion, language))
            self._pairs[language, acronym][key] += 1
            self._forms[language, key][expansion] += 1
        self._capitals.update((language, word) for word in set(_CAPITALS.findall(text)))
        self._lower.update({_as_capitals(word) for word in set(_LOWER.findall(text))})

    def entries(self) -> dict[str, dict[str, Entry]]:
        """Return language -> acronym -> what it stands for, without the poorly supported ones."""
        found: dict[str, dict[str, Entry]] = defaultdict(dict)
        for (language, acronym), keys in sorted(self._pairs.items()):
            kept = [
                Expansion(min(forms, key=lambda form: (-forms[form], form)), count)
                for key, count in _supported(acronym, keys)
                for forms in (self._forms[language, key],)
            ]
            if kept:
                # In any language: a question in one may be looked up in the other.
                lower = acronym.lower() in _STOP or (
                    self._lower[acronym]
                    >= _ORDINARY_SHARE * max(self._capitals[language, acronym], 1)
                )
                found[language][acronym] = Entry(tuple(kept), lower)
        return dict(found)

    def save(self, path: Path) -> None:
        """Write the entries to `path` as readable JSON."""
        values = {
            language: {
                acronym: {
                    "expansions": [expansion._asdict() for expansion in entry.expansions],
                    "ordinary": entry.ordinary,
                }
                for acronym, entry in entries.items()
            }
            for language, entries in self.entries().items()
        }
        path.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", "utf-8")


class Acronyms:
    """The acronyms of a corpus, looked up in questions."""

    def __init__(self, entries: dict[str, dict[str, Entry]]) -> None:
        self._entries = entries
        self._by_terms: dict[tuple[str, tuple[str, ...]], str] = {}
        for language, of_language in entries.items():
            for acronym, entry in of_language.items():
                for expansion in entry.expansions:
                    terms = tuple(terms_in_order(expansion.text, language))
                    if len(terms) > 1:
                        self._by_terms.setdefault((language, terms), acronym)
        self._longest = max((len(terms) for _, terms in self._by_terms), default=0)

    @classmethod
    def parse(cls, text: str) -> "Acronyms":
        """Read what `AcronymCounts.save` wrote. Raises ValueError, KeyError."""
        values = json.loads(text)
        return cls(
            {
                language: {
                    acronym: Entry(
                        tuple(Expansion(e["text"], e["records"]) for e in entry["expansions"]),
                        entry["ordinary"],
                    )
                    for acronym, entry in entries.items()
                }
                for language, entries in values.items()
            }
        )

    def expansions(self, question: str, language: str) -> list[str]:
        """Return what the acronyms of `question` stand for in the records of `language`."""
        entries = self._entries.get(language, {})
        found = []
        for word in re.findall(r"[\w&]+(?:\.\w)*", question):
            written = word.replace(".", "")
            name = _name(written)
            entry = entries.get(name)
            if entry and (_in_capitals(written) or (written.islower() and _known_small(entry))):
                found += [expansion.text for expansion in entry.expansions]
        return list(dict.fromkeys(found))

    def short_forms(self, question: str, language: str) -> list[str]:
        """Return the acronyms of the terms that `question` spells out."""
        terms = terms_in_order(question, language)
        runs = (
            tuple(terms[start : start + length])
            for start in range(len(terms))
            for length in range(2, min(self._longest, len(terms) - start) + 1)
        )
        found = (self._by_terms.get((language, run)) for run in runs)
        return list(dict.fromkeys(acronym for acronym in found if acronym))

    def expand(self, question: str) -> str:
        """Return `question` with what its acronyms stand for appended, in every language."""
        found = [text for language in self._entries for text in self.expansions(question, language)]
        return f"{question} ({'; '.join(dict.fromkeys(found))})" if found else question


def find_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the acronyms that `text` explains, in capitals, each with the words it stands for."""
    if "(" not in text:
        return
    text = text.replace("’", "'")
    for match in _BRACKETS.finditer(text):
        inside, before = match[1].strip(), text[max(0, match.start() - 200) : match.start()]
        if _ACRONYM.fullmatch(inside):
            expansion = _ending(before, _letters(inside))
            if expansion:
                yield _name(inside), expansion
        elif (last := _LAST_WORD.search(before)) and _ACRONYM.fullmatch(last[1]):
            meaning = re.split(r"[,;:]", inside)[0].strip()
            if _is_whole(meaning, _letters(last[1])):
                yield _name(last[1]), meaning


@lru_cache(1 << 16)  # a corpus says the same short words in every record
def _as_capitals(word: str) -> str:
    return strip_accents(word).upper()


def _supported(acronym: str, keys: Counter[str]) -> list[tuple[str, int]]:
    ranked = sorted(keys.items(), key=lambda item: (-item[1], item[0]))[:_AMBIGUOUS]
    most = ranked[0][1]
    # Two letters fit many words by chance, and so does one of several readings.
    doubtful = len(acronym) < 3 or len(keys) > 1
    least = max(2 if doubtful else 1, _MINOR_SHARE * most)
    return [(key, count) for key, count in ranked if count >= least]


def _letters(acronym: str) -> str:
    return re.sub(r"[^a-z]", "", re.sub(r"s$", "", acronym).lower())


def _name(acronym: str) -> str:
    bare = acronym.replace(".", "").replace("&", "")
    return (bare[:-1] if bare.endswith("s") and bare[:-1].isupper() else bare).upper()


def _in_capitals(word: str) -> bool:
    return sum(map(str.isupper, word)) >= 2


def _known_small(entry: Entry) -> bool:
    """Return whether the acronym in lower case is surely meant: no word, and well supported."""
    return not entry.ordinary and entry.expansions[0].records >= _SMALL_LETTERS_FROM


def _ending(text: str, letters: str) -> str:
    """Return the words at the end of `text` whose initials are `letters`, or ""."""
    sentence = re.split(r"[.;:!?\n«»\"“”]\s", text)[-1].rstrip(" \"'«»“”")
    words = list(_WORD.finditer(sentence))[-_MOST_WORDS:]
    for start in range(len(words) - 1, -1, -1):
        if _fits([w[0] for w in words[start:]], letters):
            return sentence[words[start].start() :].strip()
    return ""


def _is_whole(text: str, letters: str) -> bool:
    words = _WORD.findall(text)
    return 1 < len(words) <= _MOST_WORDS and _fits(words, letters)


def _fits(words: Sequence[str], letters: str) -> bool:
    """Return whether `letters` are the initials of `words`; small words may be skipped.

    The first and the last word count; a word in capitals ("HM") may give all its letters.
    """
    if not words:
        return not letters
    return _rest_fits(words, letters, first=True)


def _rest_fits(words: Sequence[str], letters: str, *, first: bool) -> bool:
    if not words or not letters:
        return not words and not letters
    word = strip_accents(words[0]).replace("œ", "oe").replace("Œ", "OE")
    small = word.lower() in _SMALL
    if not (first and small):
        if small and len(words) > 1 and _rest_fits(words[1:], letters, first=False):
            return True
        if word[0].lower() == letters[0] and _rest_fits(words[1:], letters[1:], first=False):
            return True
        if word.isupper() and len(word) > 1 and letters.startswith(word.lower()):
            return _rest_fits(words[1:], letters[len(word) :], first=False)
    return False
