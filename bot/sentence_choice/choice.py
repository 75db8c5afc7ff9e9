"""Extractive composition: the fewest sentences of a reply that answer, word for word.

A sentence is quoted, with those it cannot be read without, if its probability of holding the
answer is worth its words. Quotes follow the reply's order; adjacent sentences form one quote.
"""

from collections.abc import Sequence

from bot.answers.quote import Quote, quote_at
from bot.sentence_choice.forms import Reply, is_courtesy
from bot.sentence_choice.inseparable import Ties
from corpus.records.record import ReplyRecord

MAX_PARTS = 5  # of one reply; a list or a table counts as one sentence
MAX_WORDS = 120  # after which no further sentence is added
# Of probability, for each word: a sentence of 20 words must add 0.06 to be quoted. At this price
# the answers to the training questions quote 61 words on average.
WORD_PRICE = 0.003


def choose_sentences(
    reply: Reply, chances: Sequence[float], price: float = WORD_PRICE, *, some: bool = True
) -> list[int]:
    """Return the numbers of the sentences to quote, ascending; at least one if `some`.

    `chances` are the probabilities of the sentences to hold the answer. What is worth most beyond
    the `price` of its words comes first, until nothing is worth its words.
    """
    ties = Ties(reply)
    courtesies = {n for n in range(len(chances)) if is_courtesy(reply.words(n))}
    spoken = [n for n in range(len(chances)) if n not in courtesies and not ties.is_heading(n)]
    wanted = {n: (ties.needed(n) - courtesies) | {n} for n in spoken or range(len(chances))}

    def worth(numbers: frozenset[int]) -> float:
        return sum(chances[n] - price * reply.count(n) for n in numbers)

    def fits(numbers: frozenset[int]) -> bool:
        words = sum(reply.count(n) for n in numbers)
        return words <= MAX_WORDS and ties.parts(sorted(numbers)) <= MAX_PARTS

    chosen: frozenset[int] = frozenset()
    while True:
        steps = [added for needed in wanted.values() if (added := needed - chosen)]
        steps = [added for added in steps if not chosen or fits(chosen | added)]
        best = max(steps, key=worth, default=frozenset())
        if not best or (worth(best) <= 0 and (chosen or not some)):
            return sorted(chosen)
        chosen |= best


def quotes_of(record: ReplyRecord, reply: Reply, numbers: Sequence[int]) -> list[Quote]:
    """Return the sentences `numbers` (ascending) of `record`'s `reply` as quotes."""
    return [
        quote_at(record, reply.sentences[run[0]].start, reply.sentences[run[-1]].end)
        for run in _runs(numbers)
    ]


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Split ascending numbers into consecutive runs: 3 4 7 -> [3, 4], [7]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
