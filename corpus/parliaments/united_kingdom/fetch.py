"""Downloads the UK Parliament's written questions, one file for each day on which some were tabled.

The API lists questions in pages and truncates their texts; a truncated one is requested by id. Each
record is kept with a digest of its listing, so that listing a day again costs only its pages and
one request for each record that has changed.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from corpus.download.archive import Fetched, FetchProgress
from corpus.download.errors import FetchError
from corpus.download.http_client import SourceClient
from corpus.download.state import Downloads, write_whole
from corpus.parliaments.united_kingdom.fetched_day import Journal, Record, packed_day, read_day
from corpus.text.message import message, said_by

KEY = "uk"
MOST_AT_ONCE = 100  # questions a request, the most that the API gives
_SETTLES = timedelta(days=3)  # a day that was listed sooner after it is listed once more
_OVERLAP = timedelta(days=2)  # clocks and late publication: changes are looked for that far back
_RUN_LASTS = timedelta(days=1)  # an older unfinished run is begun anew, not gone on with
_FAILURES_IN_A_ROW = 3  # single records that fail before the run gives up
_TRIES = 3  # a listing that changes while it is read is read again
_CUT_FROM = 200  # a shorter text that ends in "..." was written so (the listing cuts at 255)
_TEXTS = ("questionText", "answerText", "originalAnswerText", "comparableAnswerText")


@dataclass(slots=True)
class UkState:
    """What is known about the days."""

    since: str = ""  # first day, ISO
    checked_at: str = ""  # start of the last complete run, ISO with time
    run: str = ""  # start of the run that is not complete yet
    days: dict[str, str] = field(
        default_factory=dict
    )  # day -> start of the run that last listed it

    @classmethod
    def of(cls, downloads: Downloads) -> "UkState":
        """Return the stored state; an empty one when there is none."""
        try:
            return cls(**downloads.read(KEY))
        except TypeError:
            return cls()

    def save(self, downloads: Downloads) -> None:
        """Store the state. Raises OSError."""
        names = ("since", "checked_at", "run", "days")
        downloads.write(KEY, {name: getattr(self, name) for name in names})


class UkDownload:
    """The download of all days from a given day on."""

    def __init__(
        self, client: SourceClient, downloads: Downloads, api: str, progress: FetchProgress
    ) -> None:
        self._client = client
        self._downloads = downloads
        self._api = api
        self._progress = progress
        self._fetched = 0
        self._changed = False
        self._failed: list[str] = []
        self._failed_in_a_row = 0

    def run(self, since: date | None, now: datetime) -> Fetched:
        """Bring every day from `since` (or as before) up to `now` up to date.

        A day is complete or as it was; a run that is cut goes on with the next one. Raises
        FetchError or OSError.
        """
        state = UkState.of(self._downloads)
        known = bool(state.checked_at)
        begin_run(state, since, now)
        state.save(self._downloads)
        todo = self._days(state, now.date())
        for done, day in enumerate(todo):
            self._progress(f"uk {day}", done, len(todo))
            failed = len(self._failed)
            self._day(day)
            state.days.pop(day.isoformat(), None)  # a day with a gap stays due
            if len(self._failed) == failed:
                state.days[day.isoformat()] = state.run
            state.save(self._downloads)
        state.checked_at, state.run = state.run, ""
        state.save(self._downloads)
        status = "unchanged" if not self._changed else "changed" if known else "new"
        return Fetched(KEY, status, self._fetched, self._remark())

    def _remark(self) -> str:
        if not self._failed:
            return ""
        return message(
            "{count} records could not be completed and are asked for again next time; "
            "the first: {reason}",
            count=len(self._failed),
            reason=self._failed[0],
        )

    def _days(self, state: UkState, today: date) -> list[date]:
        """Return the days to list: new ones, recent ones, and those whose questions changed."""
        changed = self._changed_days(state)
        return [
            day
            for day in days_between(date.fromisoformat(state.since), today)
            if is_due(day, state, changed)
        ]

    def _changed_days(self, state: UkState) -> set[str]:
        if not state.checked_at:
            return set()
        start = (datetime.fromisoformat(state.checked_at).date() - _OVERLAP).isoformat()
        days = set()
        for kind in ("answeredWhenFrom", "correctedWhenFrom"):
            for value in self._listing({kind: start}):
                days.add(str(value.get("dateTabled"))[:10])
        return days

    def _day(self, day: date) -> None:
        """Bring the file of one day up to date."""
        text = day.isoformat()
        path = self._downloads.folder / "uk" / text[:7] / f"{text}.json.gz"
        before = read_day(path)
        listed = self._listing({"tabledWhenFrom": text, "tabledWhenTo": text})
        listed = [v for v in listed if str(v.get("dateTabled"))[:10] == text]
        if before and not listed:
            raise FetchError(
                "{url}: it lists no question of {day} any more, where it had {count}; "
                "they are kept, try later",
                url=self._api,
                day=text,
                count=len(before),
            )
        journal = Journal(self._downloads.partial(f"uk-{text}.jsonl"))
        known = before | journal.records
        records = [self._complete(value, known, journal) for value in listed]
        content = packed_day(records)
        if records and (not path.exists() or path.read_bytes() != content):
            write_whole(path, content, self._downloads.partial(f"uk-{text}.json.gz"))
            self._changed = True
        journal.close()

    def _complete(self, value: Record, known: dict[int, Record], journal: Journal) -> Record:
        """Return the whole record of a listed question, requesting it if it is not here."""
        digest = listing_digest(value)
        if (have := known.get(value["id"])) and have.get("listing") == digest:
            return have
        if is_whole(value):
            return {"value": value, "links": [], "listing": digest}
        try:
            whole = self._ask(value["id"])
        except FetchError as error:
            self._failed.append(said_by(error))
            self._failed_in_a_row += 1
            if self._failed_in_a_row == _FAILURES_IN_A_ROW:
                raise
            # The record as it was, or the cut one: readers refuse that and say so.
            return have or {"value": value, "links": []}
        self._failed_in_a_row = 0
        record = {"value": whole, "links": [], "listing": digest}
        journal.add(record)
        self._fetched += len(json.dumps(record))
        return record

    def _ask(self, number: int) -> Record:
        url = f"{self._api}/{number}?expandMember=true"
        answer = self._client.get_json(url)
        whole = answer.get("value") if isinstance(answer, dict) else None
        if not isinstance(whole, dict) or whole.get("id") != number:
            raise FetchError("{url}: this is not the record that was asked for", url=url)
        return whole

    def _listing(self, limits: dict[str, str]) -> list[Record]:
        """Return all listed questions within `limits`, each once, by id. Raises FetchError."""
        for _ in range(_TRIES):
            values, total = self._read_pages(limits)
            if len(values) == total:
                return [values[key] for key in sorted(values)]
        what = ", ".join(f"{name} {value}" for name, value in limits.items())
        raise FetchError(
            "{url}: it announces {total} questions and lists {count} ({limits}); try later",
            url=self._api,
            total=total,
            count=len(values),
            limits=what,
        )

    def _read_pages(self, limits: dict[str, str]) -> tuple[dict[int, Record], int]:
        values: dict[int, Record] = {}
        skip, total = 0, 1
        while skip < total:
            total, page = fetch_page(self._client, self._api, limits, MOST_AT_ONCE, skip)
            if not page:
                break
            values |= {value["id"]: value for value in page}
            skip += len(page)
        return values, total


def count_listed(client: SourceClient, api: str, limits: dict[str, str]) -> int:
    """Return how many questions there are within `limits`, by one request. Raises FetchError."""
    return fetch_page(client, api, limits, 1, 0)[0]


def begin_run(state: UkState, since: date | None, now: datetime) -> None:
    """Set what a run starts from: its first day and, unless it resumes one, its start time.

    Raises FetchError when no first day is known.
    """
    if since is not None:
        state.since = min(since.isoformat(), state.since or since.isoformat())
    if not state.since:
        raise FetchError("the first time, say from when on: parlebot fetch uk --since 2024-07-01")
    if not state.run or now - datetime.fromisoformat(state.run) > _RUN_LASTS:
        state.run = now.isoformat()  # to the microsecond: it names the run among all others


def is_due(day: date, state: UkState, changed: set[str]) -> bool:
    """Return whether the run of `state` has to list `day`."""
    listed = state.days.get(day.isoformat())
    if listed is None:
        return True
    if listed == state.run:
        return False  # by this very run, before it was cut
    settled = datetime.fromisoformat(listed).date() >= day + _SETTLES
    return day.isoformat() in changed or not settled


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`, both included."""
    while first <= last:
        yield first
        first += timedelta(days=1)


def is_whole(value: Record) -> bool:
    """Return whether the listing has the question in full: no text cut, no attachment left out."""
    texts = (value.get(name) for name in _TEXTS)
    if any(isinstance(t, str) and len(t) >= _CUT_FROM and t.endswith("...") for t in texts):
        return False
    return (value.get("attachmentCount") or 0) <= len(value.get("attachments") or [])


def listing_digest(value: Record) -> str:
    """Return a digest of a question's listing, except for its members' portraits.

    They are what they are on the day of asking: a member who changes party changes no question.
    """
    own = {name: v for name, v in value.items() if not name.endswith("Member")}
    return hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()


def fetch_page(
    client: SourceClient, api: str, limits: dict[str, str], take: int, skip: int
) -> tuple[int, list[Record]]:
    """Return how many questions there are within `limits`, and those of one page.

    Raises FetchError for an answer of another shape.
    """
    fixed = {"answered": "Any", "includeWithdrawn": "true", "expandMember": "true"}
    url = f"{api}?{urlencode(limits | fixed | {'take': take, 'skip': skip})}"
    answer = client.get_json(url)
    try:
        total = int(answer["totalResults"])
        page = [result["value"] for result in answer["results"]]
        if not all(isinstance(value["id"], int) for value in page):
            raise TypeError("an id is no number")
    except (KeyError, TypeError, ValueError) as error:
        raise FetchError(
            "{url}: this is no list of written questions ({why})", url=url, why=repr(error)
        ) from error
    return total, page
