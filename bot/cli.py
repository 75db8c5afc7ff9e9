"""The command `parlebot`. Heavy libraries load inside the commands that need them."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from bot import options as limits
from bot.cli_chat import chat
from bot.cli_corpus import export, remove, sources
from bot.cli_doctor import doctor
from bot.cli_eval import evaluation
from bot.cli_fetch import fetch_app, update
from bot.cli_vectors import vectors_app
from bot.console import (
    FAILED,
    Json,
    console,
    error_console,
    fail,
    friendly_errors,
    print_json,
    told,
)
from bot.translate import system_language

app = typer.Typer(
    name="parlebot",
    help="Answers from ministers' official replies to parliamentary questions, word for word.\n\n"
    "Répond à partir des réponses officielles des ministres, mot pour mot.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="Files or folders to index / Fichiers ou dossiers à indexer"),
]


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="The question / La question")] = None,
    as_json: Json = False,
    batch: Annotated[
        Path | None,
        typer.Option(help="One JSON question a line, '-' for stdin / Une question JSON par ligne"),
    ] = None,
    source: limits.Source = "",
    country: limits.Country = "",
    chamber: limits.Chamber = "",
    ministry: limits.Ministry = "",
    since: limits.Since = "",
    until: limits.Until = "",
    legislature: limits.Legislature = "",
    number: limits.Number = "",
    deputy: limits.Deputy = "",
    without: limits.Without = None,
    reranker: limits.Reranker = "",
) -> None:
    """Answer a question / Répondre."""
    if (question is None) == (batch is None):
        raise typer.BadParameter(told("give one QUESTION, or --batch FILE"))
    with friendly_errors():
        from bot.batch import answer_line, parse_filters, parse_without
        from bot.chat_settings import chat_from_settings
        from bot.pipeline import Pipeline
        from bot.render import print_answer
        from embeddings.home import default_home

        home = default_home()
        pipeline = Pipeline(home, chat=chat_from_settings(home.folder), reranker=reranker)
        if batch is not None:
            pipeline.index()
            answered = False
            for place, line in _numbered_lines(batch):
                result = answer_line(pipeline, line, place, context.params)
                answered |= result["status"] != "rejected"
                print_json(result)
            raise typer.Exit(0 if answered else FAILED)
        answer = pipeline.ask(
            question or "",
            parse_filters(context.params),
            default_language=system_language(),
            without=parse_without(without or []),
        )
        if as_json:
            print_json({"id": None} | answer.to_dict())
        else:
            print_answer(console(), answer)
        if answer.status.value == "rejected":
            raise typer.Exit(FAILED)


@app.command()
def index(
    paths: Paths = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Index the fictional sample / L'exemple fictif")
    ] = False,
    encoder: Annotated[
        str,
        typer.Option(
            help="A sentence-transformers model, name or path; if not given, the index's own, at "
            "first multilingual-e5-small / Un autre modèle"
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Read documents, update the index / Indexer.

    A long build answers from its first stage on. Ctrl-C or SIGTERM pauses it: the same command goes
    on from there. Run it under 'nice' to leave other programs first. / Une longue construction
    répond dès sa première étape ; Ctrl-C ou SIGTERM la suspend, la même commande la reprend ;
    'nice' laisse passer les autres programmes.
    """
    if bool(paths) == sample:
        raise typer.BadParameter(told("give PATHs to index, or --sample"))
    with friendly_errors():
        from bot.indexing import index_paths
        from embeddings.home import default_home

        language = system_language()
        report = index_paths(
            default_home(), paths or [], encoder, error_console(), language, sample=sample
        )
        if as_json:
            print_json(report.to_dict())
        else:
            report.print_to(console(), language)
        if report.nothing_done:
            raise typer.Exit(FAILED)


@app.command()
def show(
    uid: Annotated[str, typer.Argument(help="The record's uid, e.g. QANR5L15QE33")],
    as_json: Json = False,
) -> None:
    """Show a question and its reply / Montrer."""
    with friendly_errors():
        from bot.pipeline import Pipeline
        from bot.record_view import LifeUnreadError, life_of, print_record, record_dict
        from embeddings.home import default_home

        home, life, remark = default_home(), None, ""
        texts = Pipeline(home).index().texts
        try:
            life = life_of(home, uid)
        except LifeUnreadError as error:
            remark = str(error)
        # A saved page is found by its own uid too, also when it is now part of another record.
        record = texts.find(uid) or (texts.find(life.record.uid) if life else None)
        if record is None:
            fail(f"no record {uid!r} in the index; 'parlebot search WORDS' finds uids")
        if as_json:
            print_json(record_dict(record, life, texts.sharing(record.uid)[1:]))
        else:
            also = texts.sharing(record.uid)[1:]
            print_record(console(), record, life, also, system_language(), remark)


@app.command()
def search(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Words or a question / Mots ou question")],
    as_json: Json = False,
    count: Annotated[int, typer.Option(min=1, max=100, help="How many / Combien")] = 10,
    source: limits.Source = "",
    country: limits.Country = "",
    chamber: limits.Chamber = "",
    ministry: limits.Ministry = "",
    since: limits.Since = "",
    until: limits.Until = "",
    legislature: limits.Legislature = "",
    number: limits.Number = "",
    deputy: limits.Deputy = "",
) -> None:
    """List the replies that fit / Chercher."""
    with friendly_errors():
        from bot.batch import parse_filters
        from bot.pipeline import Pipeline
        from bot.question import MAX_CHARACTERS, RejectedError, check_question
        from bot.render import print_hits
        from embeddings.home import default_home

        try:
            checked = check_question(question, system_language())
        except RejectedError as error:
            from bot.messages import say

            fail(say(error.reason, error.language, limit=MAX_CHARACTERS))
        pipeline = Pipeline(default_home())
        found = pipeline.index().search(
            checked.text, checked.language, pipeline.encoder(), parse_filters(context.params), count
        )
        if as_json:
            print_json([{"uid": h.record.uid, "score": round(h.score, 4)} for h in found.hits])
        else:
            print_hits(console(), found.hits, checked.language)


@app.command()
def status(as_json: Json = False) -> None:
    """Say what is indexed / État de l'index."""
    with friendly_errors():
        from bot.render import print_status
        from embeddings.generation import Manifest, check_files, current_folder
        from embeddings.home import default_home

        home = default_home()
        folder = current_folder(home)
        manifest = Manifest.read(folder)
        check_files(folder, manifest, contents=True)
        if as_json:
            print_json({"home": str(home.folder), "generation": folder.name} | manifest.summary())
        else:
            print_status(console(), home.folder, folder.name, manifest, system_language())


app.command()(chat)
app.command(name="eval")(evaluation)
app.add_typer(fetch_app, name="fetch")
app.command()(update)
app.add_typer(vectors_app, name="vectors")
app.command()(sources)
app.command()(export)
app.command()(remove)
app.command()(doctor)


def main() -> None:
    """Run the command; the entry point of the distribution."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


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
