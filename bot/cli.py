"""The command `parlebot`. Heavy libraries load inside the commands that need them."""

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from bot.translate import system_language, translate

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

# Exit codes, the same for every command (docs/commands.md).
FAILED = 1
NO_INDEX = 3
BUSY = 4
INTERRUPTED = 130

Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="Files or folders to index / Fichiers ou dossiers à indexer"),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON for programs / Sortie JSON pour programmes")
]
Source = Annotated[
    str, typer.Option(help="Only this source: AN, UK, FILE / Seulement cette source")
]
Ministry = Annotated[
    str, typer.Option(help="Only ministries whose name holds this / Seulement ce ministère")
]
Since = Annotated[str, typer.Option(help="Replies from this day on, YYYY-MM-DD / À partir du")]
Until = Annotated[str, typer.Option(help="Replies up to this day, YYYY-MM-DD / Jusqu'au")]


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question / La question")] = None,
    as_json: Json = False,
    batch: Annotated[
        Path | None,
        typer.Option(help="One JSON question a line, '-' for stdin / Une question JSON par ligne"),
    ] = None,
    source: Source = "",
    ministry: Ministry = "",
    since: Since = "",
    until: Until = "",
) -> None:
    """Answer a question / Répondre."""
    options = {"source": source, "ministry": ministry, "since": since, "until": until}
    if (question is None) == (batch is None):
        raise typer.BadParameter(_told("give one QUESTION, or --batch FILE"))
    with _friendly_errors():
        from bot.batch import answer_line, parse_filters
        from bot.pipeline import Pipeline
        from bot.render import print_answer
        from embeddings.home import default_home

        pipeline = Pipeline(default_home())
        if batch is not None:
            pipeline.index()
            answered = False
            for number, line in _numbered_lines(batch):
                result = answer_line(pipeline, line, number, options)
                answered |= result["status"] != "rejected"
                _print_json(result)
            raise typer.Exit(0 if answered else FAILED)
        answer = pipeline.ask(
            question or "", parse_filters(options), default_language=system_language()
        )
        if as_json:
            _print_json({"id": None} | answer.to_dict())
        else:
            print_answer(_console(), answer)
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
    """Read documents, update the index / Indexer."""
    if bool(paths) == sample:
        raise typer.BadParameter(_told("give PATHs to index, or --sample"))
    with _friendly_errors():
        from bot.indexing import index_paths
        from embeddings.home import default_home

        language = system_language()
        report = index_paths(
            default_home(), paths or [], encoder, _error_console(), language, sample=sample
        )
        if as_json:
            _print_json(report.to_dict())
        else:
            report.print_to(_console(), language)
        if report.nothing_done:
            raise typer.Exit(FAILED)


@app.command()
def show(
    uid: Annotated[str, typer.Argument(help="The record's uid, e.g. QANR5L15QE33")],
    as_json: Json = False,
) -> None:
    """Show a question and its reply / Montrer."""
    with _friendly_errors():
        from bot.pipeline import Pipeline
        from bot.render import print_record
        from embeddings.home import default_home

        record = Pipeline(default_home()).index().texts.find(uid)
        if record is None:
            _fail(f"no record {uid!r} in the index; 'parlebot search WORDS' finds uids")
        if as_json:
            _print_json(record.as_dict())
        else:
            print_record(_console(), record, system_language())


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="Words or a question / Mots ou question")],
    as_json: Json = False,
    count: Annotated[int, typer.Option(min=1, max=100, help="How many / Combien")] = 10,
    source: Source = "",
    ministry: Ministry = "",
    since: Since = "",
    until: Until = "",
) -> None:
    """List the replies that fit / Chercher."""
    options = {"source": source, "ministry": ministry, "since": since, "until": until}
    with _friendly_errors():
        from bot.batch import parse_filters
        from bot.pipeline import Pipeline
        from bot.question import MAX_CHARACTERS, RejectedError, check_question
        from bot.render import print_hits
        from embeddings.home import default_home

        try:
            checked = check_question(question, system_language())
        except RejectedError as error:
            from bot.messages import say

            _fail(say(error.reason, error.language, limit=MAX_CHARACTERS))
        pipeline = Pipeline(default_home())
        found = pipeline.index().search(
            checked.text, checked.language, pipeline.encoder(), parse_filters(options), count
        )
        if as_json:
            _print_json([{"uid": h.record.uid, "score": round(h.score, 4)} for h in found.hits])
        else:
            print_hits(_console(), found.hits, checked.language)


@app.command()
def status(as_json: Json = False) -> None:
    """Say what is indexed / État de l'index."""
    with _friendly_errors():
        from bot.render import print_status
        from embeddings.generation import Manifest, check_files, current_folder
        from embeddings.home import default_home

        home = default_home()
        folder = current_folder(home)
        manifest = Manifest.read(folder)
        check_files(folder, manifest, contents=True)
        if as_json:
            _print_json({"home": str(home.folder), "generation": folder.name} | manifest.summary())
        else:
            print_status(_console(), home.folder, folder.name, manifest, system_language())


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="Address to listen on / Adresse")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port")] = 7860,
) -> None:
    """Open the chat page / Ouvrir la page."""
    with _friendly_errors():
        from bot.pipeline import Pipeline
        from embeddings.home import default_home

        pipeline = Pipeline(default_home())
        pipeline.index()
        from bot.web import serve

        serve(pipeline, host, port)


def main() -> None:
    """Run the command; the entry point of the distribution."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


@contextmanager
def _friendly_errors() -> Iterator[None]:
    """Turn the errors that people can do something about into one line and an exit code."""
    from bot.batch import BadInputError
    from corpus.store import StoreError
    from embeddings.encoder import EncoderUnavailableError
    from embeddings.generation import NoGenerationError
    from embeddings.home import BusyError
    from embeddings.search import EncoderMismatchError

    try:
        yield
    except NoGenerationError as error:
        _fail(str(error), NO_INDEX)
    except BusyError as error:
        _fail(str(error), BUSY)
    except FileNotFoundError as error:
        _fail(f"there is nothing at {error.filename or error}")
    except (
        BadInputError,
        EncoderMismatchError,
        EncoderUnavailableError,
        StoreError,
    ) as error:
        _fail(str(error))
    except sqlite3.Error as error:
        _fail(
            f"a database in the home folder cannot be used ({error}); free some disk space, or "
            "move vectors.sqlite away: 'parlebot index' makes it again"
        )
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        _fail(f"{error.filename or 'the home folder'}: {error.strerror or error}")
    except KeyboardInterrupt:
        _fail("interrupted; what was done is kept, run the same command to go on", INTERRUPTED)


def _fail(message: str, code: int = FAILED) -> NoReturn:
    _error_console().print(Text(f"parlebot: {_told(message)}"), soft_wrap=True)
    raise typer.Exit(code)


def _told(message: str) -> str:
    return translate(message, system_language())


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


def _print_json(value: Any) -> None:  # noqa: ANN401
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _console() -> Console:
    return Console(highlight=False, markup=False)


def _error_console() -> Console:
    return Console(stderr=True, highlight=False, markup=False)
