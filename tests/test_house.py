"""The house: every module in its room, every room in its place. The rules are in house.py."""

from pathlib import Path

import pytest

from tests import ROOT, house

_CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
_ROOMS = house.drawn(_CONTRIBUTING)
_MODULES = house.modules(ROOT)


def test_nothing_imports_up() -> None:
    assert house.imports_up(_MODULES, _ROOMS) == []


def test_no_modules_and_no_rooms_import_in_a_circle() -> None:
    assert house.cycles_of_modules(_MODULES) == []
    assert house.cycles_of_rooms(_MODULES) == []


def test_no_module_is_too_long_and_no_folder_too_full() -> None:
    assert house.too_long(_MODULES) == []
    assert house.too_full(_MODULES) == []


def test_every_module_and_every_folder_says_what_it_is() -> None:
    assert house.silent(_MODULES) == []


def test_the_tree_of_the_house_has_each_room_once_in_its_own_words() -> None:
    said = {
        module.room: house.first_sentence(module.docstring)
        for module in _MODULES
        if module.is_package or module.room == module.path.as_posix()
    }
    assert {module.room for module in _MODULES} == set(said)
    assert sorted(_ROOMS) == sorted(said)
    assert [
        room for room, told in _ROOMS.items() if not told or not said[room].startswith(told)
    ] == []


def test_every_folder_of_tests_mirrors_one_of_the_product() -> None:
    assert house.without_a_room(ROOT) == []


# The rules themselves, each seen to fail in a small house of its own.

_TREE = """A house.

```text
corpus/        What was said
  text/       Text
  store/      Store
bot/          How it is told
  cli/        The command
  parlebot.py  The door
```
"""
_WELL = {
    "corpus/__init__.py": '"""What was said. Nothing else."""',
    "corpus/text/__init__.py": '"""Text as written. No store."""',
    "corpus/text/clean.py": '"""Cleaned."""',
    "corpus/store/__init__.py": '"""Store of it. No text."""',
    "corpus/store/store.py": '"""Stored."""\nfrom corpus.text import clean',
    "bot/__init__.py": '"""How it is told. Here."""\ndef f():\n    from bot.cli import main',
    "bot/__main__.py": '"""Starts."""\nimport bot.cli.main',
    "bot/cli/__init__.py": '"""The command. No logic."""',
    "bot/cli/main.py": '"""Main."""\nfrom corpus.store.store import Store',
    "bot/parlebot.py": '"""The door."""\nfrom bot.cli import main',
}


def _built(folder: Path, **changed: str) -> list[house.Module]:
    for path, text in {**_WELL, **changed}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return house.modules(folder)


def test_a_house_in_order_is_complained_of_by_no_rule(tmp_path: Path) -> None:
    modules = _built(tmp_path)
    assert len(modules) == len(_WELL)
    assert house.imports_up(modules, house.drawn(_TREE)) == []
    assert house.cycles_of_modules(modules) == house.cycles_of_rooms(modules) == []
    assert house.too_long(modules) == house.too_full(modules) == house.silent(modules) == []


_AS_A_MODULE = "from bot.cli import main"
_IN_A_FUNCTION = "def f():\n    from bot.cli.main import run"
_FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import bot.cli.main"


@pytest.mark.parametrize("code", [_AS_A_MODULE, _IN_A_FUNCTION, _FOR_TYPES])
def test_an_import_of_a_room_above_is_found(tmp_path: Path, code: str) -> None:
    modules = _built(tmp_path, **{"corpus/text/clean.py": code})
    told = ["corpus.text.clean imports bot.cli.main"]
    assert house.imports_up(modules, house.drawn(_TREE)) == told


def test_a_room_without_a_place_may_import_nothing_and_be_imported_by_none(tmp_path: Path) -> None:
    attic = {
        "bot/attic/chest.py": "import corpus.text.clean",
        "bot/parlebot.py": "import bot.attic.chest",
    }
    told = ["bot.attic.chest imports corpus.text.clean", "bot.parlebot imports bot.attic.chest"]
    assert house.imports_up(_built(tmp_path, **attic), house.drawn(_TREE)) == told


def test_the_main_of_the_package_is_of_the_command(tmp_path: Path) -> None:
    modules = _built(tmp_path, **{"bot/__main__.py": "import bot.parlebot"})
    assert house.imports_up(modules, house.drawn(_TREE)) == ["bot.__main__ imports bot.parlebot"]


def test_modules_in_a_circle_are_found(tmp_path: Path) -> None:
    modules = _built(
        tmp_path,
        **{
            "corpus/text/clean.py": "from corpus.text.dates import day",
            "corpus/text/dates.py": "def f():\n    import corpus.text.clean",
        },
    )
    assert set(house.cycles_of_modules(modules)) == {"corpus.text.clean", "corpus.text.dates"}
    assert house.cycles_of_rooms(modules) == []


def test_rooms_in_a_circle_are_found_though_their_modules_are_in_none(tmp_path: Path) -> None:
    modules = _built(
        tmp_path,
        **{"corpus/text/dates.py": "import corpus.store.schema", "corpus/store/schema.py": ""},
    )
    assert house.cycles_of_modules(modules) == []
    assert set(house.cycles_of_rooms(modules)) == {"corpus/text/", "corpus/store/"}


def test_a_module_of_a_line_too_many_is_found(tmp_path: Path) -> None:
    modules = _built(tmp_path, **{"bot/cli/main.py": "\n" * 301, "bot/cli/chat.py": "\n" * 300})
    assert house.too_long(modules) == ["bot/cli/main.py: 301 lines"]


def test_a_folder_of_a_module_too_many_is_found(tmp_path: Path) -> None:
    twelve = {f"corpus/text/m{n}.py": "" for n in range(11)}
    assert house.too_full(_built(tmp_path, **twelve)) == []
    assert house.too_full(_built(tmp_path, **{"corpus/text/m11.py": ""})) == [
        "corpus/text: 13 modules"
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("corpus/text/clean.py", "day = 1"),
        ("corpus/text/__init__.py", '"""Text, cleaned e.g. by clean.py"""'),
        ("corpus/text/__init__.py", ""),
    ],
)
def test_a_module_or_folder_that_says_too_little_is_found(
    tmp_path: Path, path: str, text: str
) -> None:
    assert house.silent(_built(tmp_path, **{path: text})) == [path]


def test_a_folder_without_an_init_is_found(tmp_path: Path) -> None:
    modules = _built(tmp_path, **{"corpus/cellar/wine.py": '"""Wine."""'})
    assert house.silent(modules) == ["corpus/cellar: no __init__.py"]


@pytest.mark.parametrize(
    ("line", "told"),
    [("  text/       Text", "drawn twice: corpus/text/"), ("  text", "not a line")],
)
def test_a_tree_that_cannot_be_read_is_refused(line: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        house.drawn(_TREE.replace("  store/", f"{line}\n  store/"))


def test_a_folder_of_tests_without_a_room_is_found(tmp_path: Path) -> None:
    _built(
        tmp_path,
        **{"tests/corpus/text/t.py": "", "tests/browser/t.py": "", "tests/bot/web/t.py": ""},
    )
    assert house.without_a_room(tmp_path) == ["tests/bot/web"]
