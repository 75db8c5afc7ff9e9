"""The commands about what is indexed: `index`, `status`, `sources`, `export` and `remove`."""

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
    shown_progress,
    told_while_building,
)
from bot.languages.translate import localised, system_language
from corpus.text.clean import one_line
from corpus.text.message import message


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    type=options.FILE,
    help="Files or folders to index / Fichiers ou dossiers à indexer",
)
@click.option("--sample", is_flag=True, help="Index the fictional sample / L'exemple fictif")
@options.text(
    "--encoder",
    "parliament-e5-small, multilingual-e5-small, or a sentence-transformers model, name or path; "
    "if not given, the index's own, for a new index the first / Un autre encodeur",
)
@options.as_json
def index(paths: tuple[Path, ...], sample: bool, encoder: str, as_json: bool) -> None:
    """Read documents, update the index / Indexer.

    A long build answers from its first stage on. Ctrl-C or SIGTERM pauses it: the same command goes
    on from there. Run it under 'nice' to leave other programs first. / Une longue construction
    répond dès sa première étape ; Ctrl-C ou SIGTERM la suspend, la même commande la reprend ;
    'nice' laisse passer les autres programmes.
    """
    if bool(paths) == sample:
        raise click.UsageError(localised(message("give PATHs to index, or --sample")))
    with friendly_errors():
        from bot.parlebot import Parlebot
        from bot.suggestions.suggestions import suggest_after_build

        with (
            told_while_building(error_console()) as (progress, told),
            Parlebot.open() as parlebot,
        ):
            report = parlebot.index(
                paths, sample=sample, encoder=encoder, progress=progress, told=told
            )
            suggest_after_build(parlebot, progress)
        if as_json:
            print_json(report.to_dict())
        else:
            report.print_to(console(), system_language())
        if report.nothing_done:
            raise SystemExit(FAILED)


@click.command()
@options.as_json
def status(as_json: bool) -> None:
    """Say what is indexed / État de l'index."""
    with friendly_errors():
        from bot.cli.render import print_status
        from bot.jobs.fitted import not_fitted
        from embeddings.disk.home import default_home
        from embeddings.generation.checksums import check_files
        from embeddings.generation.manifest import Manifest, current_folder

        home = default_home()
        folder = current_folder(home)
        manifest = Manifest.read(folder)
        check_files(folder, manifest, contents=True)
        if as_json:
            found = {"home": str(home.folder), "generation": folder.name} | manifest.summary()
            print_json(found | {"not_fitted": not_fitted(manifest.encoder)})
        else:
            print_status(console(), home.folder, folder.name, manifest, system_language())


@click.command()
@options.as_json
def sources(as_json: bool) -> None:
    """Say what is in, how fresh / Contenu de la base."""
    with friendly_errors():
        from bot.jobs.sources import Summary, print_summary
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
        from bot.jobs.export import FORMATS, write_csv, write_file, write_jsonl
        from bot.languages.messages import say
        from bot.parlebot import Parlebot
        from bot.requests.request import parse_filters

        if form not in FORMATS:
            raise click.UsageError(localised(message("--format is jsonl or csv")))
        records = Parlebot.open().current_index().records(parse_filters(filters))
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
        from bot.jobs.remove import carry_out, plan_removal, undo_removal
        from bot.languages.messages import say
        from bot.parlebot import Parlebot
        from bot.suggestions.suggestions import suggest_after_build
        from embeddings.disk.home import default_home

        home, language, out = default_home(), system_language(), console()
        if undo:
            for uid, documents in undo_removal(home, uids).items():
                paths = one_line(" ".join(map(str, documents)))
                said = say("remove_undone", language, uid=uid, documents=paths)
                out.print(said, soft_wrap=True)
            return
        planned = plan_removal(home, uids, source, files)
        for line in planned.told(language):
            out.print(line, soft_wrap=True)
        if not yes and not _agreed(say("remove_ask", language)):
            out.print(say("remove_kept", language))
            raise SystemExit(FAILED)
        with shown_progress(error_console()) as progress, Parlebot.open() as parlebot:
            left = carry_out(home, planned, progress)
            suggest_after_build(parlebot, progress)
        done = say("remove_done", language, count=planned.questions, left=left)
        out.print(done, soft_wrap=True)


def _agreed(question: str) -> bool:
    """Ask on the terminal; no answer is a no."""
    sys.stdout.write(question)
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")
