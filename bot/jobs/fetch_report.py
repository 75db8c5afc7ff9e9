"""Reports to people what was, or would be, fetched from the official sources."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.languages.translate import localised
from corpus.download.archive import Fetched
from corpus.ingestion.fetch_plan import Planned
from corpus.text.clean import one_line
from corpus.text.message import message
from embeddings.disk.home import Home


def fetched_lines(fetched: Sequence[Fetched], home: Home) -> Iterator[Text]:
    """Yield a line per source, then the location of the files, in the system's language."""
    for one in fetched:
        yield _line(fetched_line(one))
    if any(one.status in ("new", "changed") for one in fetched):
        yield _line(
            message(
                "In {folder}; 'parlebot update' brings it into the index.", folder=home.downloads
            )
        )


def fetched_line(one: Fetched) -> str:
    """Return the outcome for one source, in English."""
    if one.status == "failed":
        return message("{key}: not fetched. {reason}", key=one.key, reason=one.message)
    what = {
        "new": message("{key}: new, {size} received", key=one.key, size=size(one.received)),
        "changed": message("{key}: changed, {size} received", key=one.key, size=size(one.received)),
        "unchanged": message("{key}: unchanged", key=one.key),
    }[one.status]
    return message("{what}. {remark}", what=what, remark=one.message) if one.message else what


def plan_lines(planned: Sequence[Planned]) -> Iterator[Text]:
    """Yield a line for each source that would be queried, in the system's language."""
    for one in planned:
        yield _line(_plan_line(one))


def size(count: int) -> str:
    """Return a human-readable size: "12.3 MiB", in French "12,3 Mio"."""
    whole, _, tenth = f"{count / (1 << 20 if count >= 1 << 20 else 1 << 10):.1f}".partition(".")
    if count >= 1 << 20:
        return message("{whole}.{tenth} MiB", whole=whole, tenth=tenth)
    return message("{whole}.{tenth} KiB", whole=whole, tenth=tenth)


def _plan_line(one: Planned) -> str:
    if one.status == "failed":
        return message("{key}: not known. {reason}", key=one.key, reason=one.message)
    if one.status == "unchanged":
        return message("{key}: unchanged, nothing to fetch ({url})", key=one.key, url=one.url)
    if one.questions >= 0:
        return message(
            "{key}: {count} questions to look at ({url})",
            key=one.key,
            count=one.questions,
            url=one.url,
        )
    if one.size < 0:
        return message("{key}: to fetch, size not told ({url})", key=one.key, url=one.url)
    return message(
        "{key}: {size} to fetch, {here} of it here ({url})",
        key=one.key,
        size=size(one.size),
        here=size(one.here),
        url=one.url,
    )


def _line(said: str) -> Text:
    return Text(one_line(localised(said)))
