"""What the command line prints for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.answers.answer import Answer, Outcome
from bot.answers.wording import coverage_line, understood_line
from bot.jobs.fitted import told_newer, told_not_fitted
from bot.languages.messages import count, day, say
from bot.languages.translate import translate
from corpus.text.clean import one_line
from embeddings.generation.manifest import Manifest

if TYPE_CHECKING:  # `status` does not wait for the search libraries
    from embeddings.search.index import Hit

_WIDTH = 100  # characters; longer lines are hard to read
_WARNINGS = 4  # notices printed with an answer: if there are more, none gets read


def print_answer(console: Console, answer: Answer) -> None:
    """Print an answer: text, sources, notices, coverage."""
    from bot.web.kept.reference import citation  # as above: it loads a search library

    language = answer.language
    width = min(_WIDTH, console.width)
    _print_text(console, answer, width)
    if understood := understood_line(answer):
        console.print(Text(understood, style="dim"), width=width)
    if answer.wordings:
        console.print(Text(f"\n{say('wordings', language)}", style="dim"), width=width)
    for wording in answer.wordings:
        console.print(Text(f"  {wording}", style="dim"), width=width)
    if answer.sources:
        console.print(Text(f"\n{say('sources', language)}", style="bold"))
    for source in answer.sources:
        text = Text(f"[{source.n}] {citation(source, language)}")
        console.print(text, width=width)
        address = source.record.url or source.record.uid
        console.print(Text(f"    {address}", style="cyan"), soft_wrap=True)  # in one piece
    _print_notices(console, answer, width)
    if answer.coverage:
        console.print(Text(f"\n{coverage_line(answer.coverage, language)}", style="dim"))


def _print_text(console: Console, answer: Answer, width: int) -> None:
    """Print the answer's text; below each paragraph, what a model wrote about its quotes."""
    text, position = answer.answer, 0
    # The nearest replies are told in lines, an answer in paragraphs.
    ends = "\n" if answer.outcome is Outcome.NEARBY else "\n\n"
    for aid in answer.aids_in_order:
        quoted = text.find(aid.words) + len(aid.words)
        end = text.find(ends, quoted)
        end = len(text) if end < 0 else end
        if end > position:
            console.print(Text(text[position:end].strip("\n")), width=width)
            position = end
        label = say(f"aid_{aid.kind}", answer.language)
        console.print(Text(f"  [{aid.n}] {label}", style="dim"), width=width)
        console.print(Padding(Text(aid.text, style="italic"), (0, 0, 1, 4)), width=width)
    if rest := text[position:].strip("\n"):
        console.print(Text(rest), width=width)


def _print_notices(console: Console, answer: Answer, width: int) -> None:
    """Print the most serious notices; what is true of every reply is no warning and comes last."""
    warnings = [notice for notice in answer.notices if notice.kind != "legal_value"]
    lines = [(f"! {notice.text}", "yellow") for notice in warnings[:_WARNINGS]]
    if len(warnings) > _WARNINGS:
        more = say("more_notices", answer.language, count=len(warnings) - _WARNINGS)
        lines.append((f"! {more}", "yellow"))
    lines += [(n.text, "dim") for n in answer.notices if n.kind == "legal_value"]
    if lines:
        console.print()
    for text, style in lines:
        console.print(Text(text, style=style), width=width)


def print_hits(console: Console, hits: "Sequence[Hit]", language: str) -> None:
    """Print found replies, one a line, best first."""
    from bot.web.kept.title import title_of

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
            Text(f"{label}{title_of(record, language)} · {record.ministry}"),
        )
    console.print(table)


def print_status(
    console: Console, home: Path, generation: str, manifest: Manifest, language: str
) -> None:
    """Print what the current generation holds."""
    first, last = manifest.period
    replies = count(manifest.replies, language)
    if manifest.fictional:
        console.print(Text(say("notice_fictional", language), style="bold yellow"))
    rows = {
        "status_home": str(home),
        "status_generation": generation,
        "status_built": manifest.built_at,
        "status_records": count(manifest.records, language),
        "status_replies": f"{replies} ({count(manifest.groups, language)})",
        "status_by_meaning": count(manifest.replies_by_meaning, language),
        "status_period": f"{first} – {last}" if first else "–",
        "status_sources": ", ".join(
            f"{name} {count(n, language)}" for name, n in manifest.by_source.items()
        ),
        "status_encoder": str(manifest.encoder),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    for key, value in rows.items():
        table.add_row(say(key, language), Text(value))
    console.print(table)
    for told in told_not_fitted(manifest.encoder) + told_newer(manifest.encoder):
        line = Text(one_line(translate(told, language)), style="yellow")
        console.print(line, soft_wrap=True)
