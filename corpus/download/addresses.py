"""The table of official addresses, and an operator's own overrides.

`sources.json` next to it holds the addresses as the sources publish them. A file of the same shape,
named by $PARLEBOT_SOURCES or called sources.json in the home, overrides the values that it names.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.download.errors import FetchError
from corpus.files.beside import json_beside
from corpus.text.message import message

_OPEN = ("an.archives",)  # where an operator's file may add what the table does not have


@dataclass(frozen=True, slots=True)
class Pace:
    """How gently a server is queried; times are in seconds."""

    requests_per_second: float
    tries: int  # attempts in a row that bring nothing before giving up
    first_wait_seconds: float  # before the second attempt; doubled for each further one
    longest_wait_seconds: float  # a server that asks for more is left alone
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive to download: its local name, its address, and its path below downloads/."""

    key: str  # "an-17-QE"
    url: str
    path: str  # "an/17/Questions_ecrites.json.zip"
    md5: str = ""  # known digest of an archive that is published as final


@dataclass(frozen=True, slots=True)
class SourceTable:
    """The sources, and how gently they are queried."""

    pace: Pace
    max_bytes: int
    origins: frozenset[str]  # "https://data.senat.fr": where requests may go
    an: dict[str, tuple[Archive, ...]]  # by legislature
    senat: Archive
    uk: str  # address of the API's listing


def load_table(home: Path, named: Path | None = None) -> SourceTable:
    """Return the official table with what the operator's file overrides.

    That is the file at `named`, else `sources.json` in the folder `home` where it is there.
    The places of all addresses in it may be asked, those that the operator wrote too; what they
    redirect to only when it is one of these places or listed under "hosts". Raises FetchError
    for an operator's file that cannot be understood.
    """
    values = json_beside(__file__, "sources.json")
    own = named or home / "sources.json"
    if named or own.exists():
        _override(values, _read(own), own, "")
    try:
        return _table(values)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise FetchError(
            "{path}: it does not have the shape of the table ({why})", path=own, why=repr(error)
        ) from error


def origin_of(url: str) -> str:
    """Return "https://host" or "https://host:port" of an address. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no http address")
    port = "" if parts.port in (None, {"http": 80, "https": 443}[parts.scheme]) else parts.port
    return f"{parts.scheme}://{parts.hostname.lower()}{f':{port}' if port else ''}"


def _read(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FetchError(
            "{path}: it cannot be read ({why})", path=path, why=error.strerror
        ) from error
    except ValueError as error:
        raise FetchError("{path}: it is no valid JSON ({why})", path=path, why=error) from error
    if not isinstance(read, dict):
        raise FetchError(
            "{path}: it does not have the shape of the table ({why})",
            path=path,
            why=message("no object"),
        )
    return read


def _override(values: dict[str, Any], own: dict[str, Any], path: Path, place: str) -> None:
    for name, value in own.items():
        here = f"{place}.{name}".strip(".")
        if name not in values:
            if not here.startswith(_OPEN):
                raise FetchError(
                    "{path}: the table has no {name}; one of: {names}",
                    path=path,
                    name=repr(here),
                    names=", ".join(values),
                )
            values[name] = value
        elif isinstance(values[name], dict) and isinstance(value, dict):
            _override(values[name], value, path, here)
        else:
            values[name] = value


def _table(values: dict[str, Any]) -> SourceTable:
    base = values["an"]["base"]
    an = {
        legislature: tuple(
            Archive(
                f"an-{legislature}-{kind}",
                urljoin(base, archive["path"]),
                f"an/{int(legislature)}/{_file_name(archive['path'])}",
                archive.get("md5", ""),
            )
            for kind, archive in kinds.items()
        )
        for legislature, kinds in values["an"]["archives"].items()
    }
    senat = Archive("senat", values["senat"]["url"], "senat/questions.zip")
    uk = values["uk"]["api"].rstrip("/")
    addresses = [uk, senat.url, *(a.url for archives in an.values() for a in archives)]
    pace = Pace(**values["pace"])
    if pace.requests_per_second <= 0 or pace.tries < 1:
        raise ValueError("pace: at least one try, and more than no request a second")
    return SourceTable(
        pace=pace,
        max_bytes=int(values["max_mib"]) << 20,
        origins=frozenset(origin_of(url) for url in (*addresses, *values["hosts"])),
        an=an,
        senat=senat,
        uk=uk,
    )


def _file_name(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    if not name or name.startswith(".") or "\\" in name or ":" in name:
        raise ValueError(f"{path!r} does not end in a file's name")
    return name
