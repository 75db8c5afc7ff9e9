"""Makes a follow-up searchable: "et depuis ?" means nothing without the question before it."""

import re
from collections.abc import Sequence

from bot.question import MAX_CHARACTERS, CheckedQuestion
from corpus.text import one_line, strip_accents

_OPENS = re.compile(
    r"^(?:et|mais|ou|pourquoi|depuis|and|but|or|what about|how about|why|since)\b|"
    r"^(?:c'est|est-ce que c'est|combien\s*\?|when\?|quand\s*\?)"
)
_POINTS_BACK = re.compile(
    r"\b(?:il|elle|ils|elles|celui-ci|celle-ci|cela|ca|y|en|la-bas|lui|leur|"
    r"it|its|they|them|their|that|this|those|these|there|he|she)\b"
)
_SHORT_WORDS = 5  # a question this short that points back is about what was said before
_BRIEF_WORDS = 9


def standalone(question: CheckedQuestion, history: Sequence[str]) -> CheckedQuestion:
    """Return `question` as it can be searched alone: with the one before it when it leans on it.

    A question that stands on its own comes back unchanged, so a new subject starts clean.
    """
    if not history or not _leans(question.text):
        return question
    previous = one_line(history[-1][:MAX_CHARACTERS])
    joined = f"{previous} {question.text}"[: MAX_CHARACTERS * 2]
    return CheckedQuestion(joined, question.language)


def _leans(text: str) -> bool:
    folded = strip_accents(text).replace("’", "'").lower()
    words = len(re.findall(r"\w+", folded))
    if _OPENS.match(folded) and words <= _BRIEF_WORDS:
        return True
    return words <= _SHORT_WORDS or (words <= _BRIEF_WORDS and bool(_POINTS_BACK.search(folded)))
