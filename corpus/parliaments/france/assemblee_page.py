"""Reader of the Assemblée nationale's question pages in HTML, and of their PDFs.

Both show the same header (number, author, ministries, dates), then "Texte de la question" and
"Texte de la réponse". The pages of the 8th to the 13th legislature exist in this form only.
Source: https://questions.assemblee-nationale.fr/ (Licence Ouverte 2.0).
"""

import re
from dataclasses import dataclass

from corpus.parliaments.france.assemblee_json import (
    LICENCE,
    QUESTION_PAGE,
    without_mark,
    without_number,
)
from corpus.parliaments.france.dialogue import dialogue_of
from corpus.records.reading import Skipped
from corpus.records.record import ReplyRecord, Status
from corpus.text.clean import one_line
from corpus.text.dates import parse_date
from corpus.text.lines import unwrap
from corpus.text.message import message
from corpus.text.people import opening_name

_ADDRESS = re.compile(r"/q(?P<l>\d{1,2})/(?P=l)-(?P<n>\d{1,6})(?P<k>QE|QG|QOSD)\b", re.IGNORECASE)
_DYN_ADDRESS = re.compile(r"QANR5L(?P<l>\d{1,3})(?P<k>QE|QG|QOSD)(?P<n>\d{1,6})\b")
_LEGISLATURE = re.compile(r"\b(\d{1,2})\s*(?:e|è|ème|eme|[èe]me|ième)\s+l[ée]gislature", re.I)
_NUMBER = re.compile(
    r"Question\s+N\s?[°ºo]\s*:?\s*(?P<number>\d{1,6})"
    r"(?:\s*\.?\s*de\s+(?P<author>(?:M\.|Mme|Mlle)\s[^(\n]{2,80}?)\s*"
    r"(?:\((?P<group>[^()]{1,160})\)|\n|$))?",
    re.IGNORECASE,
)
_KINDS = (
    ("QE", re.compile(r"question\s+[ée]crite|\bQE\b", re.IGNORECASE)),
    ("QG", re.compile(r"question\s+au\s+gouvernement|\bQG\b", re.IGNORECASE)),
    ("QOSD", re.compile(r"question\s+orale(?:\s+sans\s+d[ée]bat)?|\bQOSD\b", re.IGNORECASE)),
)
_LABELS = {
    "ministry_asked": r"Minist[èe]re\s+interrog[ée]",
    "ministry": r"Minist[èe]re\s+attributaire",
    "rubrique": r"Rubrique",
    "title": r"Titre",
    "head": r"T[êe]te\s+d['’]analyse",
    "analysis": r"Analyse",
    "asked_on": r"Question\s+publi[ée]e\s+au\s+JO\s+le",
    "answered_on": r"R[ée]ponse\s+publi[ée]e\s+au\s+JO\s+le",
    "withdrawn_on": r"(?:Question\s+|Date\s+de\s+)retir[ée]e?(?:\s+le)?|Retrait\s+le",
    "lapsed_on": r"Question\s+caduque(?:\s+le)?",
    "reassigned_on": r"Date\s+de\s+changement\s+d['’]attribution",
    "flagged_on": r"Date\s+de\s+signalement",
    "renewed_on": r"Date\s+de\s+renouvellement",
    "page": r"\bpage",
}
_LABEL = re.compile(
    "|".join(f"(?P<{name}>{label})" for name, label in _LABELS.items()), re.IGNORECASE
)
_HEADING = re.compile(
    r"\W*texte\s+de\s+la\s+(?:(?P<question>question)|(?P<reply>r[ée]ponse))\W*", re.IGNORECASE
)
_COLON = re.compile(r"\s*(?:\([^()\n]{1,20}\)\s*)?[:>]\s*>?\s*")
_HEADER_CHARACTERS = 8_000  # a page's navigation included; the header itself has some 800


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question page in three parts, as text; None for a missing part."""

    header: str
    question: str | None
    reply: str | None
    wrapped: bool  # its lines end where the paper did


def heading(line: str) -> str | None:
    """Return "question" or "reply" when `line` is the heading of that part, else None."""
    match = _HEADING.fullmatch(line) if len(line) <= 60 else None
    return match.lastgroup if match else None


def read_question_page(page: QuestionPage) -> ReplyRecord | Skipped | None:
    """Return the record of `page`; None if it is not a question page of the Assemblée."""
    header = page.header[-_HEADER_CHARACTERS:]
    found = _identity(header)
    if found is None:
        return None
    legislature, kind, number = found
    uid = f"QANR5L{legislature}{kind}{number}"
    mend = unwrap if page.wrapped else str
    asked, asked_day = without_number(mend(page.question or ""))
    reply = without_mark(mend(page.reply or ""))
    asked_by, answered_by = opening_name(asked), ""
    if reply and (dialogue := dialogue_of(kind, reply)):
        if not dialogue.reply:
            return Skipped(
                uid, message("no turn of a member of the Government found in the dialogue")
            )
        asked, reply = asked or dialogue.question, dialogue.reply
        asked_by, answered_by = asked_by or dialogue.asked_by, dialogue.answered_by
    if not asked and not reply:
        return Skipped(uid, message("it has neither a question text nor a reply text"))
    fields = _fields(header)
    named = _NUMBER.search(header)
    group = one_line(named["group"] or "") if named else ""
    answered_on = parse_date(fields.get("answered_on"))
    heads = (fields.get("title"), fields.get("head"), fields.get("analysis"))
    ministry_asked = fields.get("ministry_asked", "")
    return ReplyRecord(
        uid=uid,
        source="AN",
        country="FR",
        language="fr",
        chamber="Assemblée nationale",
        kind=kind,
        legislature=legislature,
        number=number,
        title=" : ".join(dict.fromkeys(head for head in heads if head)),
        rubrique=fields.get("rubrique", ""),
        question=asked,
        reply=reply,
        status=_status(reply, fields),
        asked_by=asked_by or (one_line(named["author"] or "") if named else ""),
        asked_by_group=group.rpartition(" - ")[0] or group,  # "(group - constituency)"
        answered_by=answered_by,
        ministry_asked=ministry_asked,
        ministry=fields.get("ministry") or ministry_asked,
        asked_on=parse_date(fields.get("asked_on")) or parse_date(asked_day),
        answered_on=answered_on if reply else None,
        url=QUESTION_PAGE.format(legislature=legislature, number=number, kind=kind),
        licence=LICENCE,
    )


def _identity(header: str) -> tuple[str, str, str] | None:
    """Return legislature, kind and number from the page's address, else from its header."""
    named = _NUMBER.search(header)
    for pattern in (_ADDRESS, _DYN_ADDRESS):
        for match in pattern.finditer(header):
            if named is None or int(named["number"]) == int(match["n"]):
                return match["l"], match["k"].upper(), str(int(match["n"]))
    legislature = _LEGISLATURE.search(header)
    if named is None or legislature is None:
        return None
    near = header[named.start() : named.end() + 400]
    kinds = [(found.start(), kind) for kind, word in _KINDS if (found := word.search(near))]
    return (legislature[1], min(kinds)[1], str(int(named["number"]))) if kinds else None


def _fields(header: str) -> dict[str, str]:
    """Return the value behind each label, up to the end of its line or the next label."""
    fields: dict[str, str] = {}
    labels = []
    for match in _LABEL.finditer(header):
        name = match.lastgroup or ""
        colon = _COLON.match(header, match.end())
        # A date needs no colon; any other value has one (or ">"), so that words are not labels.
        if colon or name.endswith("_on"):
            labels.append((match.start(), colon.end() if colon else match.end(), name))
    ends = [*(start for start, _, _ in labels[1:]), len(header)]
    for (_, start, name), end in zip(labels, ends, strict=True):
        value = one_line(header[start:end].lstrip().split("\n", 1)[0]).strip(" |")
        if value:
            fields.setdefault(name, value)
    return fields


def _status(reply: str, fields: dict[str, str]) -> Status:
    if reply:
        return Status.ANSWERED
    if "withdrawn_on" in fields:
        return Status.WITHDRAWN
    return Status.LAPSED if "lapsed_on" in fields else Status.NOT_YET_ANSWERED
