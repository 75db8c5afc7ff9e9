"""Finds the cells of an Excel workbook that hold an error: calamine returns them as empty.

An error must not pass for an empty cell: a reply lost to a formula would count as not yet given.
Format: ECMA-376 part 1, 18.3.1.4.
"""

import re

from corpus.dropped.office.ooxml import Events, Package

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WORKBOOK = "xl/workbook.xml"

CellErrors = dict[int, dict[int, str]]  # row from 1 -> column from 0 -> the error


def cell_errors(package: Package) -> dict[str, CellErrors]:
    """Return the errors of each sheet that has any, by sheet name. Raises UnreadableError."""
    workbook = _Workbook()
    package.parse_whole(_WORKBOOK, workbook)
    parts = package.relations(_WORKBOOK)
    found: dict[str, CellErrors] = {}
    for title, relation in workbook.sheets:
        part = parts.get(relation, "")
        if part in package.names and package.mentions(part, b't="e"'):
            sheet = _Sheet()
            package.parse_whole(part, sheet)
            found[title] = sheet.errors
    return found


class _Workbook(Events):
    """The names of the sheets with the ids of their parts."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))


class _Sheet(Events):
    """The errors in the cells of a sheet."""

    def __init__(self) -> None:
        self.errors: CellErrors = {}
        self._place: re.Match[str] | None = None
        self._reads = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            is_error = attributes.get("t") == "e"
            self._place = _REFERENCE.fullmatch(attributes.get("r", "")) if is_error else None
        self._reads = name == "v"

    def end(self, name: str) -> None:
        self._reads = False

    def text(self, text: str) -> None:
        if self._reads and self._place:
            column = 0
            for letter in self._place[1]:
                column = column * 26 + ord(letter) - 64
            self.errors.setdefault(int(self._place[2]), {})[column - 1] = text
