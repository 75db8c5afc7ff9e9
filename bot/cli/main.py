"""The command `parlebot`. Heavy libraries load inside the commands that need them."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from bot.cli import options
from bot.cli.chat import chat
from bot.cli.console import (
    FAILED,
    console,
    error_console,
    fail,
    friendly_errors,
    print_json,
)
from bot.cli.corpus import export, remove, sources
from bot.cli.doctor import doctor
from bot.cli.eval import evaluation
from bot.cli.fetch import fetch, update
from bot.cli.vectors import vectors
from bot.languages.translate import localised, system_language
from corpus.text.message import message, said_by

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group(name="parlebot", context_settings=_HELP)
@click.version_option(package_name="parlebot")
def app() -> None:
    """Answers from ministers' official replies to parliamentary questions, word for word.

    Répond à partir des réponses officielles des ministres, mot pour mot.
    """


@app.command()
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
        from bot.answering.batch import answer_line
        from bot.answering.pipeline import Pipeline
        from bot.answering.request import parse_request
        from bot.cli.render import print_answer
        from bot.model.load import chat_from_settings
        from embeddings.disk.home import default_home

        home = default_home()
        pipeline = Pipeline(home, chat=chat_from_settings(home.folder), reranker=reranker)
        if batch is not None:
            pipeline.index()
            answered = False
            for place, line in _numbered_lines(batch):
                result = answer_line(pipeline, line, place, filters | {"without": without})
                answered |= result["status"] != "rejected"
                print_json(result)
            raise SystemExit(0 if answered else FAILED)
        request = parse_request({"question": question}, filters | {"without": without})
        answer = pipeline.answer(request, system_language())
        if as_json:
            print_json({"id": None} | answer.to_dict())
        else:
            print_answer(console(), answer)
        if answer.status.value == "rejected":
            raise SystemExit(FAILED)


@app.command()
@click.argument(
    "paths",
    nargs=-1,
    type=options.FILE,
    help="Files or folders to index / Fichiers ou dossiers à indexer",
)
@click.option("--sample", is_flag=True, help="Index the fictional sample / L'exemple fictif")
@options.text(
    "--encoder",
    "A sentence-transformers model, name or path; if not given, the index's own, at first "
    "multilingual-e5-small / Un autre modèle",
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
        from bot.jobs.index import index_paths
        from embeddings.disk.home import default_home

        language = system_language()
        report = index_paths(
            default_home(), paths, encoder, error_console(), language, sample=sample
        )
        if as_json:
            print_json(report.to_dict())
        else:
            report.print_to(console(), language)
        if report.nothing_done:
            raise SystemExit(FAILED)


@app.command()
@click.argument("uid", help="The record's uid, e.g. QANR5L15QE33 / Son identifiant")
@options.as_json
def show(uid: str, as_json: bool) -> None:
    """Show a question and its reply / Montrer."""
    with friendly_errors():
        from bot.answering.pipeline import Pipeline
        from bot.jobs.record_view import LifeUnreadError, life_of, print_record, record_dict
        from embeddings.disk.home import default_home

        home, life, remark = default_home(), None, ""
        index = Pipeline(home).index()
        try:
            life = life_of(home, uid)
        except LifeUnreadError as error:
            remark = said_by(error)
        # A saved page is found by its own uid too, also when it is now part of another record.
        record = index.find(uid) or (index.find(life.record.uid) if life else None)
        if record is None:
            fail(
                message(
                    "no record {uid} in the index; 'parlebot search WORDS' finds uids",
                    uid=repr(uid),
                )
            )
        if as_json:
            print_json(record_dict(record, life, index.sharing(record.uid)[1:]))
        else:
            also = index.sharing(record.uid)[1:]
            print_record(console(), record, life, also, system_language(), remark)


@app.command()
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
        from bot.answering.pipeline import Pipeline
        from bot.answering.request import parse_request
        from bot.cli.render import print_hits
        from bot.question.checked import (
            MAX_CHARACTERS,
            RejectedError,
            check_question,
            within_tokens,
        )
        from embeddings.disk.home import default_home

        request = parse_request({"question": question}, filters)
        try:
            checked = check_question(request.question, system_language())
        except RejectedError as error:
            from bot.languages.messages import say

            fail(say(error.reason, error.language, limit=MAX_CHARACTERS))
        index, encoder = Pipeline(default_home()).parts()
        text = within_tokens(checked, encoder).text
        found = index.search(text, checked.language, encoder, request.filters, count)
        if as_json:
            print_json([{"uid": h.record.uid, "score": round(h.score, 4)} for h in found.hits])
        else:
            print_hits(console(), found.hits, checked.language)


@app.command()
@options.as_json
def status(as_json: bool) -> None:
    """Say what is indexed / État de l'index."""
    with friendly_errors():
        from bot.cli.render import print_status
        from embeddings.disk.home import default_home
        from embeddings.generation.checksums import check_files
        from embeddings.generation.manifest import Manifest, current_folder

        home = default_home()
        folder = current_folder(home)
        manifest = Manifest.read(folder)
        check_files(folder, manifest, contents=True)
        if as_json:
            print_json({"home": str(home.folder), "generation": folder.name} | manifest.summary())
        else:
            print_status(console(), home.folder, folder.name, manifest, system_language())


for command in (
    *(chat, evaluation, fetch, update, vectors),
    *(sources, export, remove, doctor),
):
    app.add_command(command)


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
