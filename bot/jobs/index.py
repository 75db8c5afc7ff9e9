"""Reads documents into the store, brings the index up to date, and reports both."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.jobs.fitted import not_fitted, told_newer, told_not_fitted
from bot.languages.recognise import recognised
from bot.languages.translate import translate
from bot.question.bad_input import BadInputError
from corpus.ingestion.ingest import SAMPLE, IngestReport, forget_sample, ingest
from corpus.store.store import Store
from corpus.text.clean import one_line
from corpus.text.message import message
from embeddings.build.build import BuildReport, NothingToIndexError, build
from embeddings.disk.full_disk import naming_a_full_disk
from embeddings.disk.home import Home, NoGenerationError
from embeddings.encoders.identity import BUNDLED
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import Manifest, current_folder

# The task (in English), how much of it is done, and the total; below 0 if unknown.
JobProgress = Callable[[str, int, int], None]
EMBEDDING = message("Embedding texts")


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of `index` read, left out and built, and how long it took."""

    ingest: IngestReport
    build: BuildReport | None  # None when the store holds no record at all
    sample_removed: int
    seconds: float

    @property
    def nothing_done(self) -> bool:
        """True if not one record could be read from the files that were given."""
        read = self.ingest
        return self.build is None or (
            bool(read.skipped)
            and not (read.records_read or read.records_kept or read.files_removed)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the report JSON-ready."""
        read, built = self.ingest, self.build
        index = {} if built is None else built.counts()
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
            "index": index,
            "by_source": built.manifest.by_source if built else {},
            "not_fitted": not_fitted(built.manifest.encoder) if built else [],
            "seconds": round(self.seconds, 2),
        }

    def print_to(self, console: Console, language: str) -> None:
        """Print the report for people, in `language`."""
        for line in self._lines(language):
            # A file's name may hold what would steer the terminal.
            console.print(Text(one_line(translate(line, language))), soft_wrap=True)

    def _lines(self, language: str) -> Iterator[str]:
        read, built = self.ingest, self.build
        if self.sample_removed:
            yield message("The fictional sample was removed: it is never mixed with real replies.")
        yield (
            message(
                "Files: {read} read, {unchanged} unchanged, {removed} gone. Left out: {skipped}.",
                read=read.files_read,
                unchanged=read.files_unchanged,
                removed=read.files_removed,
                skipped=len(read.skipped),
            )
        )
        for file, skip in read.skipped:
            place = f"{file} ({skip.place})" if skip.place else str(file)
            reason = recognised(skip.reason, language)  # the store keeps its text alone
            yield message("left out  {place}: {reason}", place=place, reason=reason)
        for file, remark in read.remarks:
            yield message("remark    {place}: {reason}", place=file, reason=remark)
        if built is None:
            yield message("there is no record to index")
            return
        yield (
            message(
                "Records: {added} added, {updated} updated, {removed} removed, {unchanged} "
                "unchanged; {embedded} texts embedded.",
                added=built.added,
                updated=built.updated,
                removed=built.removed,
                unchanged=built.unchanged,
                embedded=built.embedded,
            )
        )
        sources = ", ".join(f"{name} {n}" for name, n in sorted(built.manifest.by_source.items()))
        yield message(
            "Now searched: {sources}. {seconds} s.", sources=sources, seconds=f"{self.seconds:.1f}"
        )
        yield from told_not_fitted(built.manifest.encoder)
        yield from told_newer(built.manifest.encoder)


def index_paths(
    home: Home,
    paths: Sequence[Path],
    *,
    encoder: str = "",
    sample: bool = False,
    progress: JobProgress = lambda what, done, total: None,
    told: Callable[[str], None] = lambda message: None,
) -> IndexReport:
    """Read `paths`, or with `sample` the fictional sample, into `home` and update its index.

    `encoder` is the name or path of another encoder than the index has; `told` gets what a long
    build has to say meanwhile, in English. Raises FileNotFoundError, BusyError, StoreError,
    BadInputError, DiskFullError or EncoderUnavailableError; the current index then stays as it is.
    """
    start = time.perf_counter()
    with naming_a_full_disk(home):
        home.create()
    with (
        naming_a_full_disk(home),
        stopped_by_sigterm(),
        home.building(),
        Store(home.store) as store,
    ):
        removed = 0
        if sample:
            if store.holds_real():
                raise BadInputError(
                    "{folder} holds real replies: the fictional sample is not mixed with "
                    "them; set PARLEBOT_HOME to another folder to try it",
                    folder=home.folder,
                )
            paths = [SAMPLE]
        read = ingest(store, paths, partial(progress, message("Reading files")))
        if not sample and store.holds_real():
            removed = forget_sample(store)
        try:
            opened = open_encoder(encoder or encoder_of(home))
            built = build(home, store, opened, partial(progress, EMBEDDING), told)
        except NothingToIndexError:
            built = None  # the report says why nothing could be read
    return IndexReport(read, built, removed, time.perf_counter() - start)


def encoder_of(home: Home) -> str:
    """Return the name of the current index's encoder, so that it is never switched unasked."""
    try:
        return Manifest.read(current_folder(home)).encoder.name
    except NoGenerationError:
        return BUNDLED


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Let SIGTERM stop the block as Ctrl-C does, which leaves nothing half done."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
