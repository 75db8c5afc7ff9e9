"""Arrays on disk, as .npy and .npz files: written piece by piece, mapped into memory, read."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

Array = npt.NDArray[Any]

# numpy reads the head of a file with `ast`, and CPython 3.11 raises a SystemError now and then when
# two threads do so at once.
_one_at_a_time = threading.Lock()


class ArrayWriter:
    """Writes a .npy file along its first axis, so that it never has to be in memory at once."""

    def __init__(self, path: Path, dtype: npt.DTypeLike, width: int = 0) -> None:
        """Create the file `path` for items of `dtype`, in rows of `width` (0: no rows)."""
        self._dtype, self._width, self._count = np.dtype(dtype), width, 0
        self._file = path.open("wb+")
        self._write_header()

    def append(self, items: Array) -> None:
        """Write the next items, or rows."""
        self._file.write(np.ascontiguousarray(items, self._dtype).tobytes())
        self._count += len(items)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._file:
            self._file.seek(0)
            self._write_header()  # numpy leaves room for the first axis to grow

    def _write_header(self) -> None:
        shape = (self._count, self._width) if self._width else (self._count,)
        npy.write_array_header_1_0(
            self._file,
            {"descr": npy.dtype_to_descr(self._dtype), "fortran_order": False, "shape": shape},
        )


def map_array(path: Path) -> Array:
    """Return the array at `path`, mapped into memory. Raises OSError, ValueError when damaged."""
    with _one_at_a_time:
        mapped: Array = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped


def read_array(path: Path) -> Array:
    """Return the array in the .npy file at `path`. Raises OSError, ValueError when damaged."""
    with _one_at_a_time:
        read: Array = np.load(path, allow_pickle=False)
    return read


def read_arrays(path: Path) -> dict[str, Array]:
    """Return the arrays in the .npz file at `path`, by name.

    Raises OSError, ValueError, BadZipFile when it is damaged.
    """
    with _one_at_a_time, np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays}


def ranges(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the concatenated ranges from each of `starts` up to, not including, its end."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes  # how many numbers stand before each range
    numbers = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
    return np.asarray(numbers, dtype=np.int64)
