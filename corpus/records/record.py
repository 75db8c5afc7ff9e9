"""The reply record: one official reply with all that is known of it.

Every reader produces records and nothing else; everything after the readers (store, index,
answers) works on records and knows no format. This module imports nothing of ours.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from textwrap import shorten
from typing import Any, Self

_LONGEST_LABEL = 120  # characters, of a record that has no heading


class Status(StrEnum):
    """The status of a parliamentary question. Only answered ones may be quoted."""

    ANSWERED = "answered"
    CORRECTED = "corrected"  # answered, and the reply was replaced by a newer text
    NOT_YET_ANSWERED = "not_yet_answered"
    HOLDING = "holding_answer"  # "I will write shortly": not a reply on the substance
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the mandate or the legislature ended first

    @property
    def has_reply(self) -> bool:
        """True if the record holds a reply on the substance."""
        return self in (Status.ANSWERED, Status.CORRECTED)


class EventKind(StrEnum):
    """What happened to a question between being asked and its reply, or instead of one."""

    REASSIGNED = "reassigned"  # to the ministry in `text`
    FLAGGED = "flagged"  # as overdue
    RENEWED = "renewed"  # asked again by its author
    HOLDING = "holding"  # a holding answer was given
    CORRECTED = "corrected"  # the reply was replaced by a newer text
    CLOSED = "closed"  # without a reply; `text` is the source's word for it


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One step in a question's life, as reported by its source."""

    kind: EventKind
    on: date | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    r"""One parliamentary question and its official reply.

    Texts are clean plain text: no markup, single spaces, ``\n`` between paragraphs, list items
    and table rows. ``reply`` is what quotes point into, by character offset.
    """

    uid: str
    source: str  # AN, SENAT, UK, FILE, SAMPLE
    country: str  # ISO 3166 alpha-2: FR, GB
    language: str  # ISO 639-1: fr, en
    kind: str  # QE, QG, QOSD, UK written
    title: str
    question: str
    reply: str
    status: Status
    chamber: str = ""
    legislature: str = ""
    number: str = ""
    rubrique: str = ""
    themes: tuple[str, ...] = ()
    asked_by: str = ""
    asked_by_group: str = ""
    answered_by: str = ""
    ministry_asked: str = ""
    ministry: str = ""  # the one that replied, or owes the reply
    asked_on: date | None = None
    answered_on: date | None = None
    earlier_replies: tuple[str, ...] = ()  # texts that a correction replaced, oldest first
    earlier_dates: tuple[str, ...] = ()  # ISO days of `earlier_replies` in their order, "" unknown
    events: tuple[LifeEvent, ...] = ()  # beside asked and answered, oldest first
    grouped_numbers: tuple[str, ...] = ()  # numbers that the source says share this reply
    attachments: tuple[str, ...] = ()  # names of files published with the reply, not read
    status_label: str = ""  # the source's own words for the outcome
    url: str = ""
    licence: str = ""
    fictional: bool = False

    @property
    def heading(self) -> str:
        """What the record is about, in one line: its title, else its rubrique."""
        return self.title or self.rubrique

    @property
    def label(self) -> str:
        """Its heading, else the start of the question, cut between words."""
        return self.heading or shorten(self.question, _LONGEST_LABEL, placeholder=" …")

    @property
    def who_replied(self) -> str:
        """Who replied: a ministry, else a minister; "" if the source does not say."""
        return self.ministry or self.answered_by

    @property
    def group(self) -> str:
        """Identify the reply: records of one country with the same reply text share it.

        A record without a reply is a group of its own.
        """
        if not self.status.has_reply:
            return self.uid
        squeezed = re.sub(r"\s+", " ", self.reply).strip()
        return hashlib.sha256(f"{self.country}\0{squeezed}".encode()).hexdigest()[:16]

    @property
    def sha256(self) -> str:
        """The record's version: changes when anything in it changes."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Return the record as one line of JSON that `from_json` reads back equal."""
        return json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as JSON-ready values: ISO dates, lists for tuples."""
        values = asdict(self)
        for name in ("asked_on", "answered_on"):
            values[name] = values[name].isoformat() if values[name] else None
        for name in _TUPLES:
            values[name] = list(values[name])
        values["events"] = [
            {"kind": e.kind.value, "on": e.on.isoformat() if e.on else None, "text": e.text}
            for e in self.events
        ]
        return values

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read back what `to_json` wrote, now or before a field was added."""
        values = json.loads(text)
        for name in ("asked_on", "answered_on"):
            values[name] = _day(values[name])
        for name in _TUPLES:
            values[name] = tuple(values.get(name, ()))
        values["events"] = tuple(
            LifeEvent(EventKind(e["kind"]), _day(e["on"]), e["text"]) for e in values["events"]
        )
        values["status"] = Status(values["status"])
        return cls(**values)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


_TUPLES = tuple(f.name for f in fields(ReplyRecord) if str(f.type).startswith("tuple"))
