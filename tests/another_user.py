"""Runs Python as a user who owns nothing, to see what the rights of files let others do."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import ROOT

NOBODY = 65534

# A child of root loads all that it needs before it gives its rights up: where Python itself lies
# may be closed to others.
_CHILD = """
import os, sys
from pathlib import Path
{before}
if os.getuid() == 0:
    os.setgroups([])
    os.setgid({nobody})
    os.setuid({nobody})
{then}
"""


def said_by_another_user(before: str, then: str, *arguments: object) -> tuple[int, str, str]:
    """Return exit code and outputs of `before`, run as this user, then `then` as another.

    Where this user is not root, `then` runs as this user too.
    """
    code = _CHILD.format(before=before, then=then, nobody=NOBODY)
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@contextmanager
def open_folder() -> Iterator[Path]:
    """Give a folder that others may enter, unlike those that pytest makes."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for path in folder.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        shutil.rmtree(folder)
