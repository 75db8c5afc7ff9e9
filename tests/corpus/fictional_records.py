"""Fictional questions in the official shapes, for the readers' tests."""

import json
from copy import deepcopy
from typing import Any

REPLY = "La redevance fictive sur les cerfs-volants est fixée à 12 euros par an depuis 2031."
QUESTION = (
    "Mme Odile Brindacier interroge M. le ministre des jeux de plein air sur les cerfs-volants."
)


def assemblee(number: int = 7, legislature: int = 98, **changes: Any) -> dict[str, Any]:
    """One question in the shape of the Assemblée's JSON, with top-level fields replaced."""
    day = {"typeJO": "JO_QUESTION", "dateJO": "2031-03-04", "pageJO": "12"}
    ministry = {"organeRef": "PO1", "abrege": "Jeux", "developpe": "Ministère des jeux"}
    question: dict[str, Any] = {
        "uid": f"QANR5L{legislature}QE{number}",
        "identifiant": {"numero": str(number), "regime": "fictif", "legislature": str(legislature)},
        "type": "QE",
        "indexationAN": {
            "rubrique": "sports",
            "teteAnalyse": None,
            "analyses": {"analyse": "cerfs-volants. redevance"},
        },
        "auteur": {
            "identite": {"acteurRef": "PA1", "mandatRef": "PM1"},
            "groupe": {"organeRef": "PO2", "abrege": "GV", "developpe": "Groupe du vent"},
        },
        "minInt": ministry,
        "minAttribs": {"minAttrib": {"infoJO": day, "denomination": ministry}},
        "textesQuestion": {"texteQuestion": {"infoJO": day, "texte": QUESTION}},
        "textesReponse": {
            "texteReponse": {"infoJO": {**day, "dateJO": "2031-06-10"}, "texte": REPLY}
        },
        "cloture": {
            "codeCloture": "REP_PUB",
            "libelleCloture": "Réponse publiée",
            "dateCloture": "2031-06-10",
            "infoJO": day,
        },
        "signalement": None,
        "renouvellements": None,
    }
    return deepcopy(question | changes)


def assemblee_bytes(number: int = 7, **changes: Any) -> bytes:
    """The file of one question, as the official archive holds it."""
    return json.dumps({"question": assemblee(number, **changes)}, ensure_ascii=False).encode()


def replies(*texts: Any) -> dict[str, Any]:
    """A `textesReponse` that holds several texts, oldest first."""
    days = [f"2031-06-{day:02}" for day in range(10, 10 + len(texts))]
    return {
        "texteReponse": [
            {"infoJO": {"dateJO": day}, "texte": text}
            for day, text in zip(days, texts, strict=True)
        ]
    }


def uk(number: int = 41, **changes: Any) -> dict[str, Any]:
    """One result in the shape of the UK Parliament's API, with fields of its value replaced."""
    value: dict[str, Any] = {
        "id": 9_000_000 + number,
        "uin": str(number),
        "house": "Commons",
        "askingMember": None,
        "questionText": "<p>To ask the Secretary of State for Kites, how many kites fly.</p>",
        "answeringBodyName": "Department for Kites",
        "answeringMember": None,
        "heading": "Kites: Statistics",
        "dateTabled": "2031-03-04T00:00:00",
        "dateForAnswer": "2031-03-09T00:00:00",
        "dateAnswered": "2031-03-10T00:00:00",
        "answerText": "<p>Some 1,204 kites fly on an average day.</p>",
        "originalAnswerText": None,
        "comparableAnswerText": None,
        "isWithdrawn": False,
        "answerIsHolding": False,
        "answerIsCorrection": False,
        "groupedQuestions": [],
        "attachments": [],
        "attachmentCount": 0,
    }
    return {"value": deepcopy(value | changes), "links": []}
