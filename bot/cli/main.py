"""The command `parlebot`. Heavy libraries load inside the commands that need them."""

import sys

import click

from bot.cli.ask import ask, search, show
from bot.cli.chat import chat
from bot.cli.corpus import export, index, remove, sources, status
from bot.cli.doctor import doctor
from bot.cli.eval import evaluation
from bot.cli.fetch import fetch, update
from bot.cli.vectors import vectors

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group(name="parlebot", context_settings=_HELP)
@click.version_option(package_name="parlebot")
def app() -> None:
    """Answers from ministers' official replies to parliamentary questions, word for word.

    Répond à partir des réponses officielles des ministres, mot pour mot.
    """


for command in (
    *(ask, index, show, search, status, chat, evaluation, fetch, update, vectors),
    *(sources, export, remove, doctor),
):
    app.add_command(command)


def main() -> None:
    """Run the command; the entry point of the distribution."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
