"""The rules of the house, read from the source: the room of a module, and what it may import.

A room is a folder of the product; a module directly under a package is a room of its own. The rooms
and their order, ground floor first, are those of the tree in CONTRIBUTING.md. All imports count,
also those within functions and those for types only.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGES = ("corpus", "embeddings", "bot")
MOST_LINES = 300
MOST_MODULES = 12
TESTS_OF_NO_ROOM = {"tests", "tests/benchmarks", "tests/browser", "tests/deploy", "tests/training"}

_DRAWN = re.compile(r"^(?P<under> *)(?P<room>[\w/]+(?:/|\.py))(?: +(?P<told>\S.*))?$")


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, its text and the modules of ours that it imports."""

    name: str
    path: Path  # from the root of the house
    text: str
    imports: frozenset[str]

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a folder."""
        return self.path.name == "__init__.py"

    @property
    def room(self) -> str:
        """`corpus/text/`, or `bot/parlebot.py` for a module directly under a package."""
        if self.path.as_posix() == "bot/__main__.py":
            return "bot/cli/"
        if len(self.path.parts) == 2 and not self.is_package:
            return self.path.as_posix()
        return f"{self.path.parent.as_posix()}/"

    @property
    def docstring(self) -> str:
        """What it says of itself; empty if nothing."""
        return ast.get_docstring(ast.parse(self.text)) or ""


def modules(root: Path) -> list[Module]:
    """All modules of the product under `root`. Nothing of it is run."""
    paths = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    names = {_dotted(path.relative_to(root)): path for path in paths}
    return [
        Module(
            name,
            path.relative_to(root),
            text := path.read_text("utf-8"),
            frozenset(_imported(ast.parse(text), names) - {name}),
        )
        for name, path in names.items()
    ]


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imported(tree: ast.Module, ours: Mapping[str, Path]) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:  # ruff allows no relative ones
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {part if part in ours else node.module for part in parts}
    return names & ours.keys()


def drawn(page: str) -> dict[str, str]:
    """The rooms in the tree of `page`, ground floor first, each with what is told of it.

    The line of a package stands above its rooms in the drawing, and last in the order: its
    `__init__` is the front door, which may lead anywhere in the package.
    """
    tree = page[page.index("```text\n") :].split("```")[1].splitlines()[1:]
    rooms: dict[str, str] = {}
    package, told_of_package = "", ""
    for line in tree:
        match = _DRAWN.match(line)
        if match is None:
            raise ValueError(f"not a line of the tree: {line!r}")
        name = match["room"] if not match["under"] else package + match["room"]
        if name in rooms:
            raise ValueError(f"drawn twice: {name}")
        if match["under"]:
            rooms[name] = match["told"] or ""
            continue
        if package:
            rooms[package] = told_of_package
        package, told_of_package = name, match["told"] or ""
    return rooms | {package: told_of_package}


def imports_up(house: Iterable[Module], order: Iterable[str]) -> list[str]:
    """Which imports lead from a room to one above it, or to or from a room that has no place."""
    floor = {room: number for number, room in enumerate(order)}
    house = list(house)
    rooms = {module.name: module.room for module in house}
    return [
        f"{module.name} imports {name}"
        for module in house
        for name in sorted(module.imports)
        if not floor.get(rooms[name], len(floor)) <= floor.get(module.room, -1)
    ]


def cycles_of_modules(house: Iterable[Module]) -> list[str]:
    """A cycle of modules, if there is one."""
    return _cycle({module.name: set(module.imports) for module in house})


def cycles_of_rooms(house: Iterable[Module]) -> list[str]:
    """A cycle of rooms, if there is one, each the name of a room."""
    house = list(house)
    rooms = {module.name: module.room for module in house}
    imports: dict[str, set[str]] = {}
    for module in house:
        imported = {rooms[name] for name in module.imports}
        imports.setdefault(module.room, set()).update(imported - {module.room})
    return _cycle(imports)


def _cycle(imports: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def too_long(house: Iterable[Module]) -> list[str]:
    """Which modules have too many lines."""
    lines = {module.path.as_posix(): len(module.text.splitlines()) for module in house}
    return [f"{path}: {count} lines" for path, count in lines.items() if count > MOST_LINES]


def too_full(house: Iterable[Module]) -> list[str]:
    """Which folders hold too many modules, their `__init__` not counted."""
    counts = Counter(module.path.parent for module in house if not module.is_package)
    return [
        f"{folder}: {count} modules" for folder, count in counts.items() if count > MOST_MODULES
    ]


def silent(house: Iterable[Module]) -> list[str]:
    """Which modules have no docstring, and which folders' `__init__` not two sentences."""
    house = list(house)
    inits = {module.path.parent for module in house if module.is_package}
    folders = {module.path.parent for module in house}
    return [
        *(f"{folder.as_posix()}: no __init__.py" for folder in sorted(folders - inits)),
        *(
            module.path.as_posix()
            for module in house
            if len(re.findall(r"[.?!](?=\s|$)", module.docstring)) < 1 + module.is_package
        ),
    ]


def first_sentence(docstring: str) -> str:
    """The first sentence, on one line, without its full stop."""
    return re.split(r"\.(?=\s|$)", " ".join(docstring.split()), maxsplit=1)[0]


def without_a_room(root: Path) -> list[str]:
    """Which folders of tests mirror no folder of the product."""
    folders = {path.parent.relative_to(root) for path in (root / "tests").rglob("*.py")}
    return [
        folder.as_posix()
        for folder in sorted(folders)
        if folder.as_posix() not in TESTS_OF_NO_ROOM
        and not (root / folder.relative_to("tests") / "__init__.py").exists()
    ]
