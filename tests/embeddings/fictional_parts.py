"""What several tests of embeddings/ are made with: written records and two encoders."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from corpus.files.file_state import FileState
from corpus.records.reading import ReadFile
from corpus.records.record import ReplyRecord, Status
from corpus.store.store import Store
from embeddings.build.build import BuildReport, build
from embeddings.disk.home import Home, VectorServer
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.identity import EncoderIdentity
from embeddings.lexical.bm25 import LexicalText, LexicalWriter

_BASE = ReplyRecord(
    uid="",
    source="FILE",
    country="FR",
    language="fr",
    kind="QE",
    title="",
    question="",
    reply="",
    status=Status.ANSWERED,
    ministry="Ministère des Cerfs-volants",
    asked_on=date(2024, 1, 9),
    answered_on=date(2024, 3, 5),
    fictional=True,
)


def record(uid: str, title: str, question: str, reply: str, **fields: object) -> ReplyRecord:
    """Return a fictional record; without a reply it waits for one."""
    made = replace(_BASE, uid=uid, title=title, question=question, reply=reply)
    if not reply:
        made = replace(made, status=Status.NOT_YET_ANSWERED, answered_on=None)
    return replace(made, **fields)  # type: ignore[arg-type]


LIGHTHOUSE = record(
    "f-1",
    "Gardiennage des phares",
    "Mme Zoé Falaise interroge M. le ministre de la mer sur les phares sans gardien.",
    "Le phare de Port-Brume garde son gardien jusqu'en 2031. Les autres phares sont automatisés.",
)
KITES = record(
    "f-2",
    "Licence de cerf-volant",
    "M. Paul Brise demande si une licence est nécessaire pour faire voler un cerf-volant.",
    "Aucune licence n'est exigée sous 50 mètres. Au-delà, une déclaration en mairie suffit.",
)
SNAILS = record(
    "f-3",
    "Snail crossings",
    "To ask the Secretary of State for Slow Transport, how many snail crossings were built.",
    "The Department built 14 snail crossings in 2023. A further 9 are planned near Mudford.",
    country="GB",
    language="en",
    kind="UK written",
    ministry="Department for Slow Transport",
    answered_on=date(2022, 6, 1),
)
WAITING = record(
    "f-4",
    "Comptage des nuages",
    "Mme Anne Cumulus demande combien de nuages ont été comptés au-dessus de la Brumaille.",
    "",
    ministry="Ministère des Nuages",
)
FOUR = (LIGHTHOUSE, KITES, SNAILS, WAITING)


def put(store: Store, path: Path, records: Sequence[ReplyRecord]) -> None:
    """Make `records` what the document at `path` holds."""
    path.write_text("\n".join(r.to_json() for r in records), "utf-8")
    store.put(FileState.of(path), ReadFile(list(records), [], []))


def build_home(
    folder: Path,
    records: Sequence[ReplyRecord],
    encoder: Encoder,
    server: VectorServer | None = None,
) -> tuple[Home, BuildReport]:
    """Bring the home at `folder`, with its vectors on `server`, up to date with `records`."""
    home = Home(folder, server)
    home.create()
    with Store(home.store) as store:
        put(store, folder / "document.txt", records)
        return home, build(home, store, encoder, lambda done, total: None)


def build_lexical(folder: Path, texts: Iterable[LexicalText]) -> None:
    """Write a lexical index of `texts` into the new `folder`."""
    writer = LexicalWriter(folder)
    for text in texts:
        writer.add(text)
    writer.close()


_known: dict[tuple[str, str], Vectors] = {}


class Remembering:
    """The real encoder, asked once in a test run for each text; notes what it is asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity: EncoderIdentity = encoder.identity
        self.asked: list[str] = []

    def encode_query(self, text: str) -> Vectors:
        """Return what the real encoder gives."""
        if ("query", text) not in _known:
            _known["query", text] = self._encoder.encode_query(text)
        return _known["query", text]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return what the real encoder gives."""
        self.asked += texts
        new = [text for text in dict.fromkeys(texts) if ("passage", text) not in _known]
        if new:
            for text, vector in zip(new, self._encoder.encode_passages(new), strict=True):
                _known["passage", text] = vector
        return np.stack([_known["passage", text] for text in texts])

    def count_tokens(self, text: str) -> int:
        """Return what the real encoder counts."""
        return self._encoder.count_tokens(text)


class WordBag:
    """A tiny encoder by which texts are near that share words: sums of a vector for each word."""

    def __init__(self, name: str = "words") -> None:
        self.identity = EncoderIdentity(name, "1", 32, "", "", "float32")

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a text."""
        words = re.findall(r"\w+", text.lower()) or [""]
        digests = b"".join(hashlib.sha256(word.encode()).digest() for word in words)
        raw = (np.frombuffer(digests, np.uint8).reshape(-1, 32) - 127.5).sum(axis=0)
        return np.asarray(raw / np.linalg.norm(raw), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts."""
        return np.stack([self.encode_query(text) for text in texts])

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())


class Hashing:
    """A tiny encoder for tests of what surrounds one: unit vectors from a text's SHA-256."""

    def __init__(self, name: str = "hashing", fail_at_batch: int = 0) -> None:
        self.identity = EncoderIdentity(name, "1", 8, "", "", "float32")
        self.asked: list[str] = []
        self._batches = 0
        self._fail_at = fail_at_batch

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a text."""
        return self._vectors([text])[0]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts, or break in the batch that was agreed."""
        self._batches += 1
        if self._batches == self._fail_at:
            raise RuntimeError("the encoder broke")
        self.asked += texts
        return self._vectors(texts)

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())

    def _vectors(self, texts: Iterable[str]) -> Vectors:
        seed = self.identity.name.encode()
        digests = [hashlib.sha256(seed + text.encode("utf-8", "surrogatepass")) for text in texts]
        raw = np.array([list(d.digest()[:8]) for d in digests], np.float32) - 127.5
        return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), np.float32)
