"""What a run learns from and what it is measured on, read from the folders of `../shared`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.ingestion.readers import open_file
from embeddings.encoders.bundled import BundledEncoder
from embeddings.encoders.encoder import encode_stream
from embeddings.encoders.identity import GENERAL
from training import held_out
from training.batches import Corpus
from training.manual_pages import Page
from training.neighbours import Neighbours, Words, nearest_vectors
from training.sources import CORPORA, SCOTLAND, Pair, read_pairs
from training.tested import graded, is_held_out, kept_apart, learnable

_READ = 200  # characters of a question that its neighbours are found by


@dataclass(frozen=True, slots=True)
class Texts:
    """The corpora and manual pages that are learned from, and the searches of the curve."""

    corpora: Mapping[str, Corpus]
    pages: Sequence[Page]
    searches: Sequence[held_out.Search]


def read_texts(shared: Path, pages: Sequence[Page], without: Iterable[str], cache: Path) -> Texts:
    """Read all that a run needs beside the manual's `pages`.

    `cache` is the folder that keeps each corpus' neighbours, which take minutes.
    """
    data, measured = shared / "data", graded(shared / "eval")
    pairs = list(read_pairs(data, CORPORA))
    apart = {pair.reply for pair in pairs if pair.uid in measured or is_held_out(pair)}
    usable = list(learnable(pairs, measured, apart | _measured_replies(data)))
    scottish = [pair for pair in pairs if pair.corpus == SCOTLAND]
    asked = kept_apart(scottish, measured)
    return Texts(
        {
            corpus: _corpus([p for p in usable if p.corpus == corpus], cache / f"{corpus}.npy")
            for corpus in CORPORA
            if corpus not in without
        },
        [page for page in pages if not page.is_measured],
        held_out.searches(
            data, shared / "eval", scottish, asked, [page for page in pages if page.is_measured]
        ),
    )


def _measured_replies(data: Path) -> set[str]:
    """Return the replies of the corpora that citizens' questions are asked of."""
    return {
        record.reply
        for path in [*(data / "uk").glob("commons-written-*"), *(data / "fr").glob("*.json")]
        for record in open_file(path).records
    }


def _corpus(pairs: Sequence[Pair], path: Path) -> Corpus:
    by_words = Words([pair.reply for pair in pairs]).nearest()
    return Corpus(pairs, [by_words, _by_encoder(pairs, path)])


def _by_encoder(pairs: Sequence[Pair], path: Path) -> Neighbours:
    """Return what the general encoder finds near each question; `path` keeps it."""
    if path.exists():
        kept: Neighbours = np.load(path, allow_pickle=False)
        if len(kept) == len(pairs):
            return kept
    encoder = BundledEncoder(GENERAL)
    vectors = np.empty((len(pairs), encoder.identity.dimension), np.float32)
    for places, some in encode_stream(encoder, [pair.question[:_READ] for pair in pairs]):
        vectors[list(places)] = some
    near = nearest_vectors(vectors)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, near)
    return near
