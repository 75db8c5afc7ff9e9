"""Tells people what was fetched from the official sources, or would be."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.languages.translate import localised, system_language
from corpus.download.archive import Fetched
from corpus.intake.fetch_plan import Planned
from corpus.text.clean import one_line
from embeddings.disk.home import Home


def fetched_lines(fetched: Sequence[Fetched], home: Home) -> Iterator[Text]:
    """Yield a line a source, then where the files lie, in the system's language."""
    for one in fetched:
        yield _line(fetched_line(one))
    if any(one.status in ("new", "changed") for one in fetched):
        yield _line(f"In {home.downloads}; 'parlebot update' brings it into the index.")


def fetched_line(one: Fetched) -> str:
    """Return what became of one source, in English."""
    if one.status == "failed":
        return f"{one.key}: not fetched. {localised(one.message)}"
    what = {
        "new": f"{one.key}: new, {size(one.received)} received",
        "changed": f"{one.key}: changed, {size(one.received)} received",
        "unchanged": f"{one.key}: unchanged",
    }[one.status]
    return f"{localised(what)}. {localised(one.message)}" if one.message else what


def plan_lines(planned: Sequence[Planned]) -> Iterator[Text]:
    """Yield a line a source that would be asked, in the system's language."""
    for one in planned:
        yield _line(_plan_line(one))


def size(count: int) -> str:
    """Return a number of bytes as people read it: "12.3 MiB", in French "12,3 Mio"."""
    text = f"{count / (1 << 20):.1f} MiB" if count >= 1 << 20 else f"{count / 1024:.1f} KiB"
    return text.replace(".", ",").replace("B", "o") if system_language() == "fr" else text


def _plan_line(one: Planned) -> str:
    if one.status == "failed":
        return f"{one.key}: not known. {localised(one.message)}"
    if one.status == "unchanged":
        return f"{one.key}: unchanged, nothing to fetch ({one.url})"
    if one.questions >= 0:
        return f"{one.key}: {one.questions} questions to look at ({one.url})"
    if one.size < 0:
        return f"{one.key}: to fetch, size not told ({one.url})"
    return f"{one.key}: {size(one.size)} to fetch, {size(one.here)} of it here ({one.url})"


def _line(message: str) -> Text:
    return Text(one_line(localised(message)))
