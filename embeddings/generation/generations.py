"""Generations: complete indexes on disk, built aside, checked, then made current by one rename.

A generation holds all that answering needs, the records' texts too, so a running server or a
question in flight is never touched by a build, and a killed build leaves nothing but a folder
that the next one clears away.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from embeddings.disk.home import Home, VectorServer
from embeddings.disk.sync import sync
from embeddings.generation.manifest import current_folder
from embeddings.vectors.milvus import VectorServerError, collection_of, drop

KEPT = 2  # generations kept: the current one and the one before
UNFINISHED = ".unfinished"  # ends the name of a folder that is being built


@contextmanager
def new_generation(home: Home, now: datetime) -> Iterator[Path]:
    """Yield an empty folder to build in; leaving the block without error makes it current.

    On an error or a kill the folder stays unnamed and is cleared away by the next build.
    """
    for leftover in home.generations.glob(f"*{UNFINISHED}"):
        delete_generation(leftover, home.vector_server)
    name = now.strftime("%Y%m%dT%H%M%S%fZ")
    unfinished = home.generations / f"{name}{UNFINISHED}"
    unfinished.mkdir()
    try:
        yield unfinished
        _open_to_readers(unfinished)
        folder = home.generations / name
        unfinished.rename(folder)
        sync(home.generations)
        point_to(home, name)
    except BaseException:  # also where Ctrl-C ends the build: nothing half made is left
        delete_generation(unfinished, home.vector_server)
        raise
    _prune(home, keep=name)


def point_to(home: Home, name: str) -> None:
    """Set the generation that answers, in one rename."""
    aside = home.pointer.with_suffix(".new")
    aside.write_text(f"{name}\n", "utf-8")
    sync(aside)
    aside.replace(home.pointer)
    sync(home.folder)


def drop_earlier(home: Home, *, current: bool = False) -> None:
    """Delete the previous generation, which still contains what has since been removed.

    With `current` that one goes too: nothing answers until the next build. An index that is open
    stays readable for those who opened it.
    """
    if current:
        home.pointer.unlink(missing_ok=True)
    keep = "" if current else current_folder(home).name
    for folder in home.generations.iterdir():
        if folder.is_dir() and folder.name != keep:
            delete_generation(folder, home.vector_server)


def delete_generation(folder: Path, server: VectorServer | None) -> None:
    """Delete the generation at `folder`, with what only it stores on the Milvus `server`.

    While the server cannot be asked, the folder stays, so that the next build tries again.
    """
    mine = _collections(folder)
    others = (each for each in folder.parent.iterdir() if each.is_dir() and each != folder)
    mine = mine.difference(*(_collections(other) for other in others)) if mine else mine
    try:
        if mine:
            drop(server, mine)
    except VectorServerError:
        return
    shutil.rmtree(folder, ignore_errors=True)


def _collections(folder: Path) -> set[str]:
    names = (collection_of(path) for path in folder.rglob("*.faiss"))
    return {name for name in names if name}


def _open_to_readers(folder: Path) -> None:
    """Make each file below `folder` readable by whoever may read the folder, as the umask says.

    tantivy writes some files by way of temporary ones, which are for their owner alone; a server
    often runs as another user than the build.
    """
    given = folder.stat().st_mode & 0o777
    for path in folder.rglob("*"):
        mode = path.stat().st_mode & 0o777
        wanted = mode | (given if path.is_dir() else given & 0o666)
        if mode != wanted:
            path.chmod(wanted)


def _prune(home: Home, keep: str) -> None:
    others = sorted(p for p in home.generations.iterdir() if p.is_dir() and p.name != keep)
    for folder in others[: -(KEPT - 1) or None]:
        delete_generation(folder, home.vector_server)
