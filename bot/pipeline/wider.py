"""A search widened by other wordings of the question, each searched and judged by itself.

What they find is offered to the chat model that chooses the sentences. The probability that the
question is answered, and what is shown where nothing is chosen, they do not change.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.pipeline.conclusion import RETRIEVED, Conclusion
from bot.question.check import CheckedQuestion
from embeddings.encoders.encoder import Encoder
from embeddings.search.index import Hit, Index

# Deviations: of 1,050 wordings that a language model gave for 350 questions, 91 to 98 % lie nearer
# to the question, by index and encoder; of other questions on the same records, 1 to 2 %.
_ALIKE = 3.0
_OWN_WEIGHT = 2  # of a place in the question's own list, beside one in that of a wording
_LEVEL = 10  # places after which one more hardly counts (reciprocal rank fusion)


def same_sense(
    text: CheckedQuestion, question: CheckedQuestion, index: Index, encoder: Encoder
) -> bool:
    """Return whether `text` means about what `question` does. Raises EncoderMismatchError."""
    languages = question.language, text.language
    return index.alikeness(question.text, text.text, languages, encoder) >= _ALIKE


def widened(reached: Conclusion, wordings: Sequence[CheckedQuestion]) -> Conclusion:
    """Return `reached` with what the `wordings` find besides. Raises EncoderMismatchError."""
    near = {one.hit.group for one in reached.near}
    lists = [reached.found.hits]
    further = list(reached.further)
    for wording in wordings:
        asked = replace(reached.asked, question=wording)
        found = asked.search(RETRIEVED)
        judged = asked.judged(found)
        lists.append(found.hits)
        further += [(asked, one) for one in judged if one.hit.group not in near]
    fused = _fused(lists)
    # What the answer quotes is among what was found, whatever else the wordings find.
    cited = {source.record.group for source in reached.body.sources}
    late = [hit for hit in fused[RETRIEVED:] if hit.record.group in cited]
    hits = [*fused[: RETRIEVED - len(late)], *late]
    return replace(reached, found=replace(reached.found, hits=hits), further=tuple(further))


def _fused(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of all lists, the first of which is the question's own, best first."""
    worth: dict[int, float] = {}
    hits: dict[int, Hit] = {}
    for number, found in enumerate(lists):
        weight = _OWN_WEIGHT if number == 0 else 1
        for place, hit in enumerate(found):
            worth[hit.group] = worth.get(hit.group, 0.0) + weight / (_LEVEL + place)
            hits.setdefault(hit.group, hit)
    return [hits[group] for group in sorted(worth, key=lambda group: -worth[group])]
