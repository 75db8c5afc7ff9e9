"""Merges a question's records from several documents into one, with the origin of each field.

A pure function of what the documents say: the order in which they are read does not matter, and
reading one twice changes nothing. The rules:

1. A reply on the substance outranks none, and a newer one an older one (by the day of the reply,
   then a text that its source calls corrected). The document that provides the reply also provides
   its day, its status and the ministry that replied.
2. Every other field comes from the best document that has it: an official source before a dropped
   file, data before a page or PDF made from it, the newer document before the older.
3. Lists (themes, numbers that share the reply, events) are combined.
4. Nothing is lost: older replies remain readable as other texts, other values under their field.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Any

from corpus.records.identity import letters, same_question
from corpus.records.life_events import sorted_events
from corpus.records.record import ReplyRecord, Status

_PAGES = (".pdf", ".htm", ".html", ".txt", ".md", ".docx")  # made for people out of the data
_WITHOUT_REPLY = (Status.NOT_YET_ANSWERED, Status.HOLDING, Status.LAPSED, Status.WITHDRAWN)
_LISTS = ("themes", "grouped_numbers", "events")
_OF_THE_REPLY = ("reply", "status", "status_label", "answered_on", "answered_by", "ministry")
_EARLIER = ("earlier_replies", "earlier_dates")
_OWN = ("uid", "fictional", *_LISTS, *_OF_THE_REPLY, *_EARLIER)


@dataclass(frozen=True, slots=True)
class Version:
    """A record as provided by one document."""

    record: ReplyRecord
    document: str  # its path
    as_of: int  # when the document was last changed, in nanoseconds since 1970


class TextKind(StrEnum):
    """What a text of the reply is, if it is not the one that answers."""

    EARLIER = "earlier"  # replaced by the newest, or an earlier reply to the same question
    HOLDING = "holding"  # an answer of waiting
    COPY = "copy"  # of another document, of the same day, in other words


@dataclass(frozen=True, slots=True)
class OtherText:
    """A text of the reply other than the one that answers, with its day and origin."""

    kind: TextKind
    text: str
    answered_on: date | None
    source: str
    document: str


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """Which documents provide the value of a field, and what others say instead."""

    name: str
    documents: tuple[str, ...]
    otherwise: tuple[tuple[str, str], ...]  # value, document


@dataclass(frozen=True, slots=True)
class Merged:
    """A question's merged record, with everything that its documents say."""

    record: ReplyRecord
    versions: tuple[Version, ...]  # the best first
    others: tuple[OtherText, ...]  # oldest first
    origins: tuple[FieldOrigin, ...]


def merge(versions: Iterable[Version], replaced: Sequence[OtherText] = ()) -> list[Merged]:
    """Return the record or records merged from `versions` of one identity.

    They are several when their questions differ: then a file claimed a number that is not its
    own, and stands alone. `replaced` are texts that the best one's documents held before.
    """
    groups: list[list[Version]] = []
    for version in sorted(set(versions), key=_rank, reverse=True):
        for group in groups:
            if same_question(group[0].record, version.record):
                group.append(version)
                break
        else:
            groups.append([version])
    return [_merge_one(group, replaced if place == 0 else ()) for place, group in enumerate(groups)]


def _merge_one(versions: Sequence[Version], replaced: Sequence[OtherText]) -> Merged:
    leader = max(versions, key=_reply_rank)
    if not replaced and all(v.record == leader.record for v in versions):
        record = leader.record  # as its source has it, and nothing to choose
        others = _other_texts(versions, (), leader)
        return Merged(record, tuple(versions), tuple(others), tuple(_origins(record, versions)))
    said = letters(leader.record.reply)
    same = [v for v in versions if letters(v.record.reply) == said]  # they hold its reply
    others = _other_texts(versions, replaced, leader)
    earlier = [other for other in others if other.kind == TextKind.EARLIER]
    status = leader.record.status
    if status == Status.ANSWERED and earlier:
        status = Status.CORRECTED
    first = versions[0].record
    values: dict[str, Any] = {
        f.name: _first(v.record for v in versions)(f.name)
        for f in fields(ReplyRecord)
        if f.name not in _OWN
    }
    of_reply = [leader.record, *(v.record for v in same)]
    for name in ("status_label", "answered_on", "answered_by"):
        values[name] = _first(of_reply)(name)
    values["ministry"] = _first([*of_reply, *(v.record for v in versions)])("ministry")
    for name in _LISTS:
        values[name] = tuple(dict.fromkeys(x for v in versions for x in getattr(v.record, name)))
    values["events"] = sorted_events(values["events"])
    record = replace(
        first,
        **values,
        reply=same[0].record.reply,
        status=status,
        earlier_replies=tuple(other.text for other in earlier),
        earlier_dates=tuple(_iso(other.answered_on) for other in earlier),
        fictional=any(v.record.fictional for v in versions),
    )
    return Merged(record, tuple(versions), tuple(others), tuple(_origins(record, versions)))


def _rank(version: Version) -> tuple[bool, bool, int, str, str]:
    data = Path(version.document).suffix.lower() not in _PAGES
    record = version.record
    return record.source != "FILE", data, version.as_of, record.sha256, version.document


def _reply_rank(version: Version) -> tuple[Any, ...]:
    record = version.record
    state = len(_WITHOUT_REPLY) if record.status.has_reply else _WITHOUT_REPLY.index(record.status)
    corrected = record.status == Status.CORRECTED
    return state, record.answered_on or date.min, corrected, *_rank(version)


def _first(records: Iterable[ReplyRecord]) -> Any:  # noqa: ANN401
    """Return a function from a field's name to its first value that is not empty."""
    known = list(records)

    def value(name: str) -> Any:  # noqa: ANN401
        values = [getattr(record, name) for record in known]
        return next((v for v in values if v), values[0])

    return value


def _other_texts(
    versions: Sequence[Version], replaced: Sequence[OtherText], leader: Version
) -> list[OtherText]:
    """Return every text of the reply but the leader's, oldest first, each once."""
    found = [other for v in versions for other in _texts_of(v, leader)]
    found += replaced
    found.sort(key=lambda o: (o.answered_on is None, o.kind != TextKind.EARLIER))
    once: dict[str, OtherText] = {}
    for other in found:
        once.setdefault(letters(other.text), other)
    once.pop(letters(leader.record.reply), None)
    once.pop("", None)
    return sorted(once.values(), key=lambda o: (_iso(o.answered_on), _place(o, found)))


def _texts_of(version: Version, leader: Version) -> Iterator[OtherText]:
    """Yield the texts that one version holds, its own earlier ones first."""
    record, best = version.record, leader.record
    dates = record.earlier_dates[: len(record.earlier_replies)]
    for text, day in zip_longest(record.earlier_replies, dates, fillvalue=""):
        on = date.fromisoformat(day) if day else None
        yield OtherText(TextKind.EARLIER, text, on, record.source, version.document)
    older = record.answered_on and best.answered_on and record.answered_on < best.answered_on
    both_data = _rank(version)[:2] == _rank(leader)[:2] == (True, True)
    kind = TextKind.COPY
    if record.status == Status.HOLDING:
        kind = TextKind.HOLDING
    elif record.status.has_reply and (older or both_data):
        kind = TextKind.EARLIER
    yield OtherText(kind, record.reply, record.answered_on, record.source, version.document)


def _place(other: OtherText, found: Sequence[OtherText]) -> int:
    return next(i for i, o in enumerate(found) if o.text == other.text)


def _origins(record: ReplyRecord, versions: Sequence[Version]) -> Iterator[FieldOrigin]:
    for field in fields(ReplyRecord):
        if field.name in ("fictional", *_EARLIER):
            continue
        value = getattr(record, field.name)
        documents, otherwise = [], []
        for version in versions:
            own = getattr(version.record, field.name)
            if not own:
                continue
            if _agree(field.name, own, value):
                documents.append(version.document)
            elif field.name != "reply":  # those are other texts
                otherwise.append((str(own), version.document))
        if documents or otherwise:
            yield FieldOrigin(
                field.name, tuple(dict.fromkeys(documents)), tuple(dict.fromkeys(otherwise))
            )


def _agree(name: str, own: Any, value: Any) -> bool:  # noqa: ANN401
    if name in _LISTS:
        return set(own) <= set(value)
    if name in ("reply", "question"):
        return letters(own) == letters(value)
    return bool(own == value)


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""
