"""An index that this user may not read is not called damaged, and answers once he may."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.languages.recognise import recognised
from bot.languages.translate import translate
from embeddings.disk.home import Home
from embeddings.generation.manifest import current_folder
from tests.another_user import open_folder, said_by_another_user
from tests.embeddings.fictional_parts import FOUR, Hashing, build_home

pytestmark = pytest.mark.slow

# Opened once with all rights, so that every library is loaded.
_BEFORE = """
from embeddings.search.current import CurrentIndex
from embeddings.disk.home import Home
from embeddings.search.index_check import examine_generations
home = Home(Path(sys.argv[1]))
CurrentIndex(home).get().close()
"""
_OPEN = "print(CurrentIndex(home).get().texts[0].uid)"
_TRY = """
try:
    print(CurrentIndex(home).get())
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with open_folder() as folder:
        before = os.umask(0o022)
        try:
            build_home(folder / "home", FOUR[:3], Hashing())
            yield build_home(folder / "home", FOUR, Hashing())[0]
        finally:
            os.umask(before)


def test_another_user_can_open_what_was_built(home: Home) -> None:
    code, said, errors = said_by_another_user(_BEFORE, _OPEN, home.folder)
    assert (code, said) == (0, "f-1\n"), errors


@pytest.mark.parametrize(
    "closed",
    [
        "current",
        "generations",
        "generations/{}",
        "generations/{}/manifest.json",
        "generations/{}/lexical",
        "generations/{}/lexical/meta.json",
        "generations/{}/lexical/spelling/meta.json",
        "generations/{}/0000/records.sqlite",
        "generations/{}/0000/reply.faiss",
    ],
)
def test_what_may_not_be_read_is_named_and_not_called_damaged(home: Home, closed: str) -> None:
    path = home.folder / closed.format(current_folder(home).name)
    before = path.stat().st_mode
    own = os.getuid() != 0  # then the child must load its libraries another way
    first = _BEFORE.replace("CurrentIndex(home).get().close()", "") if own else _BEFORE
    path.chmod(0)
    try:
        code, said, errors = said_by_another_user(first, _TRY, home.folder)
    finally:
        path.chmod(before)
    assert code == 0, errors
    assert said == (
        f"UnreadableIndexError this user may not read {path}: run it as its owner, or let others "
        "read it (chmod a+rX)\n"
    )


def test_an_index_answers_as_soon_as_it_may_be_read(home: Home) -> None:
    path = next(current_folder(home).glob("0000/*.faiss"))
    then = """
index = CurrentIndex(home)
try:
    index.get()
except Exception as error:
    print(type(error).__name__)
os.chmod(path, 0o644)
print(index.get().texts[0].uid)
"""
    # The other user owns this one file, so that he can take and give the right himself.
    before = path.stat()
    give = "path = sys.argv[2]\nos.chmod(path, 0)\nos.getuid() or os.chown(path, 65534, -1)"
    try:
        code, said, errors = said_by_another_user(_BEFORE + give, then, home.folder, path)
    finally:
        os.chown(path, before.st_uid, before.st_gid)
        path.chmod(before.st_mode)
    assert (code, said) == (0, "UnreadableIndexError\nf-1\n"), errors


def test_the_doctor_does_not_judge_what_it_may_not_read(home: Home) -> None:
    path = next(current_folder(home).glob("0000/*.faiss"))
    before = path.stat().st_mode
    path.chmod(0)
    then = "for each in examine_generations(home): print(each.readable, bool(each.damaged))"
    try:
        code, said, errors = said_by_another_user(_BEFORE, then, home.folder)
    finally:
        path.chmod(before)
    assert (code, said.splitlines()[0]) == (0, "False False"), errors


def test_without_a_temporary_folder_an_index_is_out_of_reach_and_not_damaged(home: Home) -> None:
    # What may not be written is opened through a folder of links.
    then = """
import tempfile
from embeddings.disk.home import OutOfReachError
from embeddings.disk.tantivy_folder import _linked_view
tempfile.tempdir = "/nowhere"
try:
    _linked_view(next(home.generations.glob("*/lexical")))
except OutOfReachError as error:
    print(error)
tempfile.tempdir = None
view = Path(_linked_view(next(home.generations.glob("*/lexical"))).name)
print(view.exists())
view = _linked_view(next(home.generations.glob("*/lexical")))
print(oct(Path(view.name).stat().st_mode & 0o777), view.name)
"""
    code, said, errors = said_by_another_user(_BEFORE, then, home.folder)
    assert code == 0, errors
    told, dropped, kept = said.splitlines()
    assert told.startswith("the index may only be read, and opening it takes a temporary folder")
    assert translate(recognised(told, "fr"), "fr").startswith("l'index ne peut qu'être lu")
    assert dropped == "False"
    mode, view = kept.split()
    assert (mode, Path(view).exists()) == ("0o700", False)
