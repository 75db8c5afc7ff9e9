"""Looks whether a downloaded archive is whole, before it takes the place of the last good one."""

import hashlib
import zipfile
import zlib
from pathlib import Path

from corpus.containers import MAX_RATIO

_CHUNK = 1 << 20
_RATIO_COUNTS_FROM = 1 << 24


class DamagedError(Exception):
    """The archive is not whole or not what it should be. The message says why."""


def check_zip(path: Path) -> None:
    """Read every member of the zip at `path`, which compares lengths and checksums.

    Raises DamagedError. Nothing is unpacked to disk, memory stays at one piece of a member.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if not members:
                raise DamagedError("the zip is empty")
            unpacked = sum(info.file_size for info in members)
            if unpacked > max(MAX_RATIO * path.stat().st_size, _RATIO_COUNTS_FROM):
                raise DamagedError("it unpacks to far more than its size, as a bomb does")
            for info in members:
                with archive.open(info) as member:
                    while member.read(_CHUNK):
                        pass
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DamagedError(f"the zip is damaged or cut short ({error})") from error
    except ValueError as error:  # a name that is no text
        raise DamagedError(f"the zip is damaged ({error})") from error


def md5_of(path: Path) -> str:
    """Return the MD5 of a file: what the sources publish; it guards against accidents only."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
