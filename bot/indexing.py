"""The command `index`: reads documents into the store, builds, and reports both."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.batch import BadInputError
from bot.translate import translate
from corpus.ingest import SAMPLE, IngestReport, forget_sample, ingest
from corpus.store import Store
from corpus.text import one_line
from embeddings.build import BuildReport, NothingToIndexError, build
from embeddings.encoder import BUNDLED, open_encoder
from embeddings.generation import Manifest, NoGenerationError, current_folder
from embeddings.home import Home


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run of `index` read, left out, built and took."""

    ingest: IngestReport
    build: BuildReport | None  # None when the store holds no record at all
    sample_removed: int
    seconds: float

    @property
    def nothing_done(self) -> bool:
        """True when not one record could be read from the files that were given."""
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
            "seconds": round(self.seconds, 2),
        }

    def print_to(self, console: Console, language: str) -> None:
        """Print the report for people, in `language`."""
        for line in self._lines():
            # A file's name may hold what would steer the terminal.
            console.print(Text(one_line(translate(line, language))), soft_wrap=True)

    def _lines(self) -> Iterator[str]:
        read, built = self.ingest, self.build
        if self.sample_removed:
            yield "The fictional sample was removed: it is never mixed with real replies."
        yield (
            f"Files: {read.files_read} read, {read.files_unchanged} unchanged, "
            f"{read.files_removed} gone. Left out: {len(read.skipped)}."
        )
        for file, skip in read.skipped:
            place = f"{file} ({skip.place})" if skip.place else str(file)
            yield f"left out  {place}: {skip.reason}"
        for file, remark in read.remarks:
            yield f"remark    {file}: {remark}"
        if built is None:
            yield "there is no record to index"
            return
        yield (
            f"Records: {built.added} added, {built.updated} updated, {built.removed} removed, "
            f"{built.unchanged} unchanged; {built.embedded} texts embedded."
        )
        sources = ", ".join(f"{name} {n}" for name, n in sorted(built.manifest.by_source.items()))
        yield f"Now searched: {sources}. {self.seconds:.1f} s."


def index_paths(
    home: Home,
    paths: Sequence[Path],
    encoder_name: str,
    console: Console,
    language: str,
    *,
    sample: bool,
) -> IndexReport:
    """Read `paths` (or the bundled sample) into `home` and bring its index up to date.

    Progress goes to `console` in `language`. Raises FileNotFoundError, BusyError, StoreError,
    BadInputError or EncoderUnavailableError; the current index then stays as it is.
    """
    start = time.perf_counter()
    home.create()
    with home.building(), Store(home.store) as store, _progress(console) as bars:
        removed = 0
        if sample:
            if _holds_real(store):
                raise BadInputError(
                    f"{home.folder} holds real replies: the fictional sample is not mixed with "
                    "them; set PARLEBOT_HOME to another folder to try it"
                )
            paths = [SAMPLE]
        reading = bars.add_task(translate("Reading files", language), total=None)
        read = ingest(store, paths, lambda n, total: bars.update(reading, completed=n, total=total))
        if not sample and _holds_real(store):
            removed = forget_sample(store)
        embedding = bars.add_task(translate("Embedding texts", language), total=None, visible=False)
        try:
            built = build(
                home,
                store,
                open_encoder(encoder_name or _encoder_of(home)),
                lambda n, total: bars.update(embedding, completed=n, total=total, visible=True),
            )
        except NothingToIndexError:
            built = None  # the report says why nothing could be read
    return IndexReport(read, built, removed, time.perf_counter() - start)


def _holds_real(store: Store) -> bool:
    """Tell whether a document that is not of the sample gave a record."""
    documents = store.documents_below(Path("/"))
    return any(store.count_of(d) for d in documents if not d.is_relative_to(SAMPLE))


def _encoder_of(home: Home) -> str:
    """Return the name of the encoder of the current index, so that nothing switches it unasked."""
    try:
        return Manifest.read(current_folder(home)).encoder.name
    except NoGenerationError:
        return BUNDLED


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
