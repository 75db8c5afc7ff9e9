"""What every command shares: exit codes, one-line errors, consoles that escape their input."""

import json
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from bot.languages.translate import localised
from corpus.text.message import message
from corpus.text.terminal import escaped_halves, printable, printable_lines

if TYPE_CHECKING:
    from bot.jobs.index import JobProgress

# Exit codes, the same for every command (docs/commands.md).
FAILED = 1
NO_INDEX = 3
BUSY = 4
DISK_FULL = 5
INTERRUPTED = 130


@contextmanager
def friendly_errors() -> Iterator[None]:
    """Turn errors that people can act on into one line and an exit code."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        fail(
            message("interrupted; what was done is kept, run the same command to go on"),
            INTERRUPTED,
        )
    except Exception as error:  # what cannot be explained is raised again
        if explained := _explained(error):
            fail(*explained)
        raise


def _explained(error: Exception) -> tuple[str | Exception, int] | None:
    """Return the message and exit code for an error; None if it is a bug in this program.

    The classes are imported here, since a command that ends well needs few of them.
    """
    from bot.errors import (
        BadInputError,
        BusyError,
        ChatModelUnavailableError,
        ChatSettingsError,
        DiskFullError,
        EncoderMismatchError,
        EncoderUnavailableError,
        NoGenerationError,
        StoreError,
    )
    from corpus.files.permission import is_barred, may_not_read

    codes = {NoGenerationError: NO_INDEX, BusyError: BUSY, DiskFullError: DISK_FULL}
    named = (
        BadInputError,
        ChatModelUnavailableError,
        ChatSettingsError,
        EncoderMismatchError,
        EncoderUnavailableError,
        StoreError,
    )
    for kind, code in codes.items():
        if isinstance(error, kind):
            return error, code
    if isinstance(error, named):
        return error, FAILED
    if isinstance(error, FileNotFoundError):
        return message("there is nothing at {path}", path=error.filename or error), FAILED
    if isinstance(error, PermissionError) and error.filename is not None:
        path = Path(os.fsdecode(error.filename))
        if is_barred(path):
            return may_not_read(path), FAILED
    if isinstance(error, sqlite3.Error):
        return (
            message(
                "a database in the home folder cannot be used ({why}); run 'parlebot doctor "
                "--repair'",
                why=error,
            ),
            FAILED,
        )
    if isinstance(error, OSError):
        place = error.filename or message("the home folder")
        return message("{place}: {reason}", place=place, reason=error.strerror or error), FAILED
    return None


def fail(said: str | Exception, code: int = FAILED) -> NoReturn:
    """Say a message or an error in the system's language and leave with the exit code `code`."""
    error_console().print(Text(printable(f"parlebot: {localised(said)}")), soft_wrap=True)
    raise SystemExit(code)


def tell_warnings() -> None:
    """Have what the product logs for the operator printed on standard error, in their language."""
    log = logging.getLogger("bot")
    if not any(isinstance(handler, _Warnings) for handler in log.handlers):
        log.addHandler(_Warnings())


class _Warnings(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        text = localised(record.msg) if isinstance(record.msg, str) else record.getMessage()
        error_console().print(Text(printable(f"parlebot: {text}")), soft_wrap=True)


def print_json(value: Any) -> None:  # noqa: ANN401
    """Print `value` as one line of JSON on standard output."""
    line = json.dumps(value, ensure_ascii=False)
    # No encoding has a half of a character; in JSON it can be told.
    sys.stdout.write(escaped_halves(line) + "\n")
    sys.stdout.flush()


def console() -> Console:
    """Return the console for results: standard output, no markup, everything escaped."""
    return _Escaping(highlight=False, markup=False)


def error_console() -> Console:
    """Return the console for progress and errors: standard error, no markup, all escaped."""
    return _Escaping(stderr=True, highlight=False, markup=False)


@contextmanager
def shown_progress(errors: Console) -> Iterator["JobProgress"]:
    """Yield a progress callback that draws a bar while the block runs, on a terminal only."""
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    ) as bars:
        task = bars.add_task("", total=None)

        def tell(what: str, done: int, total: int) -> None:
            name, now = localised(what), bars.tasks[0]
            if now.description != name or now.completed > done:
                bars.reset(task)  # the next thing has a speed of its own
            known = total if total >= 0 else None
            bars.update(task, description=name, completed=done, total=known)

        yield tell


@contextmanager
def told_while_building(
    errors: Console,
) -> Iterator[tuple["JobProgress", Callable[[str], None]]]:
    """Yield two callbacks: one for progress, one for the messages of a build."""
    with shown_progress(errors) as progress:
        yield progress, lambda said: errors.print(Text(localised(said)), soft_wrap=True)


class _Escaping(Console):
    """A console on which no printed text can control the terminal; only rich itself can."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render as rich does; every text, also one in a table or a bar, comes through here."""
        plain = renderable.plain if isinstance(renderable, Text) else renderable
        if isinstance(plain, str) and (harmless := printable_lines(plain)) != plain:
            style = renderable.style if isinstance(renderable, Text) else ""
            renderable = Text(harmless, style=style)
        return super().render(renderable, options)
