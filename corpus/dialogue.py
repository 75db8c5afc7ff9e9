"""Questions to the Government: a dialogue in one text, of which only one side is the reply.

A turn starts a line with its speaker: "M. Jacques Martin, ministre de l'intérieur. Monsieur le
député, ...". The chair's turns are left out, the Government's are the reply, all else is the
question. Applause and other noises of the chamber, in brackets, are nobody's words.
"""

import re
from dataclasses import dataclass

from corpus.people import FULL_NAME
from corpus.text import clean, strip_accents

_SPEAKER = re.compile(
    r"(?:^|\n)\s*(?P<speaker>(?:(?:Plusieurs|Une?|Des)\s+d[ée]put[ée]e?s?\b[^.,\n]{0,80}"
    r"|(?:M\.|Mme|Mlle)\s+"
    r"(?:l[ae]\s+(?:pr[ée]sidente?|[Pp]remi[eè]re? ministre|ministre[^.\n]{0,80}|garde des sceaux)"
    rf"|{FULL_NAME}))"
    r"(?:\s*\([^().\n]{1,80}\))?(?:,\s*(?P<function>[^.\n]{3,200}))?)\s*\.(?=\s)"
)
_NOISE = re.compile(
    r"\((?:[^()]{0,40}\b)?(?:Applaudissements|Exclamations|Rires|Sourires|Murmures|Protestations"
    r"|Huées|Mêmes mouvements)\b[^()]{0,300}\)",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(
    r"ministre|secretaire d'etat|garde des sceaux|haut[- ]commissaire|porte-parole du gouvernement"
)
# "M. le ministre, vous avez promis beaucoup." addresses him: he is not the one who speaks.
_ADDRESSES = re.compile(r"\b(?:je|j'|vous|votre|vos|nous|notre|nos)\b")
_TITLE_ONLY = re.compile(r"(?:M\.|Mme)\s+l[ae]\s")
_CHAIR = re.compile(r"\ble president\b|\bla presidente\b")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The two sides of a question to the Government."""

    question: str
    reply: str
    answered_by: str  # "M. Jacques Martin, ministre de l'intérieur"; "; " between several


def split_dialogue(text: str) -> Dialogue:
    """Split a dialogue in clean text into the members' turns and the Government's.

    `reply` is "" when no speaker is recognised as a member of the Government. With several of
    them, each turn keeps its speaker on a line of its own.
    """
    text = clean(_NOISE.sub(" ", text))
    starts = [m for m in _SPEAKER.finditer(text) if not _ADDRESSES.search(_folded(m["speaker"]))]
    asked: list[str] = []
    answered: list[tuple[str, str]] = []
    ministers: set[str] = set()
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=False):  # without a speaker, there is no turn
        speaker, words = match["speaker"].strip(), text[match.end() : end].strip()
        name = speaker.split(",")[0]
        if _CHAIR.search(_folded(name)) or not words:
            continue
        if _GOVERNMENT.search(_folded(speaker)) or name in ministers:
            ministers.add(name)
            answered.append((speaker, words))
        else:
            asked.append(words)
    speakers = list(dict.fromkeys(speaker for speaker, _ in answered))
    # "M. le ministre délégué" speaks again for the minister who was named before.
    speakers = [s for s in speakers if not _TITLE_ONLY.match(s)] or speakers[:1]
    if len({speaker.split(",")[0] for speaker in speakers}) > 1:
        reply = "\n".join(f"{speaker} :\n{words}" for speaker, words in answered)
    else:
        reply = "\n".join(words for _, words in answered)
    return Dialogue("\n".join(asked), reply, "; ".join(speakers))


def _folded(words: str) -> str:
    return strip_accents(words).replace("’", "'").lower()
