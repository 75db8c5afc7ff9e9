"""Opens Word and Excel files: a zip of XML parts, read as a stream and never unpacked to disk.

The XML is parsed by expat and handed on event by event: no tree is built, so nesting costs nothing.
A document type is refused, as defusedxml does (the format allows none): without one there are no
entities to expand or to fetch.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from corpus.files.zip_bounds import MAX_RATIO, RATIO_COUNTS_FROM, ZIP_ERRORS
from corpus.records.reading import UnreadableError, in_short
from corpus.text.message import Message, message

MAX_PART_BYTES = 1 << 28  # one part once unpacked; a sheet of 100,000 long replies has 0.2 GB
_HAS_ENTITIES = message(
    "its XML declares a document type or entities, which no Office file does and attacks "
    "do: it is not read"
)
_CHUNK = 1 << 16
_MAX_DEPTH = 1_000  # levels; Word's own files have some 40
IS_ENCRYPTED = message("it is encrypted: save it again without a password")


def damaged(why: str) -> Message:
    """Return the message for a damaged file, with the reason `why` it is considered damaged."""
    return message(
        "it is damaged or no real Office file ({why}): open it and save it again", why=why
    )


class Events:
    """A handler for the events of a part; it ignores those it does not override.

    Names come without their namespace.
    """

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""

    def end(self, name: str) -> None:
        """Handle the end of an element."""

    def text(self, text: str) -> None:
        """Handle a piece of text."""


class Package:
    """An Office file held in memory. Use it as the archive of its parts."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self.names = frozenset(self._archive.namelist())
        except ZIP_ERRORS as error:
            raise UnreadableError(damaged(in_short(error))) from error

    @property
    def has_macros(self) -> bool:
        """True if the file contains macros. They are neither read nor run."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.names)

    def check_parts(self) -> None:
        """Unpack all parts once, on behalf of a reader that trusts them.

        Raises UnreadableError for one that is damaged, encrypted, hostile or too large.
        """
        for name in sorted(self.names):
            if name.endswith((".xml", ".rels")) and self.mentions(name, b"<!DOCTYPE"):
                raise UnreadableError(_HAS_ENTITIES)

    def parse(self, name: str, events: Events) -> Iterator[None]:
        """Parse the part called `name` into `events`, yielding after each piece for streaming.

        Raises UnreadableError for a part that is absent, damaged, hostile or too large.
        """
        parser = _parser(events)
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
                yield
            parser.Parse(b"", True)
            yield
        except (expat.ExpatError, ValueError, LookupError) as error:  # the two: its encoding
            raise UnreadableError(damaged(in_short(f"{name}: {error}"))) from error

    def _chunks(self, name: str) -> Iterator[bytes]:
        """Yield the part `name` piece by piece. Raises UnreadableError."""
        size = 0
        try:
            info = self._archive.getinfo(name)
            if info.flag_bits & 1:
                raise UnreadableError(IS_ENCRYPTED)
            with self._archive.open(info) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    _check_size(size, info.compress_size)
                    yield chunk
        except KeyError as error:
            raise UnreadableError(
                damaged(message("its part {name} is missing", name=repr(in_short(name))))
            ) from error
        except ZIP_ERRORS as error:
            raise UnreadableError(damaged(in_short(f"{name}: {error}"))) from error

    def parse_whole(self, name: str, events: Events) -> None:
        """Parse the part called `name` into `events` at once."""
        for _ in self.parse(name, events):
            pass

    def mentions(self, name: str, word: bytes) -> bool:
        """Return whether the part `name` contains `word`, without parsing it."""
        tail = b""
        for chunk in self._chunks(name):
            if word in tail + chunk:
                return True
            tail = chunk[-len(word) :]
        return False

    def relations(self, name: str) -> dict[str, str]:
        """Return the parts that the part `name` refers to, by relationship id."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if path not in self.names:
            return {}
        found = _Relations(folder)
        self.parse_whole(path, found)
        return found.targets


class _Relations(Events):
    def __init__(self, folder: str) -> None:
        self.targets: dict[str, str] = {}
        self._folder = folder

    def start(self, name: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            path = target if target.startswith("/") else posixpath.join(self._folder, target)
            self.targets[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/")


def _parser(events: Events) -> expat.XMLParserType:
    """Return a parser that passes names on without namespaces and stops at absurd depths."""
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise UnreadableError(
                "its XML is nested more than {count} levels deep", count=f"{_MAX_DEPTH:,}"
            )
        events.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        events.end(_local(name))

    def refuse(*declaration: object) -> None:
        raise UnreadableError(_HAS_ENTITIES)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = events.text
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _check_size(size: int, packed: int) -> None:
    if size > MAX_PART_BYTES:
        raise UnreadableError(
            "a part of it is larger than {size} MiB: split it", size=MAX_PART_BYTES >> 20
        )
    if size > RATIO_COUNTS_FROM and size > MAX_RATIO * packed:
        raise UnreadableError(
            "it unpacks to more than {ratio} times its size, as a decompression bomb does",
            ratio=MAX_RATIO,
        )
