"""Whether what is quoted from a list is quoted with the header that governs it.

    python -m benchmarks.list_headers ../shared

Reads every reply of ../shared/data and counts the sentences that stand in a list or table, those
whose headers deny or set a condition, and those with which `Ties.needed` shows all their headers.
What a list and its headers are is decided here by rules of their own, coarser than those of
bot/sentence_choice/lists.py: they also take a table's notes for rows, and any short line for an
item. Printed at the end: what comes without a header that denies or sets a condition, to be read.
"""

import argparse
import gzip
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.labelled_corpora import scottish_rows
from bot.sentence_choice.forms import Reply
from bot.sentence_choice.inseparable import Ties
from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from corpus.text.fold import fold
from corpus.text.html import html_to_text
from embeddings.texts.sentence_splitter import split_sentences

_OFFICIAL = ("fr", "fr-qe", "fr-qg16", "fr-pages", "fr-xml", "uk-listing")
_MARK = re.compile(
    r"(?P<bullet>[-–—•*·▪◦o]) |\(?(?:(?P<figure>\d{1,2})(?:[.)°]|\s?[-–](?= ))(?=\s?[^\d\s])"
    r"|(?P<letter>[a-z](?=[.)])|[A-Z](?=\)))[.)] |(?P<roman>[ivx]{2,4})[.)] )"
)
_GOVERNS = re.compile(
    r"\b(?:ne|non|pas|sans|sauf|hors|hormis|aucune?s?|ni|exclu\w*|exception\w*|excepte\w*"
    r"|interdi\w*|sous reserve|conditions?|si|lorsqu\w*|des lors|quand|seule?s?|seulement"
    r"|uniquement|au cas|dans le cas|limite\w*|criteres?|no|not|cannot|never|none|without|except"
    r"|exempt\w*|unless|if|provided|only|criteria|subject to|where|when|prohibit\w*|ineligible"
    r"|refus\w*|eligib\w*|until|requires?|must)\b|\bn'|n't\b|\bs'il"
)
_SPEAKER = re.compile(r"(?:MM?\.|Mmes?) ")
_STOP = re.compile(r"[.!?…:]\W*$")
_GOES_ON = re.compile(r"(?:[;,]|[;,]? (?:and|or|et|ou))$")
_PARAGRAPH = 14  # words of a line that ends with a full stop, from which it is no item

Chain = frozenset[int]
_NONE: Chain = frozenset()


@dataclass
class _Reading:
    """How far a reply is read: the headers of its sentences, and the lists that may go on."""

    reply: Reply
    found: dict[int, tuple[str, Chain]] = field(default_factory=dict)
    marked: dict[str, tuple[Chain, int]] = field(default_factory=dict)  # outermost first
    run: Chain | None = None  # the headers of unmarked lines that may go on
    is_prose: bool = False  # the first of those is a sentence
    table: Chain | None = None

    def above(self, line: list[int]) -> Chain:
        """Return the last sentence of `line`, with the headers of that."""
        text = self.reply.words(line[-1])
        if _SPEAKER.match(text) or " | " in text:
            return _NONE
        return frozenset([line[-1]]) | self.found.get(line[-1], ("", _NONE))[1]


def items(reply: Reply) -> dict[int, tuple[str, Chain]]:
    """Return the form of list that each listed sentence stands in, and its headers."""
    lines: list[list[int]] = []
    for number in range(len(reply.sentences)):
        if reply.begins_line(number):
            lines.append([])
        lines[-1].append(number)
    reading = _Reading(reply)
    for before, line in zip([[], *lines], lines, strict=False):
        form, chain = _of_line(reading, before, line)
        if chain is not None:
            for number in line:
                reading.found[number] = (form if number == line[0] else f"{form}, further"), chain
        else:
            _read_inline(reading, line)
        if not chain and not reply.words(line[0])[0].islower():
            # What counts goes on after other text.
            reading.marked = {k: (c, n) for k, (c, n) in reading.marked.items() if n}
    return reading.found


def _of_line(reading: _Reading, before: list[int], line: list[int]) -> tuple[str, Chain | None]:
    words = reading.reply.words
    if " | " in " ".join(map(words, line)):
        reading.marked, reading.run = {}, None
        reading.table = reading.above(before) if before and reading.table is None else reading.table
        return "row", reading.table
    reading.table = None
    if _MARK.match(words(line[0])):
        reading.run = None
        return "marked", _of_mark(reading, before, line)
    if not before:
        return "", None
    if _is_header(words(before[-1])):
        chain = reading.above(before)
        single = len(line) == 1 and reading.reply.count(line[0]) <= 40
        reading.run = chain if single and not words(line[0]).endswith(":") else None
        reading.is_prose = bool(_STOP.search(words(line[0])))
        return "after a colon", chain
    if not _goes_on(reading, before, line):
        reading.run = None
    return "lines alike", reading.run


def _of_mark(reading: _Reading, before: list[int], line: list[int]) -> Chain:
    words = reading.reply.words
    kind, number = _kind(words(line[0]))
    chain, last = reading.marked.get(kind, (_NONE, -1))
    opened = bool(before) and _is_header(words(before[-1]))
    is_item = bool(before) and bool(_MARK.match(words(before[0])))
    listed = bool(before) and before[-1] in reading.found
    goes_on = last >= 0 and ((listed and not opened) or (last + 1 == number and not opened))
    if last >= 0 and opened and is_item and _kind(words(before[0]))[0] == kind:
        chain |= reading.above(before)  # a list in one of its own mark
    elif goes_on:
        kinds = list(reading.marked)
        reading.marked = {k: reading.marked[k] for k in kinds[: kinds.index(kind) + 1]}
    else:
        if not listed or (opened and not is_item):
            reading.marked = {}
        chain = reading.above(before) if before else _NONE
    reading.marked[kind] = (chain, number)
    return chain


def _goes_on(reading: _Reading, before: list[int], line: list[int]) -> bool:
    """Return whether an unmarked line is an item as the one before is."""
    text, last = reading.reply.words(line[0]), reading.reply.words(before[-1])
    if reading.run is None or before[-1] not in reading.found or text.endswith(":"):
        return False
    is_sentence = bool(_STOP.search(text))
    is_long = len(line) > 1 or (is_sentence and reading.reply.count(line[0]) > _PARAGRAPH)
    if _SPEAKER.match(text) or (is_long and not text[0].islower() and not _GOES_ON.search(last)):
        return reading.is_prose and len(line) == 1 and not _SPEAKER.match(text)
    return text[0].islower() or reading.is_prose or not _STOP.search(last)


def _read_inline(reading: _Reading, line: list[int]) -> None:
    """Find the items that stand in one line: "Two are paid: - dogs. - Cats."."""
    header, words = None, reading.reply.words
    for number in line:
        opening = words(number).rpartition(": ")[2]
        if header is not None and _MARK.match(words(number)):
            for own in range(header + 1, number + 1):
                reading.found[own] = "in one line", frozenset([header])
        elif _MARK.match(opening) and opening != words(number):
            header = number


def _kind(text: str) -> tuple[str, int]:
    match = _MARK.match(text)
    kind = match.lastgroup if match else None
    if match is None or kind is None or kind == "bullet":
        return match[0] if match else "", 0
    token = match[kind].lower()
    return kind, int(token) if kind == "figure" else len(token) if kind == "roman" else ord(
        token
    ) - 96


def _is_header(text: str) -> bool:
    return text.endswith(":") and not _SPEAKER.match(text)


def replies(data: Path) -> Iterator[tuple[str, str]]:
    """Return all replies with their keys, those of pairs without metadata too."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store") as store:
        official = [*(data / name for name in _OFFICIAL), *(data / "uk").glob("*questions*")]
        ingest(store, official, lambda done, total: None)
        for record in store.records():
            yield record.uid, record.reply
    for key, _, reply, _ in scottish_rows(data):
        yield f"scotland {key}", reply
    with gzip.open(data / "uk" / "commons-pairs-2025.jsonl.gz", "rt", encoding="utf-8") as file:
        for pair in map(json.loads, file):
            yield f"pair {pair['id']}", html_to_text(pair["answer"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    counts: dict[str, Counter[str]] = {}
    lists: dict[str, set[tuple[str, Chain]]] = {"all": set(), "governing": set(), "without": set()}
    read, missing = 0, []
    for key, text in replies(parser.parse_args().shared / "data"):
        read += bool(text)
        reply = Reply(text, split_sentences(text))
        ties = Ties(reply)
        for number, (form, chain) in items(reply).items():
            if not chain:
                continue
            governs = _GOVERNS.search(fold(" ".join(map(reply.words, chain)))) is not None
            is_kept = chain <= ties.needed(number)
            own = counts.setdefault(form, Counter())
            own.update(all=1, kept=is_kept, governed=governs, both=governs and is_kept)
            lists["all"].add((key, chain))
            if governs:
                lists["governing"].add((key, chain))
            if governs and not is_kept:
                lists["without"].add((key, chain))
                headers = " / ".join(
                    reply.words(n)[-90:] for n in sorted(chain - ties.needed(number))
                )
                missing.append(f"{key}: {headers} >> {reply.words(number)[:90]}")
    print(f"{read} replies; lists:", {name: len(found) for name, found in lists.items()})
    for form, own in [*sorted(counts.items()), ("all", sum(counts.values(), Counter()))]:
        print(
            f"{form:24s} {own['kept']:6d} of {own['all']:6d}; that deny or set a condition"
            f" {own['both']:5d} of {own['governed']:5d}"
        )
    print(*missing, sep="\n")


if __name__ == "__main__":
    main()
