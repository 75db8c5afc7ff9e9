"""What every command shares: common options, exit codes, errors said in one line, consoles."""

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from bot.translate import system_language, translate

# Exit codes, the same for every command (docs/commands.md).
FAILED = 1
NO_INDEX = 3
BUSY = 4
DISK_FULL = 5
INTERRUPTED = 130

Json = Annotated[
    bool, typer.Option("--json", help="Print JSON for programs / Sortie JSON pour programmes")
]
Source = Annotated[
    str, typer.Option(help="Only this source: AN, UK, FILE / Seulement cette source")
]


@contextmanager
def friendly_errors() -> Iterator[None]:
    """Turn the errors that people can do something about into one line and an exit code."""
    from bot.bad_input import BadInputError
    from bot.chat_settings import ChatModelUnavailableError, ChatSettingsError
    from corpus.store import StoreError
    from embeddings.encoder import EncoderUnavailableError
    from embeddings.full_disk import DiskFullError
    from embeddings.generation import NoGenerationError
    from embeddings.home import BusyError
    from embeddings.search import EncoderMismatchError

    try:
        yield
    except NoGenerationError as error:
        fail(str(error), NO_INDEX)
    except BusyError as error:
        fail(str(error), BUSY)
    except DiskFullError as error:
        fail(str(error), DISK_FULL)
    except FileNotFoundError as error:
        fail(f"there is nothing at {error.filename or error}")
    except (
        BadInputError,
        ChatModelUnavailableError,
        ChatSettingsError,
        EncoderMismatchError,
        EncoderUnavailableError,
        StoreError,
    ) as error:
        fail(str(error))
    except sqlite3.Error as error:
        fail(
            f"a database in the home folder cannot be used ({error}); "
            "run 'parlebot doctor --repair'"
        )
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        fail(f"{error.filename or 'the home folder'}: {error.strerror or error}")
    except KeyboardInterrupt:
        fail("interrupted; what was done is kept, run the same command to go on", INTERRUPTED)


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Say `message` in the system's language and leave with the exit code `code`."""
    error_console().print(Text(f"parlebot: {told(message)}"), soft_wrap=True)
    raise typer.Exit(code)


def told(message: str) -> str:
    """Return an English `message` of this project in the system's language."""
    return translate(message, system_language())


def print_json(value: Any) -> None:  # noqa: ANN401
    """Print `value` as one line of JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def console() -> Console:
    """Return the console for what was asked for: standard output, no markup."""
    return Console(highlight=False, markup=False)


def error_console() -> Console:
    """Return the console for progress and errors: standard error, no markup."""
    return Console(stderr=True, highlight=False, markup=False)
