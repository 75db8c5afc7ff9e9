"""The plan: which sentences of which replies to show to a reader whose patience is limited.

Sentences are added one by one, each with those it cannot be read without, as long as what they are
expected to add is worth their words: the probability that the reply answers times that of the
sentence to say a part of it, less what the sentences shown before already say, less a price for
each word. A greedy choice of this kind is within 1 - 1/e of the best (Nemhauser et al. 1978).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.sentence_choice.forms import Reply, is_courtesy, opens_list
from bot.sentence_choice.likelihood import ReadReply
from embeddings.lexical.bm25 import analyse

MOST_REPLIES = 5
MOST_WORDS = 130  # of all sentences shown
_MOST_PARTS = 5  # of one reply; a list or a table counts as one
_LEAD_WORDS = 8  # the cost of introducing a further reply: who, and when
# What a reply newer than all others is worth more than the oldest: of two that say the same, the
# newer is shown.
_NEWER = 0.15

_NEVER = float("-inf")  # may not be shown

Numbers = tuple[int, ...]  # of sentences, ascending


class Worth(NamedTuple):
    """A found reply and what it is worth: the probability that it answers, and its day."""

    reply: ReadReply
    part: float
    day: int  # ordinal, 0 if unknown


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences of one reply that are shown together or not at all."""

    place: int  # of the reply among those found
    number: int  # of the sentence that is worth it
    numbers: frozenset[int]
    worth: float  # expected, before anything else is shown
    terms: frozenset[str]


@dataclass
class _Shown:
    """What is shown so far."""

    numbers: dict[int, set[int]] = field(default_factory=dict)  # sentences by the reply's place
    words: int = 0
    said: list[frozenset[str]] = field(default_factory=list)

    @property
    def sentences(self) -> dict[int, Numbers]:
        """The numbers of the sentences by the place of their reply, the first shown first."""
        return {place: tuple(sorted(numbers)) for place, numbers in self.numbers.items()}


def planned(found: Sequence[Worth], price: float, words: int = MOST_WORDS) -> dict[int, Numbers]:
    """Return the sentences to show by the place of their reply in `found`, the worthiest first.

    At least one sentence is shown if there is any; no more than `words` words beyond the first.
    `price` is what a sentence must be worth for each of its words.
    """
    units, shown = [*_units(found)], _Shown()
    while True:
        values = {unit: _value(unit, found, shown, price, words) for unit in units}
        best = max(values, key=lambda unit: values[unit], default=None)
        if best is None or values[best] == _NEVER:
            return shown.sentences
        units.remove(best)
        _show(best, found, shown)


def planned_of(
    chosen: Sequence[tuple[int, int]], found: Sequence[Worth], words: int = MOST_WORDS
) -> dict[int, Numbers]:
    """Return the sentences to show of those that were `chosen`, in the order of their replies.

    Each is named by the place of its reply in `found` and its number there, the most important
    first. It comes with what it cannot be read without, as far as the same limits allow.
    """
    units = {(unit.place, unit.number): unit for unit in _units(found)}
    shown = _Shown()
    for one in chosen:
        unit = units.get(one)
        if unit is None or unit.terms in shown.said:  # another reply has said the same
            continue
        if _added_words(unit, found, shown, words) is not None:
            _show(unit, found, shown)
    return shown.sentences


def sayable(reply: ReadReply) -> Sequence[int]:
    """Return the numbers of the sentences that say something: no courtesy and no heading.

    All of them, where none does.
    """
    every, courtesies = range(len(reply.reply.sentences)), _courtesies(reply.reply)
    return [n for n in every if n not in courtesies and not reply.ties.is_heading(n)] or every


def _courtesies(reply: Reply) -> set[int]:
    """Return the numbers of the sentences that are no more than polite, and open no list."""
    texts = enumerate(map(reply.words, range(len(reply.sentences))))
    return {number for number, text in texts if is_courtesy(text) and not opens_list(text)}


def best_sentence(found: Worth) -> Numbers:
    """Return the sentences that show best what one reply is about; () if it has none."""
    best = max(_units([found]), key=lambda unit: unit.worth, default=None)
    return tuple(sorted(best.numbers)) if best else ()


def _show(unit: Unit, found: Sequence[Worth], shown: _Shown) -> None:
    own = shown.numbers.setdefault(unit.place, set())
    shown.words += _length(found, unit, own) + (0 if own else _LEAD_WORDS)
    own |= unit.numbers
    shown.said.append(unit.terms)


def _value(unit: Unit, found: Sequence[Worth], shown: _Shown, price: float, most: int) -> float:
    """Return what `unit` adds to what is shown beyond the price of its words, if it does."""
    words = _added_words(unit, found, shown, most)
    if words is None:
        return _NEVER
    repeated = max((_overlap(unit.terms, said) for said in shown.said), default=0.0)
    added = unit.worth * (1 - repeated) - price * words
    return added if added > 0 or not shown.numbers else _NEVER


def _added_words(unit: Unit, found: Sequence[Worth], shown: _Shown, most: int) -> int | None:
    """Return how many words longer `unit` makes what is shown; None if it may not be shown."""
    own = shown.numbers.get(unit.place, set())
    if unit.numbers <= own:
        return None
    words = _length(found, unit, own) + (0 if own else _LEAD_WORDS)
    if shown.numbers and shown.words + words > most:
        return None
    if not own and len(shown.numbers) >= MOST_REPLIES:
        return None
    ties = found[unit.place].reply.ties
    if own and ties.parts(sorted(own | unit.numbers)) > _MOST_PARTS:
        return None
    return words


def _units(found: Sequence[Worth]) -> Iterator[Unit]:
    days = [one.day for one in found if one.day]
    span = (max(days) - min(days)) if days else 0
    for place, (read, part, day) in enumerate(found):
        reply, ties = read.reply, read.ties
        courtesies = _courtesies(reply)
        newness = (day - min(days)) / span if day and span else 0.0
        for number in sayable(read):
            yield Unit(
                place,
                number,
                frozenset((ties.needed(number) - courtesies) | {number}),
                part * read.chances[number] * (1 + _NEWER * newness),
                frozenset(analyse(reply.words(number), read.hit.record.language)),
            )


def _length(found: Sequence[Worth], unit: Unit, shown: set[int]) -> int:
    reply = found[unit.place].reply.reply
    return sum(reply.count(number) for number in unit.numbers - shown)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the words of the shorter sentence that both have."""
    return len(one & other) / max(1, min(len(one), len(other)))


def runs(numbers: Sequence[int]) -> list[list[int]]:
    """Split ascending numbers into consecutive runs: 3 4 7 -> [3, 4], [7]."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found
