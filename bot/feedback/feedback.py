"""Readers' feedback on answers, if the operator keeps it: feedback.jsonl in the home.

Off by default. One JSON object a line, personal data masked; no address of the reader, no time of
day. Old entries are dropped.
"""

import math
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.answers.answer import AnswerStatus
from bot.feedback.private_lines import LinesFullError, PrivateLines
from bot.question.bad_input import BadInputError
from bot.question.personal_data import mask
from corpus.text.clean import one_line
from corpus.text.language import language_of

FEEDBACK_FILE = "feedback.jsonl"
_MOST = 64 * 2**20  # bytes: nobody shall fill the disk
_MOST_UIDS = 20
_LONGEST_UID = 100
LONGEST_COMMENT = 1_000  # characters
_LONGEST_QUESTION = 4_000
# Why an answer was not useful; the page asks for them by these names.
REASONS = ("other_subject", "incomplete", "outdated", "unclear", "wrong")


FeedbackFullError = LinesFullError  # what `Feedback.add` raises


def _today() -> date:
    return datetime.now(UTC).date()


class Feedback:
    """The file of readers' feedback from the last `days` days. Safe for several threads.

    Older entries are dropped when it is opened, then once a day. Raises OSError, also for a link
    where the file should be.
    """

    def __init__(self, folder: Path, days: int = 365, today: Callable[[], date] = _today) -> None:
        self._lines = PrivateLines(folder / FEEDBACK_FILE, _MOST)
        self._days, self._today = days, today
        self._lock = threading.Lock()
        self._looked_on = today()
        self._drop_old()

    def add(self, item: object) -> None:
        """Write {"useful": true or false}, with what of the rest of an entry is given.

        Raises BadInputError for what is not that, FeedbackFullError, or OSError.
        """
        entry = _entry(item, self._today())
        with self._lock:
            if self._looked_on != self._today():
                self._drop_old()
                self._looked_on = self._today()
            self._lines.add(entry)

    def _drop_old(self) -> None:
        today = self._today()
        self._lines.keep(lambda entry: _age(entry, today) <= self._days)


def _age(entry: Mapping[str, Any], today: date) -> float:
    """Return the age of an entry in days; an entry without a day is older than any other."""
    try:
        return (today - date.fromisoformat(entry["day"])).days
    except (KeyError, TypeError, ValueError):
        return math.inf


def _entry(item: object, today: date) -> dict[str, Any]:
    if not isinstance(item, Mapping) or not isinstance(item.get("useful"), bool):
        raise BadInputError(
            'expected {{"useful": true or false, "question": "...", "reasons": []}}'
        )
    reasons, uids = _texts(item, "reasons"), _texts(item, "uids")
    if not set(reasons) <= set(REASONS):
        raise BadInputError("reasons are some of: {names}", names=", ".join(REASONS))
    status = item.get("status") or None
    if status not in (None, *AnswerStatus):
        raise BadInputError("the status is one of: {names}", names=", ".join(AnswerStatus))
    return {
        "day": today.isoformat(),
        "useful": item["useful"],
        "reasons": sorted(set(reasons)),
        "comment": _masked(item, "comment")[:LONGEST_COMMENT],
        "question": _masked(item, "question"),
        "status": status,
        "uids": [one_line(uid[:_LONGEST_UID]) for uid in uids[:_MOST_UIDS]],
    }


def _texts(item: Mapping[str, Any], name: str) -> list[str]:
    texts = item.get(name) or []
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadInputError("{name} is a list of texts", name=name)
    return texts


def _masked(item: Mapping[str, Any], name: str) -> str:
    text = item.get(name) or ""
    if not isinstance(text, str):
        raise BadInputError("{name} is not a text", name=name)
    text = one_line(text[:_LONGEST_QUESTION])
    return mask(text, language_of(text) or "fr").text
