"""Reader of the Assemblée nationale's open data in JSON.

Format: one object ``{"question": {...}}`` per file (15th to 17th legislature), or one big file
``{"questionsEcrites": {"question": [...]}}`` (14th). Single values may appear in place of lists,
empty elements come as null, ``{}`` or ``{"@xsi:nil": "true"}``, numbers as strings.
Source: https://data.assemblee-nationale.fr/ (Licence Ouverte 2.0).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from corpus.parliaments.france.dialogue import dialogue_of
from corpus.records.life_events import assemblee_events
from corpus.records.reading import Reading, Skipped
from corpus.records.record import ReplyRecord, Status
from corpus.text.clean import one_line
from corpus.text.dates import parse_date
from corpus.text.html import html_to_text
from corpus.text.message import message
from corpus.text.people import opening_name

_UID = re.compile(r"QANR5L(\d{1,3})(QE|QG|QOSD)(\d+)")
QUESTION_PAGE = (
    "https://questions.assemblee-nationale.fr/q{legislature}/{legislature}-{number}{kind}.htm"
)
LICENCE = "Licence Ouverte 2.0"
# "13382. - 10 mars 2026. - M. X": the number and date that some texts still carry.
_NUMBERED = re.compile(
    r"^\d{1,6}\s*\.\s*[-–—]\s*(?P<date>\d{1,2}(?:er)? \S+ \d{4})\s*\.\s*[-–—]\s*"
)
_REPLY_MARK = re.compile(r"^r[ée]ponse\s*\.\s*[-–—]*\s*", re.IGNORECASE)
_LAPSED = re.compile(r"cadu[cq]|fin[_ ](?:de[_ ])?(?:mandat|l[ée]gislature)")


def find_questions(document: Any) -> list[Any] | None:  # noqa: ANN401
    """Return the question objects of a parsed JSON document, or None if it holds none."""
    if isinstance(document, list):
        if not any(map(_holds_question, document)):
            return None
        return [q["question"] if _holds_question(q) else q for q in document]
    if not isinstance(document, dict):
        return None
    if _holds_question(document):
        questions = document["question"]
        return questions if isinstance(questions, list) else [questions]
    for value in document.values():
        if _holds_question(value):
            return find_questions(value)
    return None


def read_assemblee(questions: Iterable[Any], *, fictional: bool = False) -> Reading:
    """Yield one record per question object, or a Skipped that says what is wrong with it."""
    for position, question in enumerate(questions, start=1):
        place = f"question {position}"
        if not isinstance(question, dict):
            yield Skipped(place, message("it is no object with fields"))
            continue
        uid = one_line(_text(question, "uid"))
        match = _UID.fullmatch(uid)
        if match is None:
            yield Skipped(uid or place, message("its uid is not of the form QANR5L15QE33"))
            continue
        yield _read_one(question, uid, match, fictional)


class _Said(NamedTuple):
    """What both sides said, who spoke, and on which days."""

    question: str
    asked_on: date | None
    asked_by: str
    replies: list[tuple[str, date | None]]  # oldest first
    answered_by: str


def _said(question: dict[str, Any], kind: str) -> _Said:
    asked = _last(question, "textesQuestion", "texteQuestion")
    text, numbered = without_number(html_to_text(_text(asked, "texte")))
    asked_on = parse_date(_text(asked, "infoJO", "dateJO")) or parse_date(numbered)
    replies = [
        (words, parse_date(_text(reply, "infoJO", "dateJO")))
        for reply in _each(question, "textesReponse", "texteReponse")
        if (words := without_mark(html_to_text(_text(reply, "texte"))))
    ]
    asked_by = opening_name(text)
    if replies and (dialogue := dialogue_of(kind, replies[-1][0])):
        text, asked_by = text or dialogue.question, asked_by or dialogue.asked_by
        replies = [(dialogue.reply, replies[-1][1])]
        return _Said(text, asked_on, asked_by, replies, dialogue.answered_by)
    return _Said(text, asked_on, asked_by, replies, "")


def _read_one(
    question: dict[str, Any], uid: str, match: re.Match[str], fictional: bool
) -> ReplyRecord | Skipped:
    legislature, kind, number = match.groups()
    said = _said(question, kind)
    texts = [text for text, _ in said.replies]
    if texts == [""]:
        return Skipped(uid, message("no turn of a member of the Government found in the dialogue"))
    if not said.question and not texts:
        return Skipped(uid, message("it has neither a question text nor a reply text"))
    status, label = _status(question, texts)
    ministries = list(_each(question, "minAttribs", "minAttrib"))
    ministry_asked = _ministry(question, "minInt")
    answered = _last(question, "textesReponse", "texteReponse")
    answered_on = parse_date(_text(answered, "infoJO", "dateJO"))
    if answered_on is None and status.has_reply:
        answered_on = parse_date(_text(question, "cloture", "dateCloture"))
    page = QUESTION_PAGE.format(legislature=legislature, number=number, kind=kind)
    return ReplyRecord(
        uid=uid,
        source="SAMPLE" if fictional else "AN",
        country="FR",
        language="fr",
        chamber="Assemblée nationale",
        kind=kind,
        legislature=legislature,
        number=number,
        title=_title(question),
        rubrique=one_line(html_to_text(_text(question, "indexationAN", "rubrique"))),
        themes=_analyses(question),
        question=said.question,
        reply=texts[-1] if texts else "",
        earlier_replies=tuple(texts[:-1]),
        earlier_dates=tuple(day.isoformat() if day else "" for _, day in said.replies[:-1]),
        events=assemblee_events(
            question,
            [(_text(m, "infoJO", "dateJO"), _ministry(m, "denomination")) for m in ministries],
            _closed_without_reply(question, status),
        ),
        status=status,
        status_label=label,
        asked_by=said.asked_by,
        asked_by_group=one_line(_text(question, "auteur", "groupe", "developpe")),
        answered_by=said.answered_by,
        ministry_asked=ministry_asked,
        ministry=_ministry(ministries[-1:], "denomination") or ministry_asked,
        asked_on=said.asked_on,
        answered_on=answered_on,
        url="" if fictional else page,
        licence="MIT" if fictional else LICENCE,
        fictional=fictional,
    )


def _status(question: dict[str, Any], texts: list[str]) -> tuple[Status, str]:
    code = _text(question, "cloture", "codeCloture").upper()
    label = one_line(_text(question, "cloture", "libelleCloture"))
    if texts:
        return (Status.CORRECTED if len(texts) > 1 else Status.ANSWERED), label
    words = f"{code} {label}".lower()
    if "retir" in words or code.startswith("RET"):
        return Status.WITHDRAWN, label
    if _LAPSED.search(words):
        return Status.LAPSED, label
    return Status.NOT_YET_ANSWERED, label


def _closed_without_reply(question: dict[str, Any], status: Status) -> tuple[str, str] | None:
    if status not in (Status.WITHDRAWN, Status.LAPSED):
        return None
    closing = question.get("cloture")
    return _text(closing, "dateCloture"), one_line(_text(closing, "libelleCloture"))


def without_number(text: str) -> tuple[str, str]:
    """Return a question's clean text without its number and date, and that date as written."""
    match = _NUMBERED.match(text)
    return (text[match.end() :], match["date"]) if match else (text, "")


def without_mark(text: str) -> str:
    """Return a reply's clean text without the mark "Réponse. -" before it."""
    return _REPLY_MARK.sub("", text, count=1)


def _title(question: dict[str, Any]) -> str:
    head = one_line(html_to_text(_text(question, "indexationAN", "teteAnalyse")))
    parts = [part for part in (head, *_analyses(question)) if part]
    return " : ".join(dict.fromkeys(parts))


def _analyses(question: dict[str, Any]) -> tuple[str, ...]:
    found = _each(question, "indexationAN", "analyses", "analyse")
    return tuple(one_line(html_to_text(a)) for a in found if isinstance(a, str) and a.strip())


def _ministry(value: Any, name: str) -> str:  # noqa: ANN401
    return one_line(_text(value, name, "developpe") or _text(value, name, "abrege"))


def _holds_question(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, dict) and isinstance(value.get("question"), dict | list)


def _each(value: Any, *path: str) -> Iterator[Any]:  # noqa: ANN401
    """Yield the values at `path`: the items of a list, or the single value if it is not a list.

    Where a list stands on the way, its last item is taken: the newest.
    """
    for name in path:
        if isinstance(value, list):
            value = value[-1] if value else None
        value = value.get(name) if isinstance(value, dict) else None
    for item in value if isinstance(value, list) else [value]:
        if item not in (None, {}, "") and not _is_nil(item):
            yield item


def _last(value: Any, *path: str) -> Any:  # noqa: ANN401
    return next(reversed(list(_each(value, *path))), None)


def _text(value: Any, *path: str) -> str:  # noqa: ANN401
    """Return the text at `path`; "" if it is missing, null, nil or not a text."""
    found = _last(value, *path)
    if isinstance(found, dict):
        found = found.get("#text")
    return str(found) if isinstance(found, str | int) else ""


def _is_nil(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, dict) and value.get("@xsi:nil") == "true" and "#text" not in value
