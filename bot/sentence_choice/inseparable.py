"""The context that a sentence of a reply needs: what it depends on, its list, its table."""

from collections.abc import Sequence

from bot.sentence_choice.forms import Reply, begins_count, is_heading, leans, opens_list
from bot.sentence_choice.lists import Lists

_LONGEST_BLOCK = 90  # words of a list or table that is quoted whole
_SHORT_HEADER = 6  # words before a colon that hardly say what the list is about


class Ties:
    """Which sentences of a reply belong together."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._lists = Lists(reply)
        self._governed: dict[int, list[int]] = {}
        for number, governor in enumerate(self._lists.governors):
            if governor is not None:
                self._governed.setdefault(governor, []).append(number)
        blocks: dict[int, list[int]] = {}
        for number, block in enumerate(self._lists.blocks):
            if block is not None:
                blocks.setdefault(block, []).append(number)
        self._short_blocks = {block: n for block, n in blocks.items() if self._is_short(n)}
        self._tied = [self._tied_to(number) for number in range(len(reply.sentences))]

    def is_heading(self, number: int) -> bool:
        """Return whether the sentence is a heading, which says nothing by itself."""
        item = number in self._lists.items and not opens_list(self._reply.words(number))
        return not item and is_heading(self._reply, number)

    def needed(self, number: int) -> frozenset[int]:
        """Return the numbers of the sentences to show with `number`, itself included."""
        whole: set[int] = set()
        waiting = [number]
        while waiting:
            one = waiting.pop()
            if one not in whole:
                whole.add(one)
                waiting += self._tied[one]
        return frozenset(whole)

    def parts(self, numbers: Sequence[int]) -> int:
        """Return how many units a reader sees in `numbers`: a list or table counts as one."""
        blocks = self._lists.blocks
        return len({("sentence", n) if blocks[n] is None else ("list", blocks[n]) for n in numbers})

    def _tied_to(self, number: int) -> list[int]:
        text, lists = self._reply.words(number), self._lists
        governor, block = lists.governors[number], lists.blocks[number]
        tied = [] if governor is None else [governor]
        if block is not None:
            tied += self._short_blocks.get(block, [])
        if number and number not in lists.items and self._leans(number):
            tied.append(number - 1)
        is_last = number + 1 == len(self._reply.sentences)
        if number in self._governed and (block is not None or opens_list(text)):
            tied += self._under(number)
        elif not is_last and (opens_list(text) or begins_count(self._reply.words(number + 1))):
            tied.append(number + 1)  # "Three measures were taken." says nothing without the first
        return tied

    def _leans(self, number: int) -> bool:
        """Return whether a sentence depends on the one before, as "For example:" in a line does."""
        text, reply = self._reply.words(number), self._reply
        is_short = reply.count(number) <= _SHORT_HEADER and not reply.begins_line(number)
        return leans(text) or (is_short and opens_list(text))

    def _under(self, number: int) -> list[int]:
        """Return the sentences that `number` governs, and those that they govern, if short.

        Of a long list the item that answers brings its header, not the reverse.
        """
        found = list(self._governed[number])
        for one in found:  # which grows
            found += self._governed.get(one, [])
            if not self._is_short(found):
                return []
        return found

    def _is_short(self, numbers: Sequence[int]) -> bool:
        most = _LONGEST_BLOCK
        return len(numbers) <= most and sum(map(self._reply.count, numbers)) <= most
