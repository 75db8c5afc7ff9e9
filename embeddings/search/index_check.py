"""Examines the generations of a home: which are intact, which is current, what builds left."""

from dataclasses import dataclass
from pathlib import Path

from corpus.text.message import message, said_by
from embeddings.disk.home import Home, NoGenerationError, OutOfReachError
from embeddings.generation.checksums import damaged_files
from embeddings.generation.generations import UNFINISHED
from embeddings.generation.manifest import Manifest
from embeddings.generation.verified import STAMP_FILE
from embeddings.search.index import Index


@dataclass(frozen=True, slots=True)
class GenerationState:
    """One generation, every byte of it read."""

    folder: Path
    manifest: Manifest | None  # None when it cannot be read
    damaged: tuple[Path, ...]  # missing or changed files
    trouble: str  # why it cannot answer; "" when it can
    readable: bool = True  # False: it cannot be opened as things are, so it is not judged

    @property
    def is_whole(self) -> bool:
        """True if it can answer."""
        return not self.trouble


def examine_generations(home: Home) -> list[GenerationState]:
    """Return the finished generations of `home`, newest first."""
    if not home.generations.is_dir():
        return []
    folders = [p for p in home.generations.iterdir() if p.is_dir() and p.suffix != UNFINISHED]
    return [_examine(home, folder) for folder in sorted(folders, reverse=True)]


def named(home: Home) -> str | None:
    """Return the name in the pointer file, whatever it is; None if there is no pointer."""
    try:
        return home.pointer.read_text("utf-8", "replace").strip()
    except OSError:
        return None


def leftovers(home: Home) -> list[Path]:
    """Return what killed builds left: unfinished folders, pointers and stamps not yet renamed."""
    found = [home.pointer.with_suffix(".new"), *home.folder.glob(f"{STAMP_FILE}.*")]
    found += home.generations.glob(f"*{UNFINISHED}")
    return sorted(path for path in found if path.exists())


def _examine(home: Home, folder: Path) -> GenerationState:
    try:
        manifest = Manifest.read(folder)
        damaged = tuple(damaged_files(folder, manifest, contents=True))
    except OutOfReachError as error:
        return GenerationState(folder, None, (), said_by(error), readable=False)
    except NoGenerationError as error:
        return GenerationState(folder, None, (folder / "manifest.json",), said_by(error))
    trouble = message("{count} files are missing or changed", count=len(damaged)) if damaged else ""
    if not damaged:
        try:
            Index(folder, home.vector_server).close()
        except OutOfReachError as error:
            return GenerationState(folder, manifest, (), said_by(error), readable=False)
        except NoGenerationError as error:
            trouble = said_by(error)
    return GenerationState(folder, manifest, damaged, trouble)
