"""What readers say of an answer, where the operator keeps it: feedback.jsonl in the home.

Off by default. One JSON object a line, personal data masked; no address of the reader, no time of
day.
"""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.answer import AnswerStatus
from bot.bad_input import BadInputError
from bot.masking import mask
from corpus.language import detect_language
from corpus.text import one_line

FILE = "feedback.jsonl"
_MOST = 64 * 2**20  # bytes: nobody shall fill the disk
_MOST_UIDS = 20
LONGEST_COMMENT = 1_000  # characters
_LONGEST_QUESTION = 4_000
# Why an answer was not useful; the page asks for them by these names (bot/page_messages.py).
REASONS = ("other_subject", "incomplete", "outdated", "unclear", "wrong")


class FeedbackFullError(Exception):
    """The file has reached its size."""


class Feedback:
    """The file of what readers said. Safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()

    def add(self, item: object) -> None:
        """Write {"useful": true or false}, with what of the rest of an entry is given.

        Raises BadInputError for what is not that, FeedbackFullError, or OSError.
        """
        line = json.dumps(_entry(item), ensure_ascii=False) + "\n"
        with self._lock:
            if self._path.exists() and self._path.stat().st_size + len(line) > _MOST:
                raise FeedbackFullError(
                    f"{self._path} has reached its size; move it away to go on collecting"
                )
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                self._path.touch(mode=0o600)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line)


def _entry(item: object) -> dict[str, Any]:
    if not isinstance(item, Mapping) or not isinstance(item.get("useful"), bool):
        raise BadInputError('expected {"useful": true or false, "question": "...", "reasons": []}')
    reasons, uids = _texts(item, "reasons"), _texts(item, "uids")
    if not set(reasons) <= set(REASONS):
        raise BadInputError(f"reasons are some of: {', '.join(REASONS)}")
    status = item.get("status") or None
    if status not in (None, *AnswerStatus):
        raise BadInputError(f"the status is one of: {', '.join(AnswerStatus)}")
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "useful": item["useful"],
        "reasons": sorted(set(reasons)),
        "comment": _masked(item, "comment")[:LONGEST_COMMENT],
        "question": _masked(item, "question"),
        "status": status,
        "uids": [one_line(uid)[:100] for uid in uids[:_MOST_UIDS]],
    }


def _texts(item: Mapping[str, Any], name: str) -> list[str]:
    texts = item.get(name) or []
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadInputError(f"{name} is a list of texts")
    return texts


def _masked(item: Mapping[str, Any], name: str) -> str:
    text = item.get(name) or ""
    if not isinstance(text, str):
        raise BadInputError(f"{name} is not a text")
    text = one_line(text[:_LONGEST_QUESTION])
    return mask(text, detect_language(text, "fr")).text
