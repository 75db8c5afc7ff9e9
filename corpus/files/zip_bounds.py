"""How large a zip may unpack, and the errors raised on reading a damaged one."""

import lzma
import zipfile
import zlib

MAX_RATIO = 200  # decompressed to compressed; JSON of this kind reaches 30
RATIO_COUNTS_FROM = 1 << 24  # bytes: a small file may well be that repetitive
# What the zip module lets through for a damaged archive; ValueError for a name that is no UTF-8.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
