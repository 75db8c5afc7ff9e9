"""The commands about the corpus itself: `sources`, `export` and `remove`."""

import sys
from pathlib import Path

import click

from bot.cli import options
from bot.cli.console import (
    FAILED,
    console,
    error_console,
    fail,
    friendly_errors,
    print_json,
)
from bot.languages.translate import localised, system_language
from corpus.text.clean import one_line
from corpus.text.message import message


@click.command()
@options.as_json
def sources(as_json: bool) -> None:
    """Say what is in, how fresh / Contenu de la base."""
    with friendly_errors():
        from bot.jobs.corpus_summary import Summary, print_summary
        from embeddings.disk.home import default_home

        home = default_home()
        summary = Summary.of(home)
        if as_json:
            print_json({"home": str(home.folder)} | summary.to_dict())
        else:
            print_summary(console(), summary, system_language())


@click.command()
@click.option(
    "--output",
    type=options.FILE,
    help="A new file; without it, standard output / Un nouveau fichier",
)
@click.option(
    "--format",
    "form",
    default="jsonl",
    show_default=True,
    help="jsonl or csv / jsonl ou csv",
)
@options.filters
def export(output: Path | None, form: str, **filters: str) -> None:
    """Write the records for reuse, with attribution / Exporter."""
    with friendly_errors():
        from bot.answering.pipeline import Pipeline
        from bot.answering.request import parse_filters
        from bot.jobs.export import FORMATS, write_csv, write_file, write_jsonl
        from bot.languages.messages import say
        from embeddings.disk.home import default_home

        if form not in FORMATS:
            raise click.UsageError(localised(message("--format is jsonl or csv")))
        records = Pipeline(default_home()).index().records(parse_filters(filters))
        if output:
            try:
                licences = write_file(output, records, form)
            except FileExistsError:
                fail(message("{path} is there already; give the name of a new file", path=output))
        elif form == "csv":
            licences = write_csv(records, sys.stdout)
        else:
            licences = write_jsonl(records, sys.stdout)
        sys.stdout.flush()
        language = system_language()
        named = ", ".join(f"{name or '?'} {n}" for name, n in licences.most_common()) or "–"
        where = one_line(str(output or form))
        said = say("export_done", language, count=licences.total(), where=where, licences=named)
        error_console().print(said, soft_wrap=True)
        if not licences:
            raise SystemExit(FAILED)


@click.command()
@click.argument("uids", nargs=-1, help="Questions, by uid / Questions, par uid")
@options.text("--source", "All of a source: AN, UK / Toute une source")
@click.option(
    "--file",
    "files",
    type=options.FILE,
    multiple=True,
    help="What a file or folder gave; may be repeated / Un fichier ou dossier",
)
@click.option("--yes", is_flag=True, help="Do not ask / Sans confirmation")
@click.option(
    "--undo", is_flag=True, help="Let removed UIDs in again / Laisser revenir ces questions"
)
def remove(
    uids: tuple[str, ...], source: str, files: tuple[Path, ...], yes: bool, undo: bool
) -> None:
    """Take questions, a source or a file out / Retirer."""
    if sum(map(bool, (uids, source, files))) != 1 or (undo and not uids):
        raise click.UsageError(
            localised(message("give UIDs, --source or --file; --undo goes with UIDs"))
        )
    with friendly_errors():
        from bot.jobs import remove as removal
        from bot.languages.messages import say
        from embeddings.disk.home import default_home

        home, language, out = default_home(), system_language(), console()
        if undo:
            for uid, documents in removal.undo(home, uids).items():
                paths = one_line(" ".join(map(str, documents)))
                said = say("remove_undone", language, uid=uid, documents=paths)
                out.print(said, soft_wrap=True)
            return
        planned = removal.plan(home, uids, source, files)
        for line in planned.told(language):
            out.print(line, soft_wrap=True)
        if not yes and not _agreed(say("remove_ask", language)):
            out.print(say("remove_kept", language))
            raise SystemExit(FAILED)
        left = removal.remove(home, planned, error_console(), language)
        done = say("remove_done", language, count=planned.questions, left=left)
        out.print(done, soft_wrap=True)


def _agreed(question: str) -> bool:
    """Ask on the terminal; no answer is a no."""
    sys.stdout.write(question)
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")
