"""The open parts of a generation that a search uses.

They are one value, so that a benchmark can replace one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import DatabaseError
from typing import Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from embeddings.disk.array_file import map_array
from embeddings.disk.home import NoGenerationError, VectorServer
from embeddings.encoders.encoder import Vectors
from embeddings.generation.catalogue import Catalogue
from embeddings.generation.checksums import check_files
from embeddings.generation.manifest import Manifest, UnreadableIndexError
from embeddings.generation.record_texts import RecordTexts
from embeddings.generation.segment import (
    COLUMNS_FILE,
    DENSE_FILES,
    KEY_RECORD_FILES,
    KEY_SPAN_FILES,
    LEXICAL_FOLDER,
    STATISTICS_FILE,
    TOMBSTONES_FILE,
    Segment,
    with_offsets,
)
from embeddings.lexical.bm25 import LexicalIndex
from embeddings.lexical.shared_words import RecordTerms
from embeddings.search.features import Features, fusion_weights
from embeddings.search.keys import KeyIndex, KeyPart
from embeddings.texts.passages import KeyKind
from embeddings.vectors.index_choice import open_vector_index
from embeddings.vectors.score_statistics import load_moments

_DAMAGED = (RuntimeError, ValueError, OSError, LookupError, BadZipFile, DatabaseError)


@dataclass(frozen=True, slots=True)
class Parts:
    """A generation's files, and the weights for fusing their scores."""

    manifest: Manifest
    catalogue: Catalogue
    keys: Mapping[KeyKind, KeyIndex]
    question_means: Vectors  # of typical questions, taken off a question (centring.py)
    lexical: LexicalIndex
    record_terms: RecordTerms
    texts: RecordTexts
    weights: Features | None  # None: none were learned with the encoder of the index

    @classmethod
    def open(cls, folder: Path, server: VectorServer | None = None) -> Self:
        """Open the generation at `folder`, whose vectors are in its files or on `server`.

        Raises NoGenerationError when it is damaged, OutOfReachError when it cannot be opened now.
        """
        manifest = Manifest.read(folder)
        check_files(folder, manifest)
        segments = list(with_offsets(manifest.segments))
        try:
            tombstones = map_array(folder / TOMBSTONES_FILE)
            catalogue = Catalogue.load(
                [folder / s.name / COLUMNS_FILE for _, s in segments], tombstones
            )
            moments, others = load_moments(folder / STATISTICS_FILE)
            keys = {
                kind: KeyIndex(
                    [_keys(folder, s, kind, offset, catalogue, server) for offset, s in segments],
                    moments[kind].statistics(),
                    catalogue.language,
                    catalogue.alive,
                )
                for kind in KeyKind
            }
            lexical = LexicalIndex(folder / LEXICAL_FOLDER)
            terms = RecordTerms((offset, folder / segment.name) for offset, segment in segments)
            texts = RecordTexts(folder, manifest.segments, tombstones)
            means = others["question_means"]
        except PermissionError as error:
            raise UnreadableIndexError(Path(error.filename or folder)) from error
        except _DAMAGED as error:
            raise NoGenerationError(
                "the index in {folder} is damaged ({why}); run 'parlebot index' again",
                folder=folder,
                why=error,
            ) from error
        weights = fusion_weights(manifest.encoder)
        return cls(manifest, catalogue, keys, means, lexical, terms, texts, weights)

    def crowding(self) -> Vectors:
        """Return, by language, how high its best score is by chance alone.

        The expected maximum of n deviations grows with sqrt(2 ln n); n are the reply passages.
        """
        replies = self.keys[KeyKind.REPLY].count_by_language(len(self.manifest.languages))
        return np.asarray(np.sqrt(2 * np.log(np.maximum(replies, 2))), dtype=np.float32)


def _keys(
    folder: Path,
    segment: Segment,
    kind: KeyKind,
    offset: int,
    catalogue: Catalogue,
    server: VectorServer | None,
) -> KeyPart:
    own = folder / segment.name
    records: npt.NDArray[np.int32] = map_array(own / KEY_RECORD_FILES[kind])
    dense = open_vector_index(own / DENSE_FILES[kind], catalogue.language[records + offset], server)
    spans = map_array(own / KEY_SPAN_FILES[kind])
    if not len(dense) == len(records) == len(spans) == segment.keys[kind].done:
        raise ValueError(f"{own} does not hold all {kind.name.lower()} keys")
    return KeyPart(dense, records + np.int32(offset) if offset else records, spans)
