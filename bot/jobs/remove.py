"""Takes questions, files or a whole source out of the store and the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.jobs.existing_store import existing_store
from bot.jobs.index import EMBEDDING, JobProgress, encoder_of
from bot.languages.messages import say
from bot.question.bad_input import BadInputError
from corpus.store.store import Store
from corpus.text.clean import one_line
from corpus.text.fold import fold
from embeddings.build.build import NothingToIndexError, build
from embeddings.disk.full_disk import naming_a_full_disk
from embeddings.disk.home import Home
from embeddings.encoders.load import open_encoder
from embeddings.generation.generations import drop_earlier

_SHOWN = 5  # names told before the question whether to go on


@dataclass(frozen=True, slots=True)
class Removal:
    """What to remove: questions by uid, documents, or all of a source."""

    uids: tuple[str, ...]
    documents: tuple[Path, ...]
    source: str
    questions: int

    def told(self, language: str) -> list[str]:
        """Return a description of what will happen, for the person asked to confirm."""
        if self.uids:
            named = say("remove_records", language, count=self.questions, uids=_some(self.uids))
            return [named, say("remove_stay_out", language)]
        names = _some([self.source] if self.source else [str(path) for path in self.documents])
        named = say(
            "remove_documents",
            language,
            count=self.questions,
            documents=len(self.documents),
            names=names,
        )
        return [named, say("remove_come_back", language)]


def plan_removal(home: Home, uids: Sequence[str], source: str, files: Sequence[Path]) -> Removal:
    """Return what to remove. Raises BadInputError if something named is not there."""
    with existing_store(home) as store:
        if uids:
            found = [(uid, store.find(uid)) for uid in dict.fromkeys(uids)]
            unknown = [uid for uid, known in found if known is None]
            if unknown:
                raise BadInputError("no record {uids} in the store", uids=", ".join(unknown))
            return Removal(tuple(uid for uid, _ in found), (), "", len(found))
        if source:
            known = store.last_read()
            source = next((name for name in known if fold(name) == fold(source)), source)
            documents, count = store.of_source(source)
            if not count:
                raise BadInputError(
                    "no source {source} in the store; it has: {known}",
                    source=source,
                    known=", ".join(known),
                )
            return Removal((), tuple(documents), source, count)
        paths = [d for path in files for d in _documents(store, path)]
        return Removal((), tuple(paths), "", sum(store.count_of(path) for path in paths))


def carry_out(home: Home, removal: Removal, progress: JobProgress) -> int:
    """Remove, rebuild the index and delete the previous one; return how many records are left.

    The encoder is opened first: without it, nothing is removed. Raises BusyError,
    EncoderUnavailableError, StoreError.
    """
    encoder = open_encoder(encoder_of(home))
    with (
        naming_a_full_disk(home),
        home.building(),
        Store(home.store) as store,
    ):
        home.suggestions.unlink(missing_ok=True)  # it may have the removed words
        for uid in removal.uids:
            store.remove_record(uid)
        if removal.source:
            store.remove_source(removal.source)
        else:
            for path in removal.documents:
                store.remove(path)
        try:
            # From scratch: otherwise the removed words would stay in shared files.
            built = build(home, store, encoder, partial(progress, EMBEDDING), whole=True)
        except NothingToIndexError:
            drop_earlier(home, current=True)
            return 0
        drop_earlier(home)
    return built.manifest.records


def undo_removal(home: Home, uids: Sequence[str]) -> dict[str, list[Path]]:
    """Allow removed questions back in; return, by uid, the documents to index again.

    Raises BadInputError for a question that was not removed.
    """
    with home.building(), existing_store(home) as store:
        found = {uid: store.restore_record(uid) for uid in uids}
    for uid, documents in found.items():
        if not documents:
            raise BadInputError("{uid} was not removed, so there is nothing to undo", uid=uid)
    return found


def _documents(store: Store, path: Path) -> list[Path]:
    known = store.documents_below(path.resolve())
    if not known:
        raise BadInputError(
            "nothing was read from {path}; give a file or folder that was indexed", path=path
        )
    return known


def _some(names: Sequence[str]) -> str:
    more = "…" if len(names) > _SHOWN else ""
    return one_line(", ".join(names[:_SHOWN])) + more
