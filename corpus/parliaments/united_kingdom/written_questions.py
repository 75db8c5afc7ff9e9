"""Reader of the UK Parliament's written-questions API.

Format: ``{"results": [{"value": {...}, "links": [...]}]}`` for a page of answers, or one
``{"value": {...}}``. Texts are HTML. The listing cuts texts at 255 characters and adds "...":
such a record is refused, never indexed as if it were whole.
Source: https://questions-statements-api.parliament.uk/ (Open Parliament Licence v3.0).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from corpus.records.life_events import uk_events
from corpus.records.reading import Reading, Skipped
from corpus.records.record import ReplyRecord, Status
from corpus.text.clean import one_line
from corpus.text.dates import parse_date
from corpus.text.html import html_to_text
from corpus.text.message import message

_PAGE = "https://questions-statements.parliament.uk/written-questions/detail/{day}/{uin}"
_TEXTS = ("questionText", "answerText", "originalAnswerText")
_LISTING_CUT = 255  # characters that the listing keeps of a text before "..."


def find_answers(document: Any) -> list[Any] | None:  # noqa: ANN401
    """Return the answers of a parsed JSON document, or None if it is not such a document."""
    if not isinstance(document, dict):
        return None
    results = document.get("results")
    if isinstance(results, list) and (not results or any(map(_is_answer, results))):
        return results
    return [document] if _is_answer(document) else None


def read_answers(results: Iterable[Any]) -> Reading:
    """Yield one record per answer, or a Skipped that says what is wrong with it."""
    for position, result in enumerate(results, start=1):
        value = result.get("value") if isinstance(result, dict) else None
        if not isinstance(value, dict) or not isinstance(value.get("id"), int):
            yield Skipped(f"result {position}", message("it has no value with a numeric id"))
            continue
        uid = f"uk-{value['id']}"
        cut = [name for name in _TEXTS if _is_cut(value.get(name))]
        if cut:
            yield Skipped(
                uid,
                message(
                    "{fields} cut at {count} characters, as the API's listing does: fetch "
                    "the whole record by its id ({id})",
                    fields=" and ".join(cut),
                    count=_LISTING_CUT,
                    id=value["id"],
                ),
            )
            continue
        yield _read_one(value, uid)


def _read_one(value: dict[str, Any], uid: str) -> ReplyRecord | Skipped:
    question = html_to_text(_text(value, "questionText"))
    reply = html_to_text(_text(value, "answerText"))
    if not question and not reply:
        return Skipped(uid, message("it has neither a question text nor an answer text"))
    earlier = html_to_text(_text(value, "originalAnswerText"))
    house = one_line(_text(value, "house"))
    number = one_line(_text(value, "uin"))
    asked_on = parse_date(_text(value, "dateTabled"))
    body = one_line(_text(value, "answeringBodyName"))
    return ReplyRecord(
        uid=uid,
        source="UK",
        country="GB",
        language="en",
        chamber={"Commons": "House of Commons", "Lords": "House of Lords"}.get(house, house),
        kind="UK written",
        number=number,
        title=one_line(html_to_text(_text(value, "heading"))),
        question=question,
        reply=reply,
        earlier_replies=(earlier,) if earlier and earlier != reply else (),
        events=uk_events(value),
        status=_status(value, reply),
        asked_by=_member(value.get("askingMember")),
        asked_by_group=one_line(_text(value.get("askingMember"), "party")),
        answered_by=_member(value.get("answeringMember")),
        ministry_asked=body,
        ministry=body,
        asked_on=asked_on,
        answered_on=parse_date(_text(value, "dateAnswered")),
        grouped_numbers=tuple(
            one_line(str(uin))
            for uin in _list(value, "groupedQuestions")
            if isinstance(uin, str | int)
        ),
        attachments=tuple(_attachments(value)),
        url=_PAGE.format(day=asked_on.isoformat(), uin=number) if asked_on and number else "",
        licence="Open Parliament Licence v3.0",
    )


def _status(value: dict[str, Any], reply: str) -> Status:
    if value.get("isWithdrawn"):
        return Status.WITHDRAWN
    if not reply:
        return Status.NOT_YET_ANSWERED
    if value.get("answerIsHolding"):
        return Status.HOLDING
    corrected = value.get("answerIsCorrection") or parse_date(_text(value, "dateAnswerCorrected"))
    return Status.CORRECTED if corrected else Status.ANSWERED


def _attachments(value: dict[str, Any]) -> Iterator[str]:
    """Yield the title and file name of each attachment, then how many are not named."""
    named = 0
    for attachment in _list(value, "attachments"):
        words = (_text(attachment, "title"), _text(attachment, "fileName"))
        if name := one_line(": ".join(dict.fromkeys(word for word in words if word))):
            named += 1
            yield name
    count = value.get("attachmentCount")
    if isinstance(count, int) and not isinstance(count, bool) and 0 < count - named < 1000:
        yield f"{count - named} without a name" if named else f"{count}, not named"


def _is_answer(value: Any) -> bool:  # noqa: ANN401
    inner = value.get("value") if isinstance(value, dict) else None
    return isinstance(inner, dict) and ("questionText" in inner or "answerText" in inner)


def _is_cut(text: Any) -> bool:  # noqa: ANN401
    return isinstance(text, str) and text.endswith("...") and len(text) == _LISTING_CUT + 3


def _member(member: Any) -> str:  # noqa: ANN401
    return one_line(_text(member, "name"))


def _list(value: dict[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []


def _text(value: Any, name: str) -> str:  # noqa: ANN401
    found = value.get(name) if isinstance(value, dict) else None
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
