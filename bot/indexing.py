"""The command `index`: reads documents into the store, builds, and reports both."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.batch import BadInputError
from corpus.ingest import SAMPLE, IngestReport, forget_sample, ingest
from corpus.store import Store
from embeddings.build import BuildReport, build
from embeddings.encoder import open_encoder
from embeddings.home import Home


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of `index` read, left out, built and took."""

    ingest: IngestReport
    build: BuildReport
    sample_removed: int
    seconds: float

    @property
    def nothing_done(self) -> bool:
        """True when files were given and not one record could be read from any of them."""
        read = self.ingest
        return bool(read.skipped) and not (
            read.records_read or read.files_unchanged or read.files_removed
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the report JSON-ready."""
        read, built = self.ingest, self.build
        return {
            "files": {
                "read": read.files_read,
                "unchanged": read.files_unchanged,
                "removed": read.files_removed,
            },
            "records_read": dict(read.records_read),
            "skipped": [
                {"file": str(file), "place": skip.place, "reason": skip.reason}
                for file, skip in read.skipped
            ],
            "remarks": [{"file": str(file), "remark": remark} for file, remark in read.remarks],
            "index": {
                "added": built.added,
                "updated": built.updated,
                "removed": built.removed,
                "unchanged": built.unchanged,
                "texts_embedded": built.embedded,
            },
            "by_source": built.manifest.by_source,
            "seconds": round(self.seconds, 2),
        }

    def print_to(self, console: Console, shown_skips: int) -> None:
        """Print the report for people."""
        read, built = self.ingest, self.build
        if self.sample_removed:
            console.print("The fictional sample was removed: it is never mixed with real replies.")
        console.print(
            f"Files: {read.files_read} read, {read.files_unchanged} unchanged, "
            f"{read.files_removed} gone. Left out: {len(read.skipped)}."
        )
        for file, skip in read.skipped[:shown_skips]:
            place = f" ({skip.place})" if skip.place else ""
            console.print(Text(f"  left out  {file}{place}: {skip.reason}"), soft_wrap=True)
        if len(read.skipped) > shown_skips:
            rest = len(read.skipped) - shown_skips
            console.print(f"  ... and {rest} more; 'parlebot index --json' lists them all")
        for file, remark in read.remarks[:shown_skips]:
            console.print(Text(f"  remark    {file}: {remark}"), soft_wrap=True)
        console.print(
            f"Records: {built.added} added, {built.updated} updated, {built.removed} removed, "
            f"{built.unchanged} unchanged; {built.embedded} texts embedded."
        )
        sources = ", ".join(f"{name} {n}" for name, n in sorted(built.manifest.by_source.items()))
        console.print(Text(f"Now searched: {sources}. {self.seconds:.1f} s."))


def index_paths(
    home: Home, paths: Sequence[Path], encoder_name: str, console: Console, *, sample: bool
) -> IndexReport:
    """Read `paths` (or the bundled sample) into `home` and bring its index up to date.

    Progress goes to `console`. Raises FileNotFoundError, BusyError, StoreError, BadInputError,
    EncoderUnavailableError or NothingToIndexError; the current index then stays as it is.
    """
    start = time.perf_counter()
    home.create()
    with home.building(), Store(home.store) as store, _progress(console) as bars:
        removed = 0
        if sample:
            if any(not path.is_relative_to(SAMPLE) for path in store.documents_below(Path("/"))):
                raise BadInputError(
                    f"{home.folder} holds real replies: the fictional sample is not mixed with "
                    "them; set PARLEBOT_HOME to another folder to try it"
                )
            paths = [SAMPLE]
        reading = bars.add_task("Reading files", total=None)
        read = ingest(store, paths, lambda n, total: bars.update(reading, completed=n, total=total))
        if not sample and read.records_read:
            removed = forget_sample(store)
        embedding = bars.add_task("Embedding texts", total=None, visible=False)
        built = build(
            home,
            store,
            open_encoder(encoder_name),
            lambda n, total: bars.update(embedding, completed=n, total=total, visible=True),
        )
    return IndexReport(read, built, removed, time.perf_counter() - start)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
