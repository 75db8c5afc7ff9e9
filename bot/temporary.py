"""Where the server's libraries put what is temporary: a folder of its own, gone when it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def private_temporary_folder() -> Iterator[Path]:
    """Give a folder below TMPDIR that only this user may enter, until the block is left.

    Gradio, which else shares one among all users of the machine, is told of it: call this before
    anything imports gradio. Raises OSError where TMPDIR cannot be written.
    """
    with TemporaryDirectory(prefix="parlebot-", ignore_cleanup_errors=True) as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        yield Path(folder)
