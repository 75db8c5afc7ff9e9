"""The command `doctor`: check that everything in the home is intact, and repair what is not."""

import logging
import os

import click
from rich.console import Console
from rich.text import Text

from bot.cli import options
from bot.cli.console import (
    FAILED,
    console,
    error_console,
    friendly_errors,
    print_json,
    shown_progress,
)
from bot.doctor.check_result import Check, Level
from bot.languages.translate import localised
from corpus.text.clean import one_line
from corpus.text.message import message

_MARKS = {Level.OK: ("✓", "green"), Level.WARN: ("!", "yellow"), Level.FAIL: ("✗", "bold red")}


@click.command()
@click.option("--repair", is_flag=True, help="Put right what can be / Réparer ce qui peut l'être")
@click.option("--chat", is_flag=True, help="Ask the chat model too / Interroger aussi le modèle")
@options.as_json
def doctor(repair: bool, chat: bool, as_json: bool) -> None:
    """Check the home, and repair it / Vérifier et réparer.

    Every byte of the index is read. Exit code 0: clean; 1: something is to be done.
    """
    with friendly_errors():
        from bot.doctor.chat_check import chat_check
        from bot.doctor.checks import checks_of
        from bot.doctor.facts import gather
        from bot.doctor.repair import repair as put_right
        from embeddings.disk.home import default_home

        logging.getLogger("bot").addHandler(logging.NullHandler())  # the checks say it
        home, done = default_home(), list[str]()
        if repair:
            with shown_progress(error_console()) as progress:
                done = put_right(home, progress)
        checks = [*checks_of(gather(home)), chat_check(home.folder, os.environ, asks=chat)]
        clean = all(check.level == Level.OK for check in checks)
        if as_json:
            print_json(
                {
                    "home": str(home.folder),
                    "clean": clean,
                    "repaired": [localised(deed) for deed in done],
                    "checks": [
                        check.to_dict() | {"sentence": localised(check.sentence)}
                        for check in checks
                    ],
                }
            )
        else:
            _print(console(), checks, done)
        if not clean:
            raise SystemExit(FAILED)


def _print(out: Console, checks: list[Check], done: list[str]) -> None:
    for deed in done:
        out.print(Text(f"→ {one_line(localised(deed))}"), soft_wrap=True)
    for check in checks:
        mark, style = _MARKS[check.level]
        line = Text(f"{mark} ", style=style).append(
            one_line(localised(check.sentence)), style="default"
        )
        out.print(line, soft_wrap=True)
        for sample in check.samples:
            out.print(Text(f"    {one_line(sample)}", style="dim"), soft_wrap=True)
        if check.remedy:
            remedy = localised(message("remedy: {command}", command=check.remedy))
            out.print(Text(f"    {remedy}"), soft_wrap=True)
