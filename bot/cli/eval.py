"""The command `eval`: how well questions are answered, from question files or from the corpus."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.text import Text

from bot.cli import options
from bot.cli.console import (
    console,
    error_console,
    fail,
    friendly_errors,
    print_json,
    tell_warnings,
    told_while_building,
)
from bot.languages.translate import localised, system_language
from corpus.text.clean import one_line
from corpus.text.message import message

if TYPE_CHECKING:
    from bot.evaluation.comparison import Asking, Ranking
    from bot.evaluation.questions import BadLine, EvalQuestion
    from bot.language_model.settings import ChatSettings
    from bot.parlebot import Parlebot

_T = TypeVar("_T")
_NONE = message("no question could be asked")


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
@options.text(
    "--against",
    "Compare how the index's encoder and this one, name or path, rank / Comparer à un autre "
    "encodeur",
)
@click.option(
    "--chat",
    is_flag=True,
    help="Measure without and with the chat model that is set / Sans et avec le modèle de langage",
)
@options.reranker
@options.as_json
def evaluation(
    files: tuple[Path, ...],
    source: str,
    own_source: bool,
    known_items: bool,
    count: int,
    against: str,
    chat: bool,
    reranker: str,
    as_json: bool,
) -> None:
    """Measure the answers / Mesurer les réponses."""
    if bool(files) == known_items:
        raise click.UsageError(localised(message("give one FILE or more, or --known-items")))
    if source and own_source:
        raise click.UsageError(localised(message("give --source or --own-source, not both")))
    if chat and (known_items or against):
        raise click.UsageError(localised(message("--chat goes with FILE, without --against")))
    with friendly_errors():
        if against:
            prepared = (
                partial(_of_known_items, count, source, own_source)
                if known_items
                else partial(_of_files, files, source, own_source)
            )
            _compare(against, reranker, prepared, as_json=as_json)
        elif known_items:
            _ask_known_items(count, source, own_source=own_source, as_json=as_json)
        elif chat:
            _compare_chat(files, source, reranker, own_source=own_source, as_json=as_json)
        else:
            _ask_files(files, source, reranker, own_source=own_source, as_json=as_json)


def _ask_files(
    files: Sequence[Path], source: str, reranker: str, *, own_source: bool, as_json: bool
) -> None:
    from bot.evaluation.tables import print_report

    figures = _measured(files, source, reranker, None, own_source=own_source)
    if as_json:
        print_json(figures)
    else:
        print_report(console(), figures, system_language())


def _compare_chat(
    files: Sequence[Path], source: str, reranker: str, *, own_source: bool, as_json: bool
) -> None:
    """Ask the same questions without the chat model that is set, and with it."""
    from bot.evaluation.tables import print_chat_gain
    from bot.language_model.settings import NO_MODEL, chat_settings
    from embeddings.disk.home import default_home

    settings = chat_settings(default_home().folder, os.environ)
    if settings is None:
        fail(NO_MODEL)
    tell_warnings()
    without, with_model = (
        _measured(files, source, reranker, used, own_source=own_source)
        for used in (None, replace(settings, translate=False, explain=False))
    )
    figures = {"model": settings.name, "without": without, "with": with_model}
    if as_json:
        print_json(figures)
    else:
        print_chat_gain(console(), figures, system_language())


def _measured(
    files: Sequence[Path],
    source: str,
    reranker: str,
    chat: "ChatSettings | None",
    *,
    own_source: bool,
) -> dict[str, Any]:
    """Return the report on the questions in `files`."""
    from bot.evaluation.evaluate import asked_otherwise, evaluate
    from bot.evaluation.questions import read_questions
    from bot.evaluation.report import grades_not_indexed, report
    from bot.parlebot import Parlebot

    questions, bad_lines = read_questions(files)
    with Parlebot.open(chat=chat, reranker=reranker) as parlebot:
        asked = _shown(questions)
        outcomes, unknown = evaluate(parlebot, asked, source, own_source=own_source)
        if chat is None:  # which language is told, no model decides
            outcomes = list(asked_otherwise(parlebot, _shown(outcomes)))
    _tell_left_out(bad_lines, unknown, len(grades_not_indexed(outcomes)))
    if not outcomes:
        fail(_NONE)
    return report(outcomes, bad_lines, unknown)


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
        fail(_NONE)
    figures = known_item_report(items)
    if as_json:
        print_json(figures)
    else:
        print_known_items(console(), figures, system_language())


def _compare(
    against: str, reranker: str, prepared: "Callable[[Parlebot], Asking]", *, as_json: bool
) -> None:
    """Ask with the index's encoder and with `against` what was `prepared` for this home."""
    from bot.evaluation.comparison import Contender, comparison
    from bot.evaluation.tables import print_comparison
    from bot.jobs.second_index import second_index
    from bot.parlebot import Parlebot
    from bot.pipeline.pipeline import Pipeline

    with Parlebot.open(reranker=reranker) as own:
        ask = prepared(own)
        with second_index(own.home, against) as second:
            with told_while_building(error_console()) as (progress, told):
                second.build(progress, told)
            with Parlebot(Pipeline(second.home, second.encoder, reranker=reranker)) as other:
                sides = [Contender.measured(parlebot, ask) for parlebot in (own, other)]
    figures = comparison(*sides)
    if as_json:
        print_json(figures)
    else:
        print_comparison(console(), figures, system_language())


def _of_files(files: Sequence[Path], source: str, own_source: bool, own: "Parlebot") -> "Asking":
    from bot.evaluation.comparison import askable, of_outcomes
    from bot.evaluation.evaluate import evaluate
    from bot.evaluation.questions import read_questions

    questions, bad_lines = read_questions(files)
    asked, unknown = askable(questions, own.current_index())
    _tell_left_out(bad_lines, unknown)
    if not asked:
        fail(_NONE)

    def ask(parlebot: "Parlebot") -> "list[Ranking]":
        outcomes, _ = evaluate(parlebot, _shown(asked), source, own_source=own_source)
        return of_outcomes(outcomes)

    return ask


def _of_known_items(count: int, source: str, own_source: bool, own: "Parlebot") -> "Asking":
    from bot.evaluation.comparison import of_known_items
    from embeddings.measure.known_items import ask_known_items, spread_records

    asked = spread_records(own.current_index(), count, source)
    if not asked:
        fail(_NONE)

    def ask(parlebot: "Parlebot") -> "list[Ranking]":
        found = _shown(asked)
        return of_known_items(
            ask_known_items(*parlebot.parts(), found, source, own_source=own_source)
        )

    return ask


def _shown(asked: Sequence[_T]) -> Iterable[_T]:
    """Yield the items one by one, with a progress bar on standard error."""
    from rich.progress import track

    return track(asked, localised(message("Asking")), console=error_console(), transient=True)


def _tell_left_out(
    bad_lines: "Sequence[BadLine]", unknown: "Sequence[EvalQuestion]", grades: int = 0
) -> None:
    """Say on standard error what is not measured; `grades` counts records that are not indexed."""
    left_out: list[tuple[str, str]] = []
    left_out += [(f"{bad.file} (line {bad.line})", bad.reason) for bad in bad_lines]
    missing = message("no record that answers it is indexed")
    left_out += [(f"{question.id} ({question.language})", missing) for question in unknown]
    if grades:
        graded = message("graded replies ({count})", count=grades)
        left_out.append((graded, message("not indexed")))
    for place, reason in left_out:
        line = message("left out  {place}: {reason}", place=place, reason=reason)
        # A file's name or an id may hold what would steer the terminal.
        error_console().print(Text(one_line(localised(line))), soft_wrap=True)
