"""Questions to the Government: a dialogue in one text, of which only one side is the reply.

A turn starts a line with its speaker: "M. Jacques Martin, ministre de l'intérieur. Monsieur le
député, ...". The chair's turns are left out, the Government's are the reply, everything else is
the question. Applause and other noises of the chamber, in brackets, are nobody's words.
"""

import re
from dataclasses import dataclass

from corpus.text.clean import clean
from corpus.text.fold import fold
from corpus.text.people import FULL_NAME

_SPEAKER = re.compile(
    r"(?:^|\n)\s*(?P<speaker>(?:(?:Plusieurs|Une?|Des)\s+d[ée]put[ée]e?s?\b[^.,\n]{0,80}"
    r"|(?:M\.|Mme|Mlle)\s+"
    r"(?:l[ae]\s+(?:pr[ée]sidente?|[Pp]remi[eè]re? ministre|ministre[^.\n]{0,80}|garde des sceaux)"
    rf"|{FULL_NAME}))"
    r"(?:\s*\([^().\n]{1,80}\))?(?:,\s*(?P<function>[^.\n]{3,200}))?)\s*\.(?=\s)"
)
_WRITTEN = frozenset(("QE", "QC"))
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
    asked_by: str  # the first member who speaks: "Mme Odile Brindacier"
    answered_by: str  # "M. Jacques Martin, ministre de l'intérieur"; "; " between several


def dialogue_of(kind: str, text: str) -> Dialogue | None:
    """Return the dialogue in the reply to a question of `kind`; None for a plain reply.

    A QG always is one. Other oral questions are one when members speak in the text; a reply in
    which nobody else speaks is the Government's as it stands.
    """
    if kind in _WRITTEN:
        return None
    dialogue = split_dialogue(text)
    return dialogue if kind == "QG" or dialogue.question else None


def split_dialogue(text: str) -> Dialogue:
    """Split a dialogue in clean text into the members' turns and the Government's.

    `reply` is "" when no speaker is recognised as a member of the Government. With several
    speakers on a side, each turn keeps its speaker on a line of its own.
    """
    text = clean(_NOISE.sub(" ", text))
    starts = [m for m in _SPEAKER.finditer(text) if not _ADDRESSES.search(fold(m["speaker"]))]
    asked: list[tuple[str, str]] = []
    answered: list[tuple[str, str]] = []
    ministers: set[str] = set()
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=False):  # without a speaker, there is no turn
        speaker, words = match["speaker"].strip(), text[match.end() : end].strip()
        name = speaker.split(",")[0]
        if _CHAIR.search(fold(name)) or not words:
            continue
        if _GOVERNMENT.search(fold(speaker)) or name in ministers:
            ministers.add(name)
            answered.append((speaker, words))
        else:
            asked.append((name, words))
    speakers = list(dict.fromkeys(speaker for speaker, _ in answered))
    # "M. le ministre délégué" speaks again for the minister who was named before.
    speakers = [s for s in speakers if not _TITLE_ONLY.match(s)] or speakers[:1]
    return Dialogue(
        question=_told(asked),
        reply=_told(answered),
        asked_by=asked[0][0] if asked else "",
        answered_by="; ".join(speakers),
    )


def _told(turns: list[tuple[str, str]]) -> str:
    """Return the turns of one side, each below its speaker if there are several."""
    names = {speaker.split(",")[0] for speaker, _ in turns if not _TITLE_ONLY.match(speaker)}
    if len(names) < 2:
        return "\n".join(words for _, words in turns)
    return "\n".join(f"{speaker} :\n{words}" for speaker, words in turns)
