"""What the command line prints for people."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.answer import Answer
from bot.messages import day, say
from bot.wording import coverage_line, source_line
from corpus.record import ReplyRecord
from embeddings.generation import Manifest
from embeddings.search import Hit

_WIDTH = 100  # characters; longer lines are hard to read


def print_answer(console: Console, answer: Answer) -> None:
    """Print an answer: text, sources, notices, coverage."""
    language = answer.language
    width = min(_WIDTH, console.width)
    console.print(Text(answer.answer), width=width)
    if answer.standalone != answer.question and answer.status.value != "rejected":
        console.print(Text(f"({answer.standalone})", style="dim"), width=width)
    if answer.sources:
        console.print(Text(f"\n{say('sources', language)}", style="bold"))
    for source in answer.sources:
        text = Text(f"[{source.n}] {source_line(source, language)}")
        console.print(text, width=width)
        address = source.record.url or source.record.uid
        console.print(Padding(Text(address, style="cyan"), (0, 0, 0, 4)), soft_wrap=True)
    if answer.notices:
        console.print()
    for notice in answer.notices:
        console.print(Text(f"! {notice.text}", style="yellow"), width=width)
    if answer.coverage:
        console.print(Text(f"\n{coverage_line(answer.coverage, language)}", style="dim"))


def print_record(console: Console, record: ReplyRecord, language: str) -> None:
    """Print a record in full."""
    width = min(_WIDTH, console.width)
    if record.fictional:
        console.print(Text(say("fictional_label", language), style="bold yellow"))
    console.print(Text(record.heading or record.uid, style="bold"), width=width)
    for key, value in _facts(record, language):
        console.print(Text(f"{say(key, language)}: {value}"), width=width)
    console.print(Text(f"\n{say('field_question', language)}", style="bold"))
    console.print(Text(record.question), width=width)
    console.print(Text(f"\n{say('field_reply', language)}", style="bold"))
    console.print(Text(record.reply or say(f"status_{record.status}", language)), width=width)


def print_hits(console: Console, hits: Sequence[Hit], language: str) -> None:
    """Print found replies, one a line, best first."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for column in ("score", "uid", "day"):
        table.add_column(column, no_wrap=True)
    table.add_column("title")
    for hit in hits:
        record = hit.record
        label = f"{say('fictional_label', language)} · " if record.fictional else ""
        table.add_row(
            f"{hit.score:.2f}",
            Text(record.uid),
            day(record.answered_on, language),
            Text(f"{label}{record.heading or record.question[:100]} · {record.ministry}"),
        )
    console.print(table)


def print_status(
    console: Console, home: Path, generation: str, manifest: Manifest, language: str
) -> None:
    """Print what the current generation holds."""
    first, last = manifest.period
    if manifest.fictional:
        console.print(Text(say("notice_fictional", language), style="bold yellow"))
    rows = {
        "status_home": str(home),
        "status_generation": generation,
        "status_built": manifest.built_at,
        "status_records": str(manifest.records),
        "status_replies": f"{manifest.replies} ({manifest.groups})",
        "status_period": f"{first} – {last}" if first else "–",
        "status_sources": ", ".join(f"{name} {n}" for name, n in manifest.by_source.items()),
        "status_encoder": str(manifest.encoder),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    for key, value in rows.items():
        table.add_row(say(key, language), Text(value))
    console.print(table)


def _facts(record: ReplyRecord, language: str) -> list[tuple[str, str]]:
    return [
        (key, value)
        for key, value in (
            ("field_number", " ".join(filter(None, (record.kind, record.number)))),
            ("field_legislature", record.legislature),
            ("field_rubrique", record.rubrique),
            ("field_asked_by", " · ".join(filter(None, (record.asked_by, record.asked_by_group)))),
            ("field_asked_on", day(record.asked_on, language)),
            ("field_ministry", record.ministry),
            ("field_answered_by", record.answered_by),
            ("field_answered_on", day(record.answered_on, language)),
            ("field_status", say(f"status_{record.status}", language)),
            ("field_url", record.url),
            ("field_licence", record.licence),
        )
        if value
    ]
