"""Brings files and folders into the store: reads what changed, forgets what is gone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.files.file_state import FileState
from corpus.files.sidecars import Sidecars
from corpus.ingestion.containers import list_files
from corpus.ingestion.readers import open_file
from corpus.records.progress import Progress
from corpus.records.reading import Skipped
from corpus.store.store import Store
from corpus.text.message import message

SAMPLE = Path(__file__).parents[1] / "sample"
_NOT_DOCUMENTS = frozenset(("readme.md", "readme.txt", "readme", "licence", "license"))


@dataclass(slots=True)
class IngestReport:
    """What an ingest did, file by file and record by record."""

    files_read: int = 0
    files_unchanged: int = 0
    files_removed: int = 0
    records_read: Counter[str] = field(default_factory=Counter)  # by source
    records_kept: int = 0  # of the unchanged files
    skipped: list[tuple[Path, Skipped]] = field(default_factory=list)
    remarks: list[tuple[Path, str]] = field(default_factory=list)


def ingest(store: Store, paths: Iterable[Path], progress: Progress) -> IngestReport:
    """Read every new or changed file at `paths` into `store`, and forget those that are gone.

    A file is gone when it was read before from one of these folders and is no longer there.
    Raises FileNotFoundError, before anything is read, for a path at which nothing is and from
    which nothing was ever read.
    """
    report = IngestReport()
    files: dict[Path, None] = {}
    for path in (p.resolve() for p in paths):
        known = store.documents_below(path)
        if path.exists() or not known:
            found = list_files(path)
            if path.is_dir():
                used = Sidecars.among(map(str, found)).used
                found = [
                    f for f in found if f.name.lower() not in _NOT_DOCUMENTS and str(f) not in used
                ]
            files |= dict.fromkeys(found)
        for gone in (document for document in known if not document.exists()):
            store.remove(gone)
            report.files_removed += 1
    for done, file in enumerate(files):
        progress(done, len(files))
        _ingest_file(store, file, report)
    progress(len(files), len(files))
    return report


def forget_sample(store: Store) -> int:
    """Remove the fictional sample from `store`; return how many of its files were there."""
    documents = store.documents_below(SAMPLE)
    for document in documents:
        store.remove(document)
    return len(documents)


def _ingest_file(store: Store, file: Path, report: IngestReport) -> None:
    if not _is_unicode(file):
        report.skipped.append(
            (file, Skipped("", message("its name is not valid Unicode: rename the file")))
        )
        return
    if not file.is_file():
        report.skipped.append((file, Skipped("", message("not a regular file"))))
        return
    try:
        state = FileState.of(file)
        if store.is_unchanged(state):
            store.note_time(state)
            report.files_unchanged += 1
            report.records_kept += store.count_of(file)
            report.skipped += [(file, skip) for skip in store.skipped(file)]
            return
        content = open_file(file)
        read = store.put(state, content)
    except OSError as error:
        reason = message("it cannot be read ({why})", why=error.strerror or error)
        report.skipped.append((file, Skipped("", reason)))
        return
    if read is None:
        report.skipped += [(file, _kept(skip, store.count_of(file))) for skip in content.skipped]
        return
    report.files_read += 1
    report.records_read.update(read)
    report.skipped += [(file, skip) for skip in content.skipped]
    report.remarks += [(file, remark) for remark in content.remarks]


def _is_unicode(file: Path) -> bool:
    """Return whether the path is valid text: on Linux, a name made elsewhere may be any bytes."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        return False
    return True


def _kept(skip: Skipped, records: int) -> Skipped:
    return Skipped(
        skip.place,
        message(
            "{reason}; the {count} records read from it before are kept",
            reason=skip.reason,
            count=records,
        ),
    )
