"""Names of members and ministers as written in French parliamentary texts."""

import re

# "Jean-Marc", "d'Arc", "de La Tour": capitalised words and the particles between them.
_WORD = r"(?:(?:d['’])?[A-ZÀ-Ý][\w'’-]*|d[eu]|des|la|le)"
FULL_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,5}}"
_OPENING = re.compile(rf"^(?:MM?\.|Mmes?|Mlle)\s+{FULL_NAME}")


def opening_name(question: str) -> str:
    """Return who asks if `question` opens with it ("M. Jean Dupont attire ..."), else ""."""
    match = _OPENING.match(question)
    return match[0] if match else ""
