"""Fetches the official sources into downloads/, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from corpus.download.addresses import Archive, SourceTable
from corpus.download.archive import ArchiveDownload, Fetched, FetchProgress
from corpus.download.errors import FetchError
from corpus.download.http_client import SourceClient
from corpus.download.state import Downloads, Slot
from corpus.parliaments.united_kingdom.fetch import KEY as UK
from corpus.parliaments.united_kingdom.fetch import UkDownload
from corpus.text.message import message, said_by


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch: archives, and the UK questions from a day on (None: as before)."""

    archives: tuple[Archive, ...] = ()
    uk: bool = False
    uk_since: date | None = None


def of_legislatures(table: SourceTable, legislatures: Sequence[str]) -> Wanted:
    """Return the archives of the Assemblée's `legislatures`. Raises FetchError for unknown ones."""
    unknown = [name for name in legislatures if name not in table.an]
    if unknown:
        raise FetchError(
            "legislature {name} is not in the table of sources; there are: {names}",
            name=unknown[0],
            names=", ".join(table.an),
        )
    return Wanted(tuple(archive for name in legislatures for archive in table.an[name]))


def of_known(table: SourceTable, downloads: Downloads) -> Wanted:
    """Return what was fetched before, to bring it up to date.

    Raises FetchError when nothing was.
    """
    keys = set(downloads.keys())
    archives = [a for of_one in table.an.values() for a in of_one] + [table.senat]
    known = tuple(archive for archive in archives if archive.key in keys)
    if not known and UK not in keys:
        raise FetchError("no source was fetched yet; begin with one, such as: parlebot fetch an 17")
    return Wanted(known, UK in keys)


def fetch_wanted(
    table: SourceTable, downloads: Downloads, wanted: Wanted, progress: FetchProgress
) -> list[Fetched]:
    """Bring what is `wanted` up to date, one after the other; one failure does not stop the rest.

    The caller holds the downloads' lock.
    """
    client = SourceClient(table)
    try:
        done = [
            _guarded(
                archive.key,
                lambda archive=archive: ArchiveDownload(  # type: ignore[misc]
                    client, Slot(archive, downloads), table.max_bytes, progress
                ).run(),
            )
            for archive in wanted.archives
        ]
        if wanted.uk:
            uk = UkDownload(client, downloads, table.uk, progress)
            done.append(_guarded(UK, lambda: uk.run(wanted.uk_since, datetime.now(UTC))))
    finally:
        client.close()
    return done


def _guarded(key: str, run: Callable[[], Fetched]) -> Fetched:
    try:
        return run()
    except FetchError as error:
        return Fetched(key, "failed", message=said_by(error))
    except OSError as error:
        place = Path(error.filename).name if error.filename else "the downloads folder"
        why = error.strerror or str(error)
        return Fetched(
            key,
            "failed",
            message=message(
                "{place}: it cannot be written ({why}); what is here is kept", place=place, why=why
            ),
        )
