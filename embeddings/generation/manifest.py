"""A generation's description of itself, and which generation is current. Loads no library."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from corpus.files.permission import may_not_read
from corpus.text.message import message
from embeddings.disk.home import Home, NoGenerationError, OutOfReachError
from embeddings.disk.sync import sync
from embeddings.encoders.identity import EncoderIdentity
from embeddings.generation.segment import KeyCount, Segment

FORMAT = 3  # of a generation's files; a generation of another format is rebuilt
MANIFEST_FILE = "manifest.json"
# Column of the catalogue that holds codes -> the manifest's list that says what they stand for.
CODED = {
    "language": "languages",
    "source": "sources",
    "ministry": "ministries",
    "country": "countries",
    "chamber": "chambers",
    "legislature": "legislatures",
    "asked_by": "members",
}

Files = dict[str, tuple[int, str]]  # name -> size in bytes, SHA-256


class UnreadableIndexError(OutOfReachError):
    """A file of the index that this user may not read; it may still be intact."""

    def __init__(self, path: Path) -> None:
        super().__init__(may_not_read(path))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of, according to its manifest.json."""

    format: int
    built_at: str  # ISO 8601, UTC
    encoder: EncoderIdentity
    corpus_sha256: str  # of all uids and record versions, with the rules that cut passages
    records: int
    replies: int
    groups: int
    period: tuple[str, str]  # first and last day of a reply, ISO; "" when no reply has a date
    by_source: dict[str, int]
    fictional: int  # records of the fictional sample
    replies_by_meaning: int  # replies whose passages are all embedded; the others: by words
    segments: tuple[Segment, ...]  # the base, then the delta segments
    languages: tuple[str, ...]  # language code of the catalogue -> language
    sources: tuple[str, ...]
    ministries: tuple[str, ...]
    countries: tuple[str, ...]
    chambers: tuple[str, ...]
    legislatures: tuple[str, ...]
    members: tuple[str, ...]  # who asked
    files: Files

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of the generation at `folder`. Raises NoGenerationError."""
        try:
            text = (folder / MANIFEST_FILE).read_text("utf-8")
            values: dict[str, Any] = json.loads(text)
            if values["format"] != FORMAT:
                raise NoGenerationError(
                    "the index was made by another version of parlebot (format {found}, "
                    "this one reads {wanted}); run 'parlebot index' again",
                    found=values["format"],
                    wanted=FORMAT,
                )
            if values.pop("sha256", None) is not None and text != _sealed(values):
                raise ValueError(message("it is not what was written"))
            values["encoder"] = EncoderIdentity(**values["encoder"])
            for name in ("period", *CODED.values()):
                values[name] = tuple(values[name])
            values["segments"] = tuple(_segment(entry) for entry in values["segments"])
            values["files"] = {name: tuple(entry) for name, entry in values["files"].items()}
            return cls(**values)
        except PermissionError as error:
            raise UnreadableIndexError(folder / MANIFEST_FILE) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoGenerationError(
                "the index in {folder} is damaged ({why}); run 'parlebot index' again",
                folder=folder,
                why=message("{place}: {reason}", place=MANIFEST_FILE, reason=error),
            ) from error

    @property
    def complete(self) -> bool:
        """True if everything that can be searched by meaning is."""
        return all(segment.complete for segment in self.segments)

    def summary(self) -> dict[str, Any]:
        """Return what people and programs want to know about an index, JSON-ready."""
        names = (
            *("built_at", "records", "replies", "replies_by_meaning", "groups", "period"),
            *("by_source", "fictional"),
        )
        values = {name: getattr(self, name) for name in names}
        return values | {"encoder": asdict(self.encoder)}

    def write(self, folder: Path) -> None:
        """Write the manifest into `folder`, synced to disk."""
        path = folder / MANIFEST_FILE
        path.write_text(_sealed(asdict(self)), "utf-8")
        sync(path)
        sync(folder)


def _segment(values: dict[str, Any]) -> Segment:
    keys = tuple(KeyCount(*count) for count in values["keys"])
    return Segment(**(values | {"keys": keys}))


def current_folder(home: Home) -> Path:
    """Return the folder of the current generation. Raises NoGenerationError."""
    try:
        name = home.pointer.read_text("utf-8", "replace").replace("\0", "").strip()
    except PermissionError as error:
        raise UnreadableIndexError(home.pointer) from error
    except OSError as error:
        raise NoGenerationError(
            "nothing is indexed yet in {folder}; run 'parlebot index FOLDER' on your "
            "documents, or 'parlebot index --sample' to try the fictional examples",
            folder=home.folder,
        ) from error
    folder = home.generations / Path(name).name
    try:
        is_there = (folder / MANIFEST_FILE).is_file()
    except PermissionError as error:
        raise UnreadableIndexError(folder / MANIFEST_FILE) from error
    if not is_there:
        raise NoGenerationError(
            "the current index {folder} is missing; run 'parlebot index' again", folder=folder
        )
    return folder


def _sealed(values: dict[str, Any]) -> str:
    """Return the text of a manifest with its own SHA-256 in it: no file lists the manifest."""
    digest = hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
    return json.dumps(values | {"sha256": digest}, ensure_ascii=False, indent=1)
