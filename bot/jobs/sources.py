"""`parlebot sources`: what is in the store by source, year, ministry and status, and how fresh."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.jobs.existing_store import existing_store
from bot.languages.messages import count, day, say
from corpus.records.record import ReplyRecord, Status
from corpus.text.dates import parse_date
from embeddings.build.build import fingerprint
from embeddings.disk.home import Home, NoGenerationError
from embeddings.generation.manifest import Manifest, current_folder

_MINISTRIES = 15  # shown on the console; --json has them all
_CLOSED = (Status.WITHDRAWN, Status.LAPSED)
_COUNTED = ("questions", "replies", "waiting", "closed")


@dataclass(slots=True)
class SourceCounts:
    """The questions of one source, counted by status."""

    questions: int = 0
    replies: int = 0
    waiting: int = 0  # a holding answer waits too
    closed: int = 0
    newest: date | None = None  # reply
    documents: int = 0
    last_read: str = ""

    def add(self, record: ReplyRecord) -> None:
        """Count one record."""
        self.questions += 1
        if record.status.has_reply:
            self.replies += 1
            self.newest = max(filter(None, (self.newest, record.answered_on)), default=None)
        elif record.status in _CLOSED:
            self.closed += 1
        else:
            self.waiting += 1


@dataclass(slots=True)
class Summary:
    """What a store holds, and whether the index knows it."""

    by_source: dict[str, SourceCounts] = field(default_factory=dict)
    by_year: Counter[str] = field(default_factory=Counter)  # of the reply, else of the question
    by_ministry: Counter[str] = field(default_factory=Counter)  # that replied, or owes the reply
    by_status: Counter[str] = field(default_factory=Counter)
    fictional: int = 0
    left_out: int = 0
    removed: list[str] = field(default_factory=list)
    built_at: str = ""  # "" when there is no index
    up_to_date: bool = False

    @classmethod
    def of(cls, home: Home) -> "Summary":
        """Read the whole store of `home`. Raises StoreError; NoGenerationError if it is empty."""
        summary = cls()
        with existing_store(home) as store:
            for record in store.records():
                summary.by_source.setdefault(record.source, SourceCounts()).add(record)
                on = record.answered_on or record.asked_on
                summary.by_year[str(on.year) if on else ""] += 1
                summary.by_ministry[record.ministry] += 1
                summary.by_status[record.status.value] += 1
                summary.fictional += record.fictional
            for source, (documents, last_read) in store.last_read().items():
                counts = summary.by_source.setdefault(source, SourceCounts())
                counts.documents, counts.last_read = documents, last_read
            summary.left_out = store.left_out()
            summary.removed = store.removed()
            versions = store.versions()
        try:
            manifest = Manifest.read(current_folder(home))
        except NoGenerationError:
            return summary
        summary.built_at = manifest.built_at
        summary.up_to_date = manifest.corpus_sha256 == fingerprint(versions)
        return summary

    def to_dict(self) -> dict[str, Any]:
        """Return the summary JSON-ready."""
        return {
            "by_source": {
                source: {name: getattr(counts, name) for name in _COUNTED}
                | {
                    "newest_reply": counts.newest.isoformat() if counts.newest else None,
                    "documents": counts.documents,
                    "last_read": counts.last_read or None,
                }
                for source, counts in sorted(self.by_source.items())
            },
            "by_year": dict(sorted(self.by_year.items())),
            "by_ministry": dict(self.by_ministry.most_common()),
            "by_status": dict(self.by_status.most_common()),
            "fictional": self.fictional,
            "left_out": self.left_out,
            "removed": self.removed,
            "index": {"built_at": self.built_at or None, "up_to_date": self.up_to_date},
        }


def print_summary(console: Console, summary: Summary, language: str) -> None:
    """Print the summary for people, the freshness of each source counted from today."""
    if summary.fictional:
        console.print(Text(say("notice_fictional", language), style="bold yellow"))
    console.print(_by_source(summary, language))
    documents = sum(counts.documents for counts in summary.by_source.values())
    told = say("sources_fresh", language, documents=documents, left_out=summary.left_out)
    console.print(Text(told, style="dim"), soft_wrap=True)
    statuses = {say(f"status_{name}", language): n for name, n in summary.by_status.most_common()}
    unnamed = say("sources_unnamed", language)
    ministries = {name or unnamed: n for name, n in summary.by_ministry.most_common(_MINISTRIES)}
    undated = say("sources_undated", language)
    years = {year or undated: n for year, n in sorted(summary.by_year.items(), reverse=True)}
    for key, counts in (
        ("sources_status", statuses),
        ("sources_year", years),
        ("sources_ministry", ministries),
    ):
        console.print()
        console.print(_counted(say(key, language), counts, language))
    more = len(summary.by_ministry) - _MINISTRIES
    if more > 0:
        console.print(Text(say("sources_more", language, count=more), style="dim"))
    console.print()
    if summary.removed:
        uids = ", ".join(summary.removed)
        console.print(Text(say("sources_removed", language, uids=uids)), soft_wrap=True)
    state = "current" if summary.up_to_date else "behind" if summary.built_at else "none"
    built = day(parse_date(summary.built_at), language)
    console.print(Text(say(f"sources_index_{state}", language, day=built)), soft_wrap=True)


def _by_source(summary: Summary, language: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(say("sources_source", language))
    for name in _COUNTED:
        table.add_column(say(f"sources_{name}", language), justify="right")
    for name in ("newest", "read"):
        table.add_column(say(f"sources_{name}", language))
    for source, counts in sorted(summary.by_source.items()):
        table.add_row(
            Text(source),
            *(count(getattr(counts, name), language) for name in _COUNTED),
            _fresh(counts.newest, language),
            _fresh(parse_date(counts.last_read), language),
        )
    return table


def _counted(title: str, counts: dict[str, int], language: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(title)
    table.add_column(say("sources_questions", language), justify="right")
    for name, times in counts.items():
        table.add_row(Text(name), count(times, language))
    return table


def _fresh(on: date | None, language: str) -> str:
    if on is None:
        return say("sources_never", language)
    days = (datetime.now(UTC).date() - on).days
    return say("sources_days", language, day=on.isoformat(), days=days)
