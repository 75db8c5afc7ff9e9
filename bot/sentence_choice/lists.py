"""The lists and tables of a reply: which sentence governs each of theirs.

A list is told by its form alone, by marks, colons and lines that end alike, and keeps its header
whatever that says: "The grant does not cover:", "Exclusions".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.sentence_choice.forms import (
    Mark,
    Reply,
    has_digit,
    is_heading,
    is_row,
    is_speaker,
    marks,
    opens_list,
)

_GOES_ON = re.compile(r"[;,](?: \w{2,3})?$")  # "a grant;", "a loan; or"
_STOP = re.compile(r"[.!?…][)\]»”\"']*$")
# The forms of items without a mark: "Ports:", "Stow", "Stow has a port.", "2022 | 51".
_LABEL, _SHORT, _SENTENCE, _ROW = (Mark(form, 0) for form in (":", "", ".", "|"))


@dataclass(slots=True)
class _Open:
    """A list that may go on."""

    mark: Mark  # of its last item
    item: int  # the first sentence of that item
    header: int | None
    block: int
    is_separated: bool = False  # one of its items ends with ";"


class Lists:
    """What governs each sentence of a reply, and in which list or table it stands.

    `governors` holds the sentence without which each is not understood, if it stands in a list:
    the header for an item, the item for its further sentences. `blocks` tells the outermost list
    or table of each; both are None elsewhere. `items` are the first sentences of items and rows.
    """

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.governors: list[int | None] = [None] * len(reply.sentences)
        self.blocks: list[int | None] = [None] * len(reply.sentences)
        self.items: set[int] = set()
        self._open: list[_Open] = []  # the outermost first
        self._before = range(0)  # the line or item before
        count = len(reply.sentences)
        starts = [n for n in range(count) if reply.begins_line(n) or marks(reply.words(n))]
        for piece in (range(*ends) for ends in pairwise([*starts, count])):
            self._read(piece)
            self._before = piece

    def _read(self, piece: range) -> None:
        text = self._reply.words(piece.start)
        found = marks(text)
        if is_speaker(text):
            for number in piece[1:]:
                self.governors[number] = piece.start  # "M. Lebrun . Ten years!"
        elif is_row(self._text(piece)):
            self._read_row(piece)
        elif found:
            self._read_marked(piece, found)
        elif self._before:
            self._read_unmarked(piece)

    def _read_row(self, piece: range) -> None:
        """Let the sentence before a table govern its head, and the head its rows."""
        table = self._open[-1] if self._open and self._open[-1].mark == _ROW else None
        title = self._header(piece)
        if table and table.item == self._before.start:
            # A row of words only, after one with figures, is the head of another table.
            if has_digit(self._text(piece)) or not has_digit(self._text(self._before)):
                self._place(piece, table.header, table.block)
                table.item = piece.start
                return
            title = self.governors[table.header] if table.header is not None else None
            self._open.pop()
        self._begin(piece, _ROW, title)
        self._open[-1].header = piece.start

    def _read_marked(self, piece: range, found: Sequence[Mark]) -> None:
        """Go on with an open list of that mark, or begin one under what stands before."""
        goes_on, between = self._open_list(piece, found), self._is_heading(self._before)
        if not goes_on:
            self._begin(piece, min(found, key=lambda mark: mark.number), self._header(piece))
            return
        self._go_on(piece, *goes_on)
        if between:  # "1. Cats", "Not paid for", "2. Dogs"
            heading = self._before.start
            self.governors[heading] = self.governors[piece.start]
            self.governors[piece.start] = heading

    def _open_list(self, piece: range, found: Sequence[Mark]) -> tuple[int, Mark] | None:
        """Return which of the open lists the marked `piece` goes on with, and its mark there."""
        before = self._before
        own = {mark.form for mark in marks(self._reply.words(before.start))} if before else set()
        opened, opens = self._opens(before), self._opens(piece)
        if opened and not own:
            return None
        alike = [(n, m) for n, o in enumerate(self._open) for m in found if m.form == o.mark.form]
        following = [
            (n, m) for n, m in alike if m.number and m.number == self._open[n].mark.number + 1
        ]
        if following:
            return following[-1]
        block = self.blocks[before.start] if before else None
        # "i)" is rather the first figure than the ninth letter.
        likeliest = min(found, key=lambda mark: mark.number)
        alike = [(n, m) for n, m in alike if m == likeliest and self._open[n].block == block]
        # "- Cats:", "- Dogs:" are two items of one list.
        is_sibling = opens and not likeliest.number and likeliest.form in own
        if not alike or (opened and not is_sibling):
            return None
        # Of lists within each other that have one mark, what opens a third belongs to the outer.
        return alike[0] if opens else alike[-1]

    def _read_unmarked(self, piece: range) -> None:
        """Take a line after a colon for an item, and those that follow and end like it."""
        before, mark = self._before, self._unmarked(piece)
        run = self._open_run(piece, mark)
        if self._opens(before):
            if mark:
                self._begin(piece, mark, before.stop - 1)
            else:
                self._introduce(piece, before.stop - 1)
        elif run:
            self._go_on(piece, *run)
            if mark == _SENTENCE and run[1] == _SHORT:
                self._open.pop()  # it was the last
        elif mark in (_LABEL, _SHORT) and self._is_heading(before):
            above = self._header(before)
            is_free = above is not None and self.blocks[above] is None
            self._begin(before, _SHORT, above if is_free else None)
            self._begin(piece, mark, before.start)
        elif mark == _SHORT and self._text(piece).endswith(";"):
            self._begin(piece, mark, self._header(piece))

    def _unmarked(self, piece: range) -> Mark | None:
        """Return the form of a line without a mark, as an item; None for a paragraph."""
        text = self._text(piece)
        if self._opens(piece):
            return _LABEL if is_heading(self._reply, piece.start) else None
        if len(piece) > 1 and not text[0].islower():
            return None
        return _SENTENCE if _STOP.search(text) else _SHORT

    def _open_run(self, piece: range, mark: Mark | None) -> tuple[int, Mark] | None:
        """Return which of the open lists the unmarked `piece` goes on with, and its mark there."""
        if mark is None or not self._is_within():
            return None
        is_lower = self._text(piece)[0].islower()
        may_end = not _STOP.search(self._text(self._before))
        for place, own in reversed([*enumerate(self._open)]):
            # Of items that end with ";", the last ends with a full stop.
            is_last = mark == _SENTENCE and (is_lower or (own.is_separated and may_end))
            if own.mark == mark or (own.mark, mark) == (_SENTENCE, _SHORT):
                return place, own.mark
            if own.mark == _SHORT and is_last:
                return place, own.mark
        return None

    def _begin(self, piece: range, mark: Mark, header: int | None) -> None:
        block = None if header is None else self.blocks[header]
        if block is None:
            # What counts may go on after other text, up to the next list that counts alike.
            self._open = [o for o in self._open if o.mark.number and o.mark.form != mark.form]
            block = piece.start
        if header is not None:
            between = range(header + 1, piece.start)
            self._fill([n for n in between if self.governors[n] is None], header, block)
        self._open.append(_Open(mark, piece.start, header, block, self._is_separated(piece)))
        self._place(piece, header, block)

    def _go_on(self, piece: range, place: int, mark: Mark) -> None:
        del self._open[place + 1 :]
        own = self._open[place]
        self._fill(range(own.item + 1, piece.start), own.item, own.block)
        self._place(piece, own.header, own.block)
        own.item, own.mark = piece.start, mark
        own.is_separated |= self._is_separated(piece)

    def _fill(self, between: Iterable[int], governor: int, block: int) -> None:
        """Count the text between two items to the list."""
        for number in between:
            self.blocks[number] = block
            if self.governors[number] is None:
                self.governors[number] = governor

    def _introduce(self, piece: range, header: int) -> None:
        """Let the sentence before a paragraph govern all of it: "His answer is as follows:"."""
        for number in piece:
            self.governors[number], self.blocks[number] = header, self.blocks[header]

    def _place(self, piece: range, header: int | None, block: int | None) -> None:
        self.items.add(piece.start)
        for number in piece:
            self.governors[number] = piece.start if number > piece.start else header
            self.blocks[number] = block

    def _header(self, piece: range) -> int | None:
        """Return the sentence before; in one line, that which holds the first item.

        None if that is a row or a speaker's name.
        """
        words, number = self._reply.words, piece.start - 1
        if not self._reply.begins_line(piece.start):
            form = marks(words(piece.start))[0].form
            firsts = {n: marks(words(n).rpartition(": ")[2]) for n in self._before}
            number = max((n for n in firsts if form in {m.form for m in firsts[n]}), default=number)
        text = words(number) if number >= 0 else ""
        return None if not text or is_row(text) or is_speaker(text) else number

    def _is_within(self) -> bool:
        return bool(self._before) and self.blocks[self._before.start] is not None

    def _is_heading(self, piece: range) -> bool:
        """Return whether a line is a heading, and no item of a list."""
        return (
            bool(piece)
            and self.blocks[piece.start] is None
            and is_heading(self._reply, piece.start)
            and not is_speaker(self._text(piece))
        )

    def _is_separated(self, piece: range) -> bool:
        return bool(_GOES_ON.search(self._text(piece)))

    def _opens(self, piece: range) -> bool:
        return bool(piece) and opens_list(self._reply.words(piece.stop - 1))

    def _text(self, piece: range) -> str:
        return " ".join(self._reply.words(number) for number in piece)
