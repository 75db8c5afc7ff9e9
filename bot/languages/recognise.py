"""Recognises a message of which only the English text was kept.

The corpus store keeps as text why a record was left out; an operator reads it in their language.
"""

import re
from functools import cache
from string import Formatter

from bot.languages.catalogue import texts_of
from bot.languages.translate import OPERATOR
from corpus.text.message import Message

_REASON = "reason"  # the place that holds a message of its own


def recognised(text: str, language: str) -> str:
    """Return the message whose text is `text`, or `text` itself if `language` has none."""
    if isinstance(text, Message):
        return text
    for template, shape, has_words in _shapes(language):
        if match := shape.fullmatch(text):
            places = match.groupdict()
            if _REASON in places:
                places[_REASON] = recognised(places[_REASON], language)
            if has_words or isinstance(places.get(_REASON), Message):
                return Message(template, places)
    return text


@cache
def _shapes(language: str) -> list[tuple[str, re.Pattern[str], bool]]:
    """Return each template with a pattern for its filled form, those with most words first."""
    shapes = []
    for template in texts_of(OPERATOR, language):
        parts = [(literal, name) for literal, name, _, _ in Formatter().parse(template)]
        own = "".join(literal for literal, _ in parts)
        shape = "".join(re.escape(text) + (f"(?P<{n}>.*?)" if n else "") for text, n in parts)
        shapes.append((template, re.compile(shape, re.DOTALL), own))
    shapes.sort(key=lambda found: -len(found[2]))
    return [(template, shape, bool(re.search(r"\w", own))) for template, shape, own in shapes]
