"""Undoes what page layout did to a text: hard line wraps, hyphenated words, page furniture."""

import re

from corpus.text.clean import clean

_FURNITURE = re.compile(
    r"^\s*(?:ASSEMBL[ÉE]E NATIONALE|\d{1,2}\s*[eè](?:me)?\s+l[ée]gislature"
    r"|page\s+\d+\s*[/|]\s*\d+|https?://questions\.assemblee-nationale\.fr/\S*"
    r"|https?://www\.assemblee-nationale\.fr/\S*)\s*$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(?:[-–—•*◦▪]\s+|\d{1,2}[.)°]\s+\S|[a-z]\)\s+)")
_HYPHENATED = re.compile(r"(?<!\w)(\w+)[-\xad‐]$")
_COMPOUND = re.compile(r"(?<!\w)(\w+)-(?=([\w'’]+))")
# Words whose hyphen is their own, not the page's: "peut-être", "celui-ci", "demande-t-il".
_KEEPS_AFTER = frozenset(
    [
        "peut",
        "sous",
        "vice",
        "non",
        "ex",
        "après",
        "avant",
        "demi",
        "semi",
        "mi",
        "contre",
        "entre",
        "outre",
        "porte",
        "celui",
        "celle",
        "ceux",
        "celles",
        "lui",
        "elle",
        "eux",
        "soi",
        "nous",
        "vous",
        "vis",
        "ci",
        "là",
        "au",
        "par",
        "rendez",
        "arc",
        "grand",
        "chef",
        "sud",
        "nord",
        "est",
        "ouest",
        "quasi",
        "socio",
        "médico",
        "franco",
        "euro",
        "peu",
        "plus",
        "moins",
        "quelques",
        "jusque",
        "tout",
        "well",
        "self",
        "long",
        "short",
        "low",
        "high",
        "cross",
        "part",
        "full",
        "co",
        "re",
        "post",
        "pre",
        "anti",
        "inter",
        "multi",
    ]
)
_KEEPS_BEFORE = frozenset(
    [
        "ci",
        "là",
        "il",
        "elle",
        "on",
        "ils",
        "elles",
        "même",
        "mêmes",
        "être",
        "t",
        "ce",
        "je",
        "tu",
        "nous",
        "vous",
        "moi",
        "toi",
        "le",
        "la",
        "les",
        "lui",
        "leur",
        "en",
        "y",
        "à",
        "de",
        "d'œuvre",
        "dessus",
        "dessous",
        "delà",
    ]
)
_SHORT_LINE = 0.75  # of the longest line: a shorter one that ends a sentence ends a paragraph


def is_furniture(line: str) -> bool:
    """Return whether `line` is page furniture and not text: a running head, a page number."""
    return _FURNITURE.match(line) is not None


def unwrap(text: str) -> str:
    """Return `text` unwrapped: one line per paragraph, list item or table row.

    A blank line ends a paragraph; so does a line that ends a sentence clearly before the margin.
    Text that was never wrapped comes back unchanged but for cleaning.
    """
    lines = [line.strip() for line in text.splitlines() if not is_furniture(line)]
    margin = max(map(len, lines), default=0)
    compounds = set(_COMPOUND.findall(text))
    paragraphs: list[list[str]] = []
    joins = False
    for line in lines:
        if not line:
            joins = False
        elif joins and not _ITEM.match(line):
            paragraphs[-1][-1] = _before(line, paragraphs[-1][-1], compounds)
            paragraphs[-1].append(line)
            joins = _goes_on(line, margin)
        else:
            paragraphs.append([line])
            joins = _goes_on(line, margin)
    return clean("\n".join(map("".join, paragraphs)))


def _goes_on(line: str, margin: int) -> bool:
    ends_sentence = line.endswith((".", "!", "?", ":", ";", "»", '."'))
    return not (ends_sentence and len(line) < margin * _SHORT_LINE)


def _before(tail: str, head: str, compounds: set[tuple[str, str]]) -> str:
    """Return the line `head` as joined to the following line `tail` of the same paragraph."""
    match = _HYPHENATED.search(head)
    if match is None:
        return f"{head} "
    first = match[1]
    second = re.split(r"[^\w'’]", tail, maxsplit=1)[0]
    if head.endswith("\xad"):
        return head[:-1]
    keeps = (
        not tail[:1].islower()
        or first.isdigit()
        or first.lower() in _KEEPS_AFTER
        or second.lower() in _KEEPS_BEFORE
        or (first, second) in compounds
    )
    return head if keeps else head[:-1]
