"""The store of a home, for commands that read or shrink it and must not create an empty one."""

from corpus.store.store import Store
from embeddings.disk.home import Home, NoGenerationError
from embeddings.generation.manifest import current_folder


def existing_store(home: Home) -> Store:
    """Open the store of `home`. Raises NoGenerationError when nothing is there, StoreError."""
    if not home.store.exists():
        current_folder(home)  # says what to do
        raise NoGenerationError(
            "{folder} has an index but no corpus store; run 'parlebot index' on the documents",
            folder=home.folder,
        )
    return Store(home.store)
