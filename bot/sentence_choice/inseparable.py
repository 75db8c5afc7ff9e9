"""The context that a sentence of a reply needs: what it depends on, its list, its table."""

from collections.abc import Sequence

from bot.sentence_choice.forms import (
    Reply,
    begins_count,
    has_digit,
    is_heading,
    is_list_item,
    is_row,
    leans,
    opens_list,
)

_LONGEST_BLOCK = 90  # words of a list or table that is quoted whole
_TEXT, _ITEM, _ROW, _HEADING = range(4)


class Ties:
    """The lines of a reply, and which sentences belong together."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._lines: list[list[int]] = []
        for number in range(len(reply.sentences)):
            if reply.begins_line(number):
                self._lines.append([])
            self._lines[-1].append(number)
        self._line_of = [i for i, line in enumerate(self._lines) for _ in line]
        self._forms = [self._form(line) for line in self._lines]
        self._forms = [self._among_others(line) for line in range(len(self._lines))]

    def is_heading(self, number: int) -> bool:
        """Return whether the sentence is a heading, which says nothing by itself."""
        return self._forms[self._line_of[number]] == _HEADING

    def needed(self, number: int) -> frozenset[int]:
        """Return the numbers of the sentences to show with `number`, itself included."""
        whole: set[int] = set()
        waiting = [number]
        while waiting:
            one = waiting.pop()
            if one not in whole:
                whole.add(one)
                waiting += self._tied(one)
        return frozenset(whole)

    def parts(self, numbers: Sequence[int]) -> int:
        """Return how many units a reader sees in `numbers`: a list or table counts as one."""
        blocks = {
            ("line", self._block(self._line_of[n]).start)
            if self._forms[self._line_of[n]] in (_ITEM, _ROW)
            else ("sentence", n)
            for n in numbers
        }
        return len(blocks)

    def _form(self, line: Sequence[int]) -> int:
        text = self._reply.words(line[0])
        if any(is_row(self._reply.words(number)) for number in line):
            return _ROW
        if is_list_item(text):
            return _ITEM
        return _HEADING if len(line) == 1 and is_heading(self._reply, line[0]) else _TEXT

    def _among_others(self, line: int) -> int:
        """Return a line's form; short ones in a run, or after a colon, form an unmarked list."""
        form, forms = self._forms[line], self._forms
        if form != _HEADING or opens_list(self._reply.words(self._lines[line][0])):
            return form
        opened = line > 0 and opens_list(self._reply.words(self._lines[line - 1][-1]))
        next_to = forms[max(0, line - 1) : line] + forms[line + 1 : line + 2]
        return _ITEM if opened or _HEADING in next_to or _ITEM in next_to else form

    def _tied(self, number: int) -> list[int]:
        line = self._line_of[number]
        form = self._forms[line]
        tied = self._of_block(line) if form in (_ITEM, _ROW) else []
        text = self._reply.words(number)
        if form == _TEXT and number and leans(text):
            tied.append(number - 1)
        is_last = number + 1 == len(self._reply.sentences)
        if opens_list(text) and not is_last:
            tied += self._opened(number)
        elif not is_last and begins_count(self._reply.words(number + 1)):
            tied.append(number + 1)  # "Three measures were taken." says nothing without the first
        return tied

    def _of_block(self, line: int) -> list[int]:
        """Return the list or table around `line`; if it is long, only its head and the line."""
        block = self._block(line)
        numbers = [n for one in block for n in self._lines[one]]
        if sum(self._reply.count(n) for n in numbers) > _LONGEST_BLOCK:
            numbers = list(self._lines[line])
            if self._forms[line] == _ROW:
                numbers += self._lines[block.start]
        if block.start:
            before = self._lines[block.start - 1][-1]
            if self._forms[line] == _ROW or opens_list(self._reply.words(before)):
                numbers.append(before)
        return numbers

    def _opened(self, number: int) -> list[int]:
        """Return what follows a colon: the next sentence, or the list that begins with it."""
        following = self._line_of[number + 1]
        if self._forms[following] not in (_ITEM, _ROW):
            return [number + 1]
        block = self._block(following)
        numbers = [n for one in block for n in self._lines[one]]
        words = sum(self._reply.count(n) for n in numbers)
        # Of a list too long to be shown, the item that answers brings this line, not the reverse.
        return numbers if words <= _LONGEST_BLOCK else []

    def _block(self, line: int) -> range:
        """Return the run of lines of the same form around `line`."""
        first, last = line, line
        while first and self._continues(first):
            first -= 1
        while last + 1 < len(self._lines) and self._continues(last + 1):
            last += 1
        return range(first, last + 1)

    def _continues(self, line: int) -> bool:
        """Return whether `line` belongs to the same list or table as the line before it."""
        before, own = self._text(line - 1), self._text(line)
        if self._forms[line - 1] != self._forms[line]:
            return False
        # A row of words only, after one with figures, is the head of another table.
        return self._forms[line] != _ROW or has_digit(own) or not has_digit(before)

    def _text(self, line: int) -> str:
        return " ".join(self._reply.words(number) for number in self._lines[line])
