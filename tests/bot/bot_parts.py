"""What several tests of bot/ are made with: written records and a home of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.files.file_state import FileState
from corpus.records.reading import ReadFile
from corpus.records.record import ReplyRecord, Status
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder

_BASE = ReplyRecord(
    uid="f-1",
    source="FILE",
    country="FR",
    language="fr",
    kind="QE",
    title="Phares",
    question="Qui garde les phares de la côte ?",
    reply="",
    status=Status.ANSWERED,
    ministry="ministre de la mer",
    number="33",
    asked_on=date(2024, 1, 9),
    answered_on=date(2024, 3, 5),
)


def record(reply: str, **fields: object) -> ReplyRecord:
    """Return a written record with this reply."""
    return replace(_BASE, reply=reply, **fields)  # type: ignore[arg-type]


def build_home(folder: Path, records: Sequence[ReplyRecord], encoder: Encoder) -> Home:
    """Bring the home at `folder` up to date with exactly `records`."""
    home = Home(folder)
    home.create()
    with Store(home.store) as store:
        path = folder / "document.txt"
        path.write_text("\n".join(r.to_json() for r in records), "utf-8")
        store.put(FileState.of(path), ReadFile(list(records), [], []))
        build(home, store, encoder, lambda done, total: None)
    return home
