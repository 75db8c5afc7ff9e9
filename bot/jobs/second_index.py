"""A second index of a home's records, made with another encoder, beside the one that answers.

It is for comparing two encoders, and goes when that is done; its vectors stay in the home's cache,
so that whoever compares again, goes on after an interruption or changes over embeds no text twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bot.jobs.existing_store import existing_store
from bot.jobs.index import EMBEDDING, JobProgress, stopped_by_sigterm
from bot.question.bad_input import BadInputError
from corpus.store.store import Store
from embeddings.build.build import build, fingerprint
from embeddings.disk.full_disk import naming_a_full_disk
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.load import open_encoder
from embeddings.generation.generations import UNFINISHED, delete_generation
from embeddings.generation.manifest import Manifest, current_folder

# It holds the records' texts. Under this name, what a kill leaves of it is cleared away by the next
# build or removal, and found by the doctor.
_FOLDER = f"comparison{UNFINISHED}"


@dataclass(frozen=True, slots=True)
class SecondIndex:
    """The home of the second index, and the encoder that makes it. Built by `build`."""

    home: Home
    encoder: Encoder
    _store: Store

    def build(self, progress: JobProgress, told: Callable[[str], None]) -> None:
        """Embed what the cache lacks, and write the index. Raises DiskFullError."""
        counted = partial(progress, EMBEDDING)
        build(self.home, self._store, self.encoder, counted, told, staged=False)


@contextmanager
def second_index(home: Home, encoder: str) -> Iterator[SecondIndex]:
    """Yield a place for an index of the records of `home` made with the encoder called `encoder`.

    It is gone after the block, however that ends. Until then nothing else is built in `home`, whose
    own index is complete, up to date, and stays as it is. Raises NoGenerationError, BadInputError
    when there is nothing to compare, EncoderUnavailableError, BusyError, StoreError.
    """
    current_folder(home)  # says what to do in a home that has no index
    with (
        naming_a_full_disk(home),
        stopped_by_sigterm(),
        home.building(),
        existing_store(home) as store,
    ):
        opened = open_encoder(encoder)
        _check(home, opened, store)
        beside = Home(home.generations / _FOLDER, home.vector_server)
        beside.vectors = home.vectors
        delete_generation(beside.folder, home.vector_server)  # what a kill has left
        beside.create()
        try:
            yield SecondIndex(beside, opened, store)
        finally:
            delete_generation(beside.folder, home.vector_server)


def _check(home: Home, encoder: Encoder, store: Store) -> None:
    own = Manifest.read(current_folder(home))
    if encoder.identity == own.encoder:
        raise BadInputError(
            "the index was made with {encoder} already; name another encoder to compare it with",
            encoder=encoder.identity,
        )
    if not own.complete or own.corpus_sha256 != fingerprint(store.versions()):
        raise BadInputError(
            "the index in {folder} does not hold all that the corpus store holds, so a second one "
            "would not be of the same records; run 'parlebot doctor --repair' first",
            folder=home.folder,
        )
