"""The command `eval`: how well questions are answered, from question files or from the corpus."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from rich.text import Text

from bot.cli import options
from bot.cli.console import (
    console,
    error_console,
    fail,
    friendly_errors,
    print_json,
)
from bot.languages.translate import localised, system_language
from corpus.text.clean import one_line
from corpus.text.message import message

if TYPE_CHECKING:
    from bot.evaluation.questions import BadLine, EvalQuestion

_T = TypeVar("_T")


@click.command(name="eval")
@click.argument(
    "files",
    nargs=-1,
    type=options.FILE,
    metavar="[FILE]...",
    help="Questions, one JSON object a line / Questions, un objet JSON par ligne",
)
@options.source
@click.option(
    "--own-source",
    is_flag=True,
    help="Limit each search to the source of the right record / À la bonne source",
)
@click.option(
    "--known-items",
    is_flag=True,
    help="Without FILE: do members' questions find their replies? / Sans FILE : les questions "
    "des députés trouvent-elles leurs réponses ?",
)
@click.option(
    "--count",
    type=click.IntRange(1, 5000),
    default=200,
    show_default=True,
    help="How many known items / Combien",
)
@options.reranker
@options.as_json
def evaluation(
    files: tuple[Path, ...],
    source: str,
    own_source: bool,
    known_items: bool,
    count: int,
    reranker: str,
    as_json: bool,
) -> None:
    """Measure the answers / Mesurer les réponses."""
    if bool(files) == known_items:
        raise click.UsageError(localised(message("give one FILE or more, or --known-items")))
    if source and own_source:
        raise click.UsageError(localised(message("give --source or --own-source, not both")))
    with friendly_errors():
        if known_items:
            _ask_known_items(count, source, own_source=own_source, as_json=as_json)
        else:
            _ask_files(files, source, reranker, own_source=own_source, as_json=as_json)


def _ask_files(
    files: Sequence[Path], source: str, reranker: str, *, own_source: bool, as_json: bool
) -> None:
    from bot.evaluation.evaluate import evaluate
    from bot.evaluation.questions import read_questions
    from bot.evaluation.report import report
    from bot.evaluation.tables import print_report
    from bot.parlebot import Parlebot

    questions, bad_lines = read_questions(files)
    with Parlebot.open(reranker=reranker) as parlebot:
        asked = _shown(questions)
        outcomes, unknown = evaluate(parlebot, asked, source, own_source=own_source)
    _tell_left_out(bad_lines, unknown)
    if not outcomes:
        fail(message("no question could be asked"))
    figures = report(outcomes, bad_lines, unknown)
    if as_json:
        print_json(figures)
    else:
        print_report(console(), figures, system_language())


def _ask_known_items(count: int, source: str, *, own_source: bool, as_json: bool) -> None:
    from bot.evaluation.report import known_item_report
    from bot.evaluation.tables import print_known_items
    from bot.parlebot import Parlebot
    from embeddings.measure.known_items import ask_known_items, spread_records

    with Parlebot.open() as parlebot:
        index, encoder = parlebot.parts()
        asked = _shown(spread_records(index, count, source))
        items = ask_known_items(index, encoder, asked, source, own_source=own_source)
    if not items:
        fail(message("no question could be asked"))
    figures = known_item_report(items)
    if as_json:
        print_json(figures)
    else:
        print_known_items(console(), figures, system_language())


def _shown(asked: Sequence[_T]) -> Iterable[_T]:
    """Yield the items one by one, with a progress bar on standard error."""
    from rich.progress import track

    return track(asked, localised(message("Asking")), console=error_console(), transient=True)


def _tell_left_out(bad_lines: "Sequence[BadLine]", unknown: "Sequence[EvalQuestion]") -> None:
    left_out = [(f"{bad.file} (line {bad.line})", bad.reason) for bad in bad_lines]
    missing = message("no record that answers it is indexed")
    left_out += [(f"{question.id} ({question.language})", missing) for question in unknown]
    for place, reason in left_out:
        line = message("left out  {place}: {reason}", place=place, reason=reason)
        # A file's name or an id may hold what would steer the terminal.
        error_console().print(Text(one_line(localised(line))), soft_wrap=True)
