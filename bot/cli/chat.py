"""The command `chat`: the page and the API, for one person or behind a proxy for many."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.text import Text

from bot.cli.console import error_console, friendly_errors
from bot.cli.serve_options import serve_options, serve_settings
from bot.languages.translate import localised
from corpus.text.message import message


@click.command()
@serve_options
def chat(
    max_question: int, reranker: str, store_feedback: bool, feedback_days: int, **given: object
) -> None:
    """Open the chat page / Ouvrir la page."""
    with friendly_errors():
        from bot.language_model.settings import chat_settings
        from bot.server.operating.listening_socket import address_of, listen
        from embeddings.disk.home import default_home

        settings = serve_settings(given)
        tell = _teller(settings.log)
        home = default_home().folder
        tell(message("opening {folder} …", folder=home))
        model = chat_settings(home, os.environ)
        with listen(settings) as listening, private_temporary_folder():
            sys.stdout.write(f"{address_of(listening)}\n")  # the first line: programs read it
            sys.stdout.flush()
            tell(message("loading the page; who opens it now waits a moment …"))
            from bot.feedback.feedback import Feedback
            from bot.parlebot import Parlebot
            from bot.server.app import application
            from bot.server.listen import Server
            from bot.web.publisher import Publisher

            feedback = Feedback(home, feedback_days) if store_feedback else None
            publisher = Publisher.from_environment(os.environ)
            opened = Parlebot.open(chat=model, reranker=reranker, max_characters=max_question)
            with opened as parlebot:
                guard = application(parlebot, settings, publisher, feedback, tell)
                Server(guard).run(sockets=[listening])


def _teller(log: str) -> Callable[[str], None]:
    """Return what tells the operator how the start goes, on standard error, as `log` asks for."""
    if log == "json":
        return lambda said: click.echo(json.dumps({"message": localised(said)}), err=True)
    return lambda said: error_console().print(Text(f"parlebot: {localised(said)}"), soft_wrap=True)


@contextmanager
def private_temporary_folder() -> Iterator[Path]:
    """Give a folder below TMPDIR that only this user may enter, until the block is left.

    Gradio, which else shares one among all users of the machine, is told of it: call this before
    anything imports gradio. Raises OSError where TMPDIR cannot be written.
    """
    with TemporaryDirectory(prefix="parlebot-", ignore_cleanup_errors=True) as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        yield Path(folder)
