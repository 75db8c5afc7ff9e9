"""The commands `fetch` and `update`: official sources into the downloads, then into the index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from bot.cli import options
from bot.cli.console import (
    BUSY,
    FAILED,
    console,
    error_console,
    fail,
    friendly_errors,
    print_json,
    shown_progress,
    told_while_building,
)
from bot.languages.translate import localised, system_language
from corpus.text.message import message

if TYPE_CHECKING:
    from corpus.download.addresses import SourceTable
    from corpus.ingestion.fetch import Wanted

_dry_run = click.option(
    "--dry-run", is_flag=True, help="Only say what would be asked / Dire seulement quoi demander"
)


@click.group()
def fetch() -> None:
    """Fetch official sources / Télécharger les sources officielles."""


@fetch.command("an")
@click.argument("legislatures", nargs=-1, help="Legislatures, e.g. 17 / Législatures")
@click.option(
    "--all", "everything", is_flag=True, help="All there are / Toutes celles qui existent"
)
@_dry_run
@options.as_json
def fetch_an(legislatures: tuple[str, ...], everything: bool, dry_run: bool, as_json: bool) -> None:
    """Fetch the Assemblée nationale's questions / Assemblée nationale."""
    if bool(legislatures) == everything:
        raise click.UsageError(localised(message("give LEGISLATURES, or --all")))
    from corpus.ingestion.fetch import of_legislatures

    _fetch(
        lambda table: of_legislatures(table, list(table.an) if everything else legislatures),
        dry_run=dry_run,
        as_json=as_json,
    )


@fetch.command("senat")
@_dry_run
@options.as_json
def fetch_senat(dry_run: bool, as_json: bool) -> None:
    """Fetch the Sénat's questions / Sénat."""
    from corpus.ingestion.fetch import Wanted

    _fetch(lambda table: Wanted((table.senat,)), dry_run=dry_run, as_json=as_json)


@fetch.command("uk")
@options.text("--since", "Questions tabled from this day on, YYYY-MM-DD / Déposées depuis le")
@_dry_run
@options.as_json
def fetch_uk(since: str, dry_run: bool, as_json: bool) -> None:
    """Fetch the UK Parliament's written questions / Royaume-Uni."""
    from corpus.ingestion.fetch import Wanted

    try:
        first = date.fromisoformat(since) if since else None
    except ValueError as error:
        raise click.UsageError(localised(message("give the day as YYYY-MM-DD"))) from error
    if first and first > date.today():
        raise click.UsageError(localised(message("that day has not come yet")))
    _fetch(lambda table: Wanted(uk=True, uk_since=first), dry_run=dry_run, as_json=as_json)


@click.command()
@click.option(
    "--quiet", is_flag=True, help="Say nothing unless something fails / Ne rien dire sauf échec"
)
@options.as_json
def update(quiet: bool, as_json: bool) -> None:
    """Fetch what changed, update the index / Mettre à jour."""
    with _errors():
        from bot.jobs.update import update_home
        from bot.parlebot import Parlebot
        from bot.suggestions.suggestions import suggest_after_build

        errors, language = error_console(), system_language()
        errors.quiet = quiet
        with told_while_building(errors) as (progress, told), Parlebot.open() as parlebot:
            report = update_home(parlebot.home, progress, told)
            suggest_after_build(parlebot, progress)
        if as_json:
            print_json(report.to_dict())
        else:
            report.print_to(console(), error_console(), language, quiet=quiet)
        if report.failed:
            raise SystemExit(FAILED)


def _fetch(choose: "Callable[[SourceTable], Wanted]", *, dry_run: bool, as_json: bool) -> None:
    with _errors():
        from bot.jobs.fetch_report import fetched_lines, plan_lines
        from corpus.download.addresses import load_table
        from corpus.download.state import Downloads
        from corpus.ingestion.fetch import fetch_wanted
        from corpus.ingestion.fetch_plan import plan_fetch
        from embeddings.disk.home import default_home

        home = default_home()
        table, downloads = load_table(home.folder, home.sources), Downloads(home.downloads)
        wanted = choose(table)
        if dry_run:
            planned = plan_fetch(table, downloads, wanted)
            failed = any(one.status == "failed" for one in planned)
            lines, values = plan_lines(planned), [asdict(one) for one in planned]
        else:
            with downloads.locked(), shown_progress(error_console()) as progress:
                fetched = fetch_wanted(table, downloads, wanted, progress)
            failed = any(one.status == "failed" for one in fetched)
            lines, values = fetched_lines(fetched, home), [asdict(one) for one in fetched]
        if as_json:
            print_json(values)
        else:
            for line in lines:
                console().print(line, soft_wrap=True)
        if failed:
            raise SystemExit(FAILED)


@contextmanager
def _errors() -> Iterator[None]:
    from corpus.download.errors import FetchBusyError, FetchError

    with friendly_errors():
        try:
            yield
        except FetchBusyError as error:
            fail(error, BUSY)
        except FetchError as error:
            fail(error)
