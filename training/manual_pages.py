"""Manual pages in English and French: text that has nothing to do with politics.

The general encoder's similarities are distilled on half of them; on the other half it is measured
what tuning cost outside parliament. Debian: `apt-get install manpages manpages-dev manpages-fr
manpages-fr-dev`. A page is there in both languages, so the two can be searched across.
"""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("/usr/share/man")
_CHARACTERS = 600  # of the description
_SUMMARY = re.compile(r"^\.SH (?:NAME|NOM)\n.*? \\?[-–—] (.+?)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^\.SH DESCRIPTION\n(.+?)(?=^\.SH)", re.MULTILINE | re.DOTALL)
_REQUEST = re.compile(
    r"^[.'](?:\\\"|TP|PP|IP|RS|RE|in|nf|fi|EE|EX|ad|SM|LP|P|br|sp).*$", re.MULTILINE
)
_MACRO = re.compile(r"^\.[A-Z]{1,2} ", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:f\[?[A-Z]+\]?|\(..|\[[^]]*\]|[&%/,|^])")


@dataclass(frozen=True, slots=True)
class Page:
    """What a manual page says of itself in one line, and how its description begins."""

    name: str  # with its section: the same in both languages
    language: str
    summary: str
    description: str

    @property
    def is_measured(self) -> bool:
        """True for the half of the pages that is measured on, by a hash of the name."""
        return hashlib.sha256(self.name.encode()).digest()[0] < 128


def read_pages(folder: Path = FOLDER) -> list[Page]:
    """Return the pages of sections 1 to 8 that are there in both languages, by name."""
    english = {page.name: page for page in _pages(folder, "en")}
    french = {page.name: page for page in _pages(folder / "fr", "fr")}
    both = sorted(english.keys() & french.keys())
    return [page for name in both for page in (english[name], french[name])]


def _pages(folder: Path, language: str) -> Iterator[Page]:
    for path in sorted(folder.glob("man[1-8]/*.gz")):
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        summary, description = _SUMMARY.search(text), _DESCRIPTION.search(text)
        if summary and description:
            yield Page(
                path.stem, language, _plain(summary[1]), _plain(description[1])[:_CHARACTERS]
            )


def _plain(roff: str) -> str:
    text = _MACRO.sub("", _REQUEST.sub("", roff)).replace(r"\-", "-")
    return " ".join(_ESCAPE.sub("", text).replace('"', " ").split())
