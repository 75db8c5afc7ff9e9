"""Fetches what changed at the official sources, indexes it, and reports it in one line."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.jobs.fetch_report import fetched_line, size
from bot.jobs.index import IndexReport, JobProgress, index_paths
from bot.languages.translate import translate
from corpus.download.addresses import load_table
from corpus.download.archive import Fetched
from corpus.download.state import Downloads
from corpus.ingestion.fetch import fetch_wanted, of_known
from corpus.text.clean import one_line
from corpus.text.message import message
from embeddings.disk.home import Home


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update fetched and indexed."""

    fetched: list[Fetched]
    indexed: IndexReport

    @property
    def failed(self) -> bool:
        """True if a source could not be fetched, or nothing of all downloads can be read."""
        return any(one.status == "failed" for one in self.fetched) or self.indexed.nothing_done

    def to_dict(self) -> dict[str, Any]:
        """Return the report JSON-ready."""
        fetched = [asdict(one) for one in self.fetched]
        return {"fetched": fetched, "indexed": self.indexed.to_dict()}

    def print_to(self, out: Console, errors: Console, language: str, *, quiet: bool) -> None:
        """Print one line about what was done, unless `quiet`; print failures as errors."""
        for line in self._troubles():
            errors.print(Text(one_line(translate(line, language))), soft_wrap=True)
        if not quiet:
            out.print(Text(translate(self._summary(), language)), soft_wrap=True)

    def _troubles(self) -> Iterator[str]:
        yield from (fetched_line(one) for one in self.fetched if one.message)
        if self.indexed.nothing_done:
            yield message("no record could be read from the downloads; 'parlebot index' says why")

    def _summary(self) -> str:
        changed = sum(one.status in ("new", "changed") for one in self.fetched)
        failed = sum(one.status == "failed" for one in self.fetched)
        received = size(sum(one.received for one in self.fetched))
        built = self.indexed.build
        counts = (built.added, built.updated, built.removed) if built else (0, 0, 0)
        added, updated, removed = counts
        return message(
            "Sources: {asked} asked, {changed} changed, {failed} failed, {size}. "
            "Records: {added} added, {updated} updated, {removed} removed; {left} left "
            "out. {seconds} s.",
            asked=len(self.fetched),
            changed=changed,
            failed=failed,
            size=received,
            added=added,
            updated=updated,
            removed=removed,
            left=len(self.indexed.ingest.skipped),
            seconds=f"{self.indexed.seconds:.1f}",
        )


def update_home(home: Home, progress: JobProgress, told: Callable[[str], None]) -> UpdateReport:
    """Bring the downloads of `home`, then its index, up to date.

    What was fetched is indexed even when another source failed, or when an earlier run was cut
    between the two. `told` gets what a long build has to say, in English. Raises FetchError,
    FetchBusyError, and what `index_paths` raises.
    """
    table, downloads = load_table(home.folder, home.sources), Downloads(home.downloads)
    wanted = of_known(table, downloads)
    with downloads.locked():
        fetched = fetch_wanted(table, downloads, wanted, progress)
        indexed = index_paths(home, [downloads.folder], progress=progress, told=told)
    return UpdateReport(fetched, indexed)
