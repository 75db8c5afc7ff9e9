"""What the tests of kept conversations share."""

from typing import Any

OFFICIAL = "https://questions.assemblee-nationale.fr/q15/15-33QE.htm"


def card(**fields: Any) -> dict[str, Any]:
    """A card as the browser sends it."""
    return {
        "head": "[1] Phares · Ministère de la mer",
        "quotes": ["La prime est maintenue."],
        "quote_language": "fr",
        "reference": f"Question écrite n° 33, {OFFICIAL} (Licence Ouverte 2.0)",
        "address": OFFICIAL,
        **fields,
    }


def turn(*cards: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A turn as the browser sends it."""
    return {
        "language": "fr",
        "question": "Qui garde les phares ?",
        "understood": "",
        "lead": [],
        "cards": list(cards),
        "notices": ["La réponse [1] date de 4 ans."],
        "asked_on": "2026-11-29",
        **fields,
    }


def conversation(*turns: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """What the browser sends to save a conversation."""
    return {
        "format": "docx",
        "language": "fr",
        "address": "https://parlebot.example/#q=phares",
        "turns": list(turns) or [turn(card())],
        **fields,
    }
