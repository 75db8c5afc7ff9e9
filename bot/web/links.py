"""A document's text as the page sets it: its web addresses as links, its lines as paragraphs.

Not a character of it is added, taken away or changed.
"""

import re

from markupsafe import Markup

from corpus.parliaments.official_address import official_address
from corpus.records.record import ReplyRecord

_ADDRESS = r"""(?:https?://|www\.)[^\s<>"“”«»‘’()\[\]{}|\\^`]+"""
# What no line may end within: figures and their unit, a word and the mark behind its space.
_TOGETHER = r"\d{1,3}(?: \d{3})+(?: [%€])?|\d{1,20} [%€]|« \S{1,20}|\S{1,20} [?!;:»]"
_PIECE = re.compile(rf"(?P<address>{_ADDRESS})|(?P<line>\n)|{_TOGETHER}", re.IGNORECASE)
_AFTER = ".,;:!?…'"  # what ends the sentence, not the address
_LINK = Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>')
_LINE = Markup('<span class="pb-gap">\n</span>')
_KEPT = Markup('<span class="pb-nobr">{}</span>')


def linked(text: str, record: ReplyRecord) -> Markup:
    """Return `text` of a record escaped, set as the page sets documents.

    A link shows where it leads, and stands only in the text of a record that has an official page:
    what people drop into the corpus links to nothing.
    """
    has_links = bool(official_address(record))
    parts, position = [], 0
    for found in _PIECE.finditer(text):
        start, piece = found.start(), found[0]
        if found["address"]:
            piece = piece.rstrip(_AFTER) if has_links else ""
        parts += [
            Markup.escape(text[position:start]),
            _set(piece, is_address=bool(found["address"])),
        ]
        position = start + len(piece)
    return Markup().join([*parts, Markup.escape(text[position:])])


def _set(piece: str, *, is_address: bool) -> Markup:
    if piece == "\n":
        return _LINE
    if not is_address:
        return _KEPT.format(piece)
    if not piece:
        return Markup()
    address = piece if piece.lower().startswith("http") else f"https://{piece}"
    return _LINK.format(address, piece)
