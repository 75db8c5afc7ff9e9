"""The command `chat`: the page and the API, for one person or behind a proxy for many."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.text import Text

from bot.cli.console import error_console, friendly_errors
from bot.cli.serve_options import serve_options, serve_settings
from bot.languages.translate import localised


@click.command()
@serve_options
def chat(
    max_question: int, reranker: str, store_feedback: bool, feedback_days: int, **given: object
) -> None:
    """Open the chat page / Ouvrir la page."""
    with friendly_errors():
        from bot.feedback.feedback import Feedback
        from bot.language_model.settings import chat_settings
        from bot.parlebot import Parlebot
        from bot.web.publisher import Publisher
        from embeddings.disk.home import NoGenerationError, default_home

        settings = serve_settings(given)
        parlebot = Parlebot.open(
            chat=chat_settings(default_home().folder, os.environ),
            reranker=reranker,
            max_characters=max_question,
        )
        try:
            parlebot.current_index()
        except NoGenerationError as error:  # it answers as soon as there is an index
            error_console().print(Text(f"parlebot: {localised(error)}"), soft_wrap=True)
        feedback = Feedback(parlebot.home.folder, feedback_days) if store_feedback else None
        publisher = Publisher.from_environment(os.environ)
        with parlebot, private_temporary_folder():
            from bot.server.app import application
            from bot.server.listen import serve

            serve(application(parlebot, settings, publisher, feedback), settings)


@contextmanager
def private_temporary_folder() -> Iterator[Path]:
    """Give a folder below TMPDIR that only this user may enter, until the block is left.

    Gradio, which else shares one among all users of the machine, is told of it: call this before
    anything imports gradio. Raises OSError where TMPDIR cannot be written.
    """
    with TemporaryDirectory(prefix="parlebot-", ignore_cleanup_errors=True) as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        yield Path(folder)
