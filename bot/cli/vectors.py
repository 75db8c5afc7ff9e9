"""The commands `vectors export` and `vectors import`: one office embeds, others download."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import options
from bot.cli.console import console, error_console, fail, friendly_errors, shown_progress
from bot.languages.translate import localised
from corpus.text.message import message
from corpus.text.terminal import printable

if TYPE_CHECKING:
    from corpus.records.progress import Progress
    from embeddings.disk.home import Home
    from embeddings.vector_cache.cache import VectorCache


@click.group()
def vectors() -> None:
    """Hand embedded texts on / Transmettre les vecteurs."""


@vectors.command("export")
@click.argument("file", type=options.FILE, help="A new file / Un nouveau fichier")
def export_vectors(file: Path) -> None:
    """Write this home's vectors to a file / Exporter."""
    with friendly_errors():
        from embeddings.disk.home import default_home
        from embeddings.vector_cache.exchange import write_vectors

        home = default_home()
        if not home.vectors.exists():
            fail(message("there are no vectors here to export; run 'parlebot index' first"))
        try:
            with _cache(home, message("Exporting vectors")) as (cache, told):
                count = write_vectors(file, cache, told)
        except FileExistsError:
            fail(message("{path} is there already; give the name of a new file", path=file))
        _say(message("{count} vectors written to {path}", count=count, path=file))


@vectors.command("import")
@click.argument("file", type=options.FILE, help="A file of 'vectors export' / Un tel fichier")
def import_vectors(file: Path) -> None:
    """Take vectors in, for 'index' to use / Importer."""
    with friendly_errors():
        from embeddings.disk.home import default_home
        from embeddings.vector_cache.exchange import read_vectors

        home = default_home()
        home.create()
        with home.building(), _cache(home, message("Importing vectors")) as (cache, told):
            new = read_vectors(file, cache, told)
        _say(message("{count} new vectors; 'parlebot index' uses them", count=new))


@contextmanager
def _cache(home: "Home", task: str) -> Iterator[tuple["VectorCache", "Progress"]]:
    """Open the vectors of the home's encoder, with a progress bar called `task`."""
    from bot.jobs.index import encoder_of
    from embeddings.encoders.load import open_encoder
    from embeddings.vector_cache.cache import VectorCache
    from embeddings.vector_cache.exchange import VectorFileError

    identity = open_encoder(encoder_of(home)).identity
    try:
        with (
            VectorCache(home.vectors, identity) as cache,
            shown_progress(error_console()) as progress,
        ):
            yield cache, partial(progress, task)
    except VectorFileError as error:
        fail(error)


def _say(said: str) -> None:
    console().print(printable(localised(said)), soft_wrap=True)
