"""Finds out what a fetch would request, with one small request per source; changes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.download.addresses import Archive, SourceTable
from corpus.download.archive import same_version, version_of
from corpus.download.errors import FetchError
from corpus.download.http_client import SourceClient
from corpus.download.state import Downloads, Slot
from corpus.ingestion.fetch import Wanted
from corpus.parliaments.united_kingdom.fetch import KEY as UK
from corpus.parliaments.united_kingdom.fetch import UkState, begin_run, count_listed
from corpus.text.message import said_by


@dataclass(frozen=True, slots=True)
class Planned:
    """What would be requested: the address, and how much, as far as the server says."""

    key: str
    url: str
    status: str  # "new", "changed", "unchanged" or "failed"
    size: int = -1  # bytes, -1 when not told
    here: int = 0  # bytes of it that are here from a run that was cut
    questions: int = -1  # instead of bytes, for the UK
    message: str = ""


def plan_fetch(table: SourceTable, downloads: Downloads, wanted: Wanted) -> list[Planned]:
    """Return what a fetch of `wanted` would do. Needs no lock."""
    client = SourceClient(table)
    try:
        planned = [_plan_archive(client, downloads, archive) for archive in wanted.archives]
        if wanted.uk:
            planned.append(_plan_uk(client, downloads, table.uk, wanted))
    finally:
        client.close()
    return planned


def _plan_archive(client: SourceClient, downloads: Downloads, archive: Archive) -> Planned:
    slot = Slot(archive, downloads)
    have = slot.state.have if slot.final.exists() else None

    def ask() -> Planned:
        with client.send(archive.url, {"Accept-Encoding": "identity"}, "HEAD") as response:
            version = version_of(response, archive.url, 0)
            told = version if response.is_success else None
        if told and same_version(have, told):
            return Planned(archive.key, archive.url, "unchanged", told.size)
        status = "changed" if have else "new"
        size = told.size if told else -1
        return Planned(archive.key, archive.url, status, size, slot.partial_size())

    try:
        return client.retrying(ask)
    except FetchError as error:
        return Planned(archive.key, archive.url, "failed", message=said_by(error))


def _plan_uk(client: SourceClient, downloads: Downloads, api: str, wanted: Wanted) -> Planned:
    state = UkState.of(downloads)
    try:
        begin_run(state, wanted.uk_since, datetime.now(UTC))
        if not state.checked_at:
            count = count_listed(client, api, {"tabledWhenFrom": state.since})
            return Planned(UK, api, "new", questions=count)
        count = count_listed(client, api, {"answeredWhenFrom": state.checked_at[:10]})
        return Planned(UK, api, "changed" if count else "unchanged", questions=count)
    except FetchError as error:
        return Planned(UK, api, "failed", message=said_by(error))
