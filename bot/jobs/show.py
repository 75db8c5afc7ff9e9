"""One question and its reply in full, with what happened in between and the documents behind it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from bot.filters.names import same_remit
from bot.languages.messages import day, say
from bot.languages.translate import translate
from bot.question.bad_input import BadInputError
from corpus.parliaments.official_address import official_address
from corpus.records.record import EventKind, LifeEvent, ReplyRecord
from corpus.store.merge import Merged
from corpus.store.store import Store, StoreError
from corpus.text.clean import one_line
from corpus.text.dates import parse_date
from corpus.text.message import said_by
from embeddings.disk.home import Home
from embeddings.search.index import Index

_WIDTH = 100  # characters; longer lines are hard to read
_SIDE_BY_SIDE = 120  # from this width on, the question stands beside the reply
_VALUE = 200  # characters shown of what another document says


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record of the index, with what the store knows about its history."""

    record: ReplyRecord
    also: tuple[ReplyRecord, ...]  # other questions that got the same reply
    life: Merged | None  # None when the store knows nothing of it, or cannot be read
    unread: str  # why the store cannot be read; "" when it can

    @classmethod
    def of(cls, home: Home, index: Index, uid: str) -> "RecordView":
        """Return the record `uid` of `home`, as its `index` has it.

        A saved page is found by its own uid even when it is now part of another record. Raises
        BadInputError when there is no such record.
        """
        life, unread = None, ""
        try:
            if home.store.exists():
                with Store(home.store) as store:
                    life = store.find(uid)
        except (StoreError, sqlite3.Error) as error:
            unread = said_by(error)
        record = index.find(uid) or (index.find(life.record.uid) if life else None)
        if record is None:
            raise BadInputError(
                "no record {uid} in the index; 'parlebot search WORDS' finds uids", uid=repr(uid)
            )
        return cls(record, tuple(index.sharing(record.uid)[1:]), life, unread)

    def to_dict(self) -> dict[str, Any]:
        """Return the view JSON-ready."""
        life = self.life
        found: dict[str, Any] = {"also_answers": [other.uid for other in self.also]}
        found |= {"documents": [], "other_texts": [], "fields": {}}
        if life:
            found["documents"] = list(dict.fromkeys(v.document for v in life.versions))
            found["other_texts"] = [
                {
                    "kind": other.kind.value,
                    "text": other.text,
                    "answered_on": other.answered_on.isoformat() if other.answered_on else None,
                    "source": other.source,
                    "document": other.document,
                }
                for other in life.others
            ]
            found["fields"] = {
                origin.name: {
                    "documents": list(origin.documents),
                    "otherwise": [{"value": v, "document": d} for v, d in origin.otherwise],
                }
                for origin in life.origins
            }
        return self.record.as_dict() | found


def print_record(console: Console, shown: RecordView, language: str) -> None:
    """Print a record in full, question and reply side by side where the terminal is wide."""
    record, life, also = shown.record, shown.life, shown.also
    wide = console.width >= _SIDE_BY_SIDE
    width = console.width if wide else min(_WIDTH, console.width)
    if record.fictional:
        console.print(Text(say("fictional_label", language), style="bold yellow"))
    console.print(Text(record.heading or record.uid, style="bold"), width=width)
    for key, value in _facts(record, language):
        console.print(
            Text(say("field_value", language, name=say(key, language), value=value)), width=width
        )
    if also:
        numbers = ", ".join(other.number or other.uid for other in also)
        console.print(Text(say("show_also", language, numbers=numbers)), width=width)
    for line in _life_lines(record, language):
        console.print(Text(line), width=width)
    for block in _both(record, language, wide=wide):
        console.print(block, width=width)
    for title, text in _other_texts(record, life, language):
        console.print(Text(f"\n{title}", style="bold"), width=width)
        console.print(Text(text), width=width)
    if life and len({v.document for v in life.versions}) > 1:
        console.print(Text(f"\n{say('documents', language)}", style="bold"))
        for line in _origin_lines(life, language):
            console.print(Text(line, style="dim"), width=width)
    if shown.unread:
        unread = say("life_unread", language, reason=translate(shown.unread, language))
        console.print(Text(f"\n{unread}", style="yellow"), width=width)


def _both(record: ReplyRecord, language: str, *, wide: bool) -> Iterator[RenderableType]:
    heads = [Text(say(f"field_{name}", language), style="bold") for name in ("question", "reply")]
    texts = [record.question, record.reply or say(f"status_{record.status}", language)]
    if not wide:
        for head, text in zip(heads, texts, strict=True):
            yield Text()
            yield head
            yield Text(text)
        return
    table = Table(box=None, pad_edge=False, padding=(1, 3, 0, 0), expand=True)
    for head in heads:
        table.add_column(head, ratio=1, overflow="fold")
    table.add_row(*map(Text, texts))
    yield table


def _life_lines(record: ReplyRecord, language: str) -> Iterator[str]:
    """Yield the steps between question and reply, when there was any."""
    if not record.events:
        return
    yield say("life", language)
    to = say("life_to", language, name=record.ministry_asked) if record.ministry_asked else ""
    before = record.ministry_asked
    steps = [(record.asked_on, say("life_asked", language, to=to))]
    for event in record.events:
        steps.append((event.on, _step(event, before, language)))
        before = event.text if event.kind == EventKind.REASSIGNED else before
    if record.status.has_reply:
        by = say("life_by", language, name=record.ministry) if record.ministry else ""
        steps.append((record.answered_on, say("life_answered", language, by=by)))
    first = record.asked_on or date.min  # what has no day came early
    for on, step in sorted(steps, key=lambda dated: dated[0] or first):
        yield f"  {day(on, language) or '–'} · {step}"


def _step(event: LifeEvent, before: str, language: str) -> str:
    key = f"life_{event.kind.value}"
    if event.kind == EventKind.REASSIGNED and same_remit(before, event.text):
        key = "life_renamed"
    return say(key, language, text=event.text)


def _other_texts(
    record: ReplyRecord, life: Merged | None, language: str
) -> Iterator[tuple[str, str]]:
    for other in life.others if life else ():
        on = f"{day(other.answered_on, language)}, " if other.answered_on else ""
        kind = say(f"text_{other.kind.value}", language)
        name = one_line(Path(other.document).name)
        yield (
            say("text_from", language, kind=kind, day=on, source=other.source, document=name),
            other.text,
        )
    if not life:
        days = [*record.earlier_dates, *[""] * len(record.earlier_replies)]
        for text, on in zip(record.earlier_replies, days, strict=False):
            when = f" ({day(parse_date(on), language)})" if on else ""
            yield f"{say('text_earlier', language)}{when}", text


def _origin_lines(life: Merged, language: str) -> Iterator[str]:
    numbers = {v.document: n for n, v in enumerate(life.versions, start=1)}
    for document, number in numbers.items():
        yield f"[{number}] {one_line(document)}"
    for origin in life.origins:
        from_all = ", ".join(f"[{numbers[document]}]" for document in origin.documents) or "–"
        yield say("field_from", language, name=origin.name, documents=from_all)
        for value, document in origin.otherwise:
            shown = value if len(value) <= _VALUE else f"{value[:_VALUE]}…"
            place = f"[{numbers[document]}]"
            yield f"    {say('field_otherwise', language, document=place, value=shown)}"


def _facts(record: ReplyRecord, language: str) -> list[tuple[str, str]]:
    asked = record.ministry_asked if record.ministry_asked != record.ministry else ""
    return [
        (key, value)
        for key, value in (
            ("field_number", " ".join(filter(None, (record.kind, record.number)))),
            ("field_legislature", record.legislature),
            ("field_rubrique", record.rubrique),
            ("field_asked_by", " · ".join(filter(None, (record.asked_by, record.asked_by_group)))),
            ("field_asked_on", day(record.asked_on, language)),
            ("field_ministry_asked", asked),
            ("field_ministry", record.ministry),
            ("field_answered_by", record.answered_by),
            ("field_answered_on", day(record.answered_on, language)),
            ("field_status", _status(record, language)),
            ("field_url" if official_address(record) else "field_address", record.url),
            ("field_licence", record.licence),
        )
        if value
    ]


def _status(record: ReplyRecord, language: str) -> str:
    said = say(f"status_{record.status}", language)
    return f"{said} ({record.status_label})" if record.status_label else said
