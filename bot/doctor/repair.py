"""Repairs what the doctor found wrong with a home, and reports what was done.

Nothing is deleted unless there is another intact copy of it: a damaged store or cache is set aside
under another name, and a damaged index is deleted only once an intact one holds everything that
is in the store. Answering is restored first, from an earlier index if need be; then the index is
rebuilt.
"""

import shutil
from functools import partial
from pathlib import Path

from bot.doctor.facts import HomeFacts, gather
from bot.jobs.index import EMBEDDING, JobProgress, encoder_of
from corpus.files.permission import may_not_read
from corpus.ingestion.ingest import ingest
from corpus.ingestion.rescue import move_aside, rescue_store, set_aside_before
from corpus.store.check import changed_records, forget_records
from corpus.store.store import Store
from corpus.text.message import message, said_by
from embeddings.build.build import NothingToIndexError, build, fingerprint
from embeddings.disk.full_disk import naming_a_full_disk
from embeddings.disk.home import Home
from embeddings.encoders.identity import EncoderUnavailableError
from embeddings.encoders.load import open_encoder
from embeddings.generation.generations import point_to
from embeddings.search.index_check import GenerationState
from embeddings.vector_cache.check import forget_orphans, forget_vectors


def repair(home: Home, progress: JobProgress) -> list[str]:
    """Repair `home` as far as possible; return one sentence for each thing done.

    Raises BusyError, DiskFullError, OSError, sqlite3.Error, StoreError.
    """
    if not home.folder.is_dir():
        return []
    home.create()  # a backup of the store alone has no folder for an index
    with naming_a_full_disk(home), home.building():
        facts = gather(home)  # nobody else builds now: what looks unfinished is
        if facts.unreadable:  # what cannot be read may be whole, and the only copy
            return [
                message("nothing was repaired: {reason}", reason=may_not_read(facts.unreadable[0]))
            ]
        done = _clear(facts) + _answer_again(facts) + _mend_store(facts) + _mend_cache(facts)
        made, is_current = _rebuild(facts, progress)
        done += made
        if is_current:
            done += _drop_damaged(facts) + _drop_orphans(facts)
        return done


def _clear(facts: HomeFacts) -> list[str]:
    for path in facts.leftovers:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    count = len(facts.leftovers)
    return (
        [
            message(
                "removed {count} unfinished files or folders of a build that was cut", count=count
            )
        ]
        if count
        else []
    )


def _answer_again(facts: HomeFacts) -> list[str]:
    whole = facts.newest_whole
    if whole is None or (facts.current and facts.current.is_whole):
        return []
    point_to(facts.home, whole.folder.name)
    return [message("the index {name} answers again", name=whole.folder.name)]


def _mend_store(facts: HomeFacts) -> list[str]:
    if facts.store_trouble:
        return _read_again(facts)
    if not facts.changed:
        return []
    there = [record for record in facts.changed if Path(record.document).is_file()]
    told: list[str] = []
    if there:
        forget_records(facts.home.store, there)
        documents = sorted({Path(record.document) for record in there})
        with Store(facts.home.store) as store:
            ingest(store, documents, lambda done, total: None)
        told.append(
            message(
                "read {count} documents again for {records} changed records",
                count=len(documents),
                records=len(there),
            )
        )
    if lost := len(facts.changed) - len(there):
        told.append(
            message("{count} changed records stay: their documents are no longer there", count=lost)
        )
    return told


def _read_again(facts: HomeFacts) -> list[str]:
    home = facts.home
    rescue = rescue_store(home.store, home.downloads, lambda done, total: None)
    read = rescue.read
    told: list[str] = [
        message("set the damaged corpus store aside as {path}", path=rescue.aside),
        message(
            "read {count} documents again: {records} records",
            count=read.files_read,
            records=read.records_read.total(),
        ),
    ]
    if rescue.removals:
        told.append(
            message(
                "kept {count} notes of questions that were removed on request",
                count=rescue.removals,
            )
        )
    if rescue.gone:
        told.append(
            message(
                "{count} documents of the old store are gone, the first is {path}",
                count=len(rescue.gone),
                path=rescue.gone[0],
            )
        )
    if not rescue.documents_known:
        told.append(
            message("the old store does not tell its documents: run 'parlebot index' on them")
        )
    return told


def _mend_cache(facts: HomeFacts) -> list[str]:
    if facts.cache_trouble:
        aside = move_aside(facts.home.vectors)
        return [
            message(
                "set the damaged vector cache aside as {path}; a build makes it anew", path=aside
            )
        ]
    if facts.cache and facts.cache.damaged and facts.encoder:
        forget_vectors(facts.home.vectors, facts.encoder.identity, facts.cache.damaged)
        return [
            message(
                "removed {count} damaged vectors; a build makes them anew",
                count=len(facts.cache.damaged),
            )
        ]
    return []


def _rebuild(facts: HomeFacts, progress: JobProgress) -> tuple[list[str], bool]:
    """Bring the index up to date with the store; return what was done and whether it now is."""
    home, whole = facts.home, facts.newest_whole
    if not home.store.exists() or facts.out_of_reach:
        return [], False
    if any(True for _ in changed_records(home.store)):
        return [message("the index stays as it is: some records of the store are damaged")], False
    with Store(home.store) as store:
        versions = store.versions()
        if _is_up_to_date(facts, whole, versions) and not _was_damaged(facts):
            return [], True
        if whole and whole.manifest and set_aside_before(home.store):
            lacking = whole.manifest.records - len(versions)
            if lacking > 0:
                return [_stays(lacking)], False
        try:
            encoder = facts.encoder or open_encoder(encoder_of(home))
            # What was made with damaged vectors, or shares a damaged file, shares nothing on.
            told = partial(progress, EMBEDDING)
            report = build(home, store, encoder, told, whole=_was_damaged(facts))
        except NothingToIndexError:
            return [message("there is no record to index")], False
        except EncoderUnavailableError as error:
            return [said_by(error)], False
    records, embedded = report.manifest.records, report.embedded
    return [
        message(
            "made the index anew: {records} records, {embedded} texts embedded",
            records=records,
            embedded=embedded,
        )
    ], True


def _is_up_to_date(
    facts: HomeFacts, whole: GenerationState | None, versions: dict[str, str]
) -> bool:
    if whole is None or whole.manifest is None or facts.encoder is None:
        return False
    same_encoder = whole.manifest.encoder == facts.encoder.identity
    same_records = whole.manifest.corpus_sha256 == fingerprint(versions)
    return same_encoder and same_records and whole.manifest.complete


def _was_damaged(facts: HomeFacts) -> bool:
    return facts.newest_whole is None or bool(facts.cache and facts.cache.damaged)


def _stays(lacking: int) -> str:
    return message(
        "the index stays as it is: it has {count} records more than the new corpus "
        "store; 'parlebot index' on all your documents makes it anew",
        count=lacking,
    )


def _drop_damaged(facts: HomeFacts) -> list[str]:
    broken = [g.folder for g in facts.generations if not g.is_whole]
    for folder in broken:
        if folder.is_dir():  # a build drops the oldest itself
            shutil.rmtree(folder)
    return (
        [message("removed {count} damaged indexes: a whole one answers", count=len(broken))]
        if broken
        else []
    )


def _drop_orphans(facts: HomeFacts) -> list[str]:
    home = facts.home
    if not home.vectors.exists():
        return []
    with Store(home.store) as store:
        count = forget_orphans(home.vectors, store.records())
    return (
        [message("removed {count} vectors of texts that no record has any more", count=count)]
        if count
        else []
    )
