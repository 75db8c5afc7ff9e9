"""The commands that read the index: `ask`, `search` and `show`."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli import options
from bot.cli.console import FAILED, console, friendly_errors, print_json, tell_warnings
from bot.languages.translate import localised, system_language
from corpus.text.message import message

if TYPE_CHECKING:
    from bot.parlebot import Parlebot


@click.command()
@click.argument("question", required=False, help="The question / La question")
@options.as_json
@click.option(
    "--batch",
    type=options.FILE,
    help="One JSON question a line, '-' for stdin / Une question JSON par ligne",
)
@options.filters
@click.option(
    "--without",
    multiple=True,
    help="Do not look in the question's words for this kind of filter: country, ministry, "
    "period, chamber, legislature, number, deputy, or all; may be repeated / Ne pas tirer ce "
    "filtre des mots de la question",
)
@options.reranker
def ask(
    question: str | None,
    as_json: bool,
    batch: Path | None,
    without: tuple[str, ...],
    reranker: str,
    **filters: str,
) -> None:
    """Answer a question / Répondre."""
    if (question is None) == (batch is None):
        raise click.UsageError(localised(message("give one QUESTION, or --batch FILE")))
    with friendly_errors():
        from bot.cli.render import print_answer
        from bot.language_model.settings import chat_settings
        from bot.parlebot import Parlebot
        from bot.requests.request import parse_request
        from embeddings.disk.home import default_home

        if chat := chat_settings(default_home().folder, os.environ):
            tell_warnings()
        defaults = filters | {"without": without}
        with Parlebot.open(chat=chat, reranker=reranker) as parlebot:
            if batch is not None:
                raise SystemExit(_answer_batch(parlebot, batch, defaults))
            request = parse_request({"question": question}, defaults)
            answer = parlebot.answer(request, system_language())
        if as_json:
            print_json({"id": None} | answer.to_dict())
        else:
            print_answer(console(), answer)
        if answer.status.value == "rejected":
            raise SystemExit(FAILED)


@click.command()
@click.argument("uid", help="The record's uid, e.g. QANR5L15QE33 / Son identifiant")
@options.as_json
def show(uid: str, as_json: bool) -> None:
    """Show a question and its reply / Montrer."""
    with friendly_errors():
        from bot.jobs.show import print_record
        from bot.parlebot import Parlebot

        with Parlebot.open() as parlebot:
            shown = parlebot.show(uid)
        if as_json:
            print_json(shown.to_dict())
        else:
            print_record(console(), shown, system_language())


@click.command()
@click.argument("question", help="Words or a question / Mots ou question")
@options.as_json
@click.option(
    "--count",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="How many / Combien",
)
@options.filters
def search(question: str, as_json: bool, count: int, **filters: str) -> None:
    """List the replies that fit / Chercher."""
    with friendly_errors():
        from bot.cli.render import print_hits
        from bot.parlebot import Parlebot
        from bot.requests.request import parse_request
        from corpus.text.clean import one_line

        request = parse_request({"question": question}, filters)
        spoken = system_language()
        with Parlebot.open() as parlebot:
            hits = parlebot.search(
                request.question, count=count, filters=request.filters, language=spoken
            )
            language = parlebot.current_index().language_of(one_line(request.question), spoken)
        if as_json:
            print_json([{"uid": h.record.uid, "score": round(h.score, 4)} for h in hits])
        else:
            print_hits(console(), hits, language)


def _answer_batch(parlebot: "Parlebot", batch: Path, defaults: Mapping[str, Any]) -> int:
    """Answer every line of the file `batch`; return the exit code."""
    from bot.requests.batch import answer_line

    parlebot.current_index()
    answered = False
    for place, line in _numbered_lines(batch):
        result = answer_line(parlebot.answer, line, place, defaults)
        answered |= result["status"] != "rejected"
        print_json(result)
    return 0 if answered else FAILED


def _numbered_lines(batch: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their number in the file from 1 on."""
    from_stdin = str(batch) == "-"
    opened = (
        nullcontext(sys.stdin) if from_stdin else batch.open(encoding="utf-8", errors="replace")
    )
    with opened as file:
        for number, line in enumerate(file, start=1):
            if text := line.strip("\ufeff \r\n\t"):
                yield number, text
