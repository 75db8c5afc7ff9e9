"""Which files are column mappings ("sidecars") and of which table, by name alone.

A sidecar is in the folder of its table: `NAME.mapping.json` or `NAME.mapping.toml` for `NAME.csv`
or `NAME.xlsx`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

_SUFFIXES = (".mapping.json", ".mapping.toml")


def sidecar_of(path: Path) -> Path | None:
    """Return the column mapping next to the file at `path`, or None."""
    if is_sidecar(path.name):
        return None
    found = (path.with_name(path.stem + suffix) for suffix in _SUFFIXES)
    return next((file for file in found if file.is_file()), None)


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The column mappings among many files, each belonging to one of the others."""

    by_table: dict[str, str]  # the name of a table without its ending -> the sidecar's name
    used: frozenset[str]

    @classmethod
    def among(cls, names: Iterable[str]) -> Self:
        """Find the sidecars among file names, each given with its folder."""
        names = list(names)
        beside = {_without_suffix(name): name for name in names if is_sidecar(name)}
        stems = {_stem(name) for name in names if not is_sidecar(name)} if beside else set()
        by_table = {stem: name for stem, name in beside.items() if stem in stems}
        return cls(by_table, frozenset(by_table.values()))

    def of(self, name: str) -> str:
        """Return the sidecar of the file called `name`, or ""."""
        return self.by_table.get(_stem(name), "") if self.by_table else ""


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).suffix else name


def _without_suffix(name: str) -> str:
    return next(name[: -len(s)] for s in _SUFFIXES if name.lower().endswith(s))


def is_sidecar(name: str) -> bool:
    """Return whether a file of that name is a column mapping and not a document."""
    return name.lower().endswith(_SUFFIXES)
