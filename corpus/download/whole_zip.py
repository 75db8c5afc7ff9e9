"""Checks that a downloaded zip is complete before it replaces the previous one."""

import zipfile
import zlib
from pathlib import Path

from corpus.files.zip_bounds import MAX_RATIO, RATIO_COUNTS_FROM
from corpus.text.message import MessageError


class DamagedZipError(MessageError):
    """The archive is incomplete or not what it should be. The message says why."""


def check_zip(path: Path) -> None:
    """Read every member of the zip at `path`, which compares lengths and checksums.

    Raises DamagedZipError. Nothing is unpacked to disk, memory stays at one piece of a member.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if not members:
                raise DamagedZipError("the zip is empty")
            unpacked = sum(info.file_size for info in members)
            if unpacked > max(MAX_RATIO * path.stat().st_size, RATIO_COUNTS_FROM):
                raise DamagedZipError("it unpacks to far more than its size, as a bomb does")
            for info in members:
                with archive.open(info) as member:
                    while member.read(1 << 20):
                        pass
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DamagedZipError("the zip is damaged or cut short ({why})", why=error) from error
    except ValueError as error:  # a name that is no text
        raise DamagedZipError("the zip is damaged ({why})", why=error) from error
