"""Chooses the reader of a document by looking at its content, never at its name alone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.assemblee_json import find_questions, read_questions
from corpus.containers import Document, open_documents
from corpus.plain_text import read_text
from corpus.reading import Reading, Skipped, UnreadableError
from corpus.record import ReplyRecord
from corpus.uk_api import find_answers, read_answers

READERS_VERSION = 1  # raise it when a reader changes what it reads: files are then read again
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b\x85")
_MAX_CONTROL_SHARE = 0.01  # a text has next to no control characters, a binary file has many


@dataclass(slots=True)
class ReadFile:
    """What a file gave: its records, what was left out, and remarks about how it was read."""

    records: list[ReplyRecord]
    skipped: list[Skipped]
    remarks: list[str]


def read_file(path: Path) -> ReadFile:
    """Read every record of the file at `path` (JSON, text or Markdown; also in .gz or .zip).

    Never raises for what the file holds: a whole file that cannot be read is one Skipped.
    """
    result = ReadFile([], [], [])
    try:
        for document in open_documents(path):
            if isinstance(document, UnreadableError):
                result.skipped.append(Skipped("", str(document)))
                continue
            _read_document(document, result)
    except UnreadableError as error:
        result.skipped.append(Skipped("", str(error)))
    return result


def _read_document(document: Document, result: ReadFile) -> None:
    prefix = f"{document.member!r}: " if document.member else ""
    try:
        text = decode(document.content)
        if text.remark:
            result.remarks.append(prefix + text.remark)
        for item in _read_text(text.text):
            if isinstance(item, ReplyRecord):
                result.records.append(item)
            else:
                place = f"{prefix}{item.place}".removesuffix(": ")
                result.skipped.append(Skipped(place, item.reason))
    except UnreadableError as error:
        result.skipped.append(Skipped(document.member, str(error)))


def _read_text(text: str) -> Reading:
    if text.lstrip()[:1] not in ("{", "["):
        return read_text(text)
    return _read_json(text)


def _read_json(text: str) -> Iterator[ReplyRecord | Skipped]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise UnreadableError(
                "several JSON documents one after the other (JSON Lines?): no official source is "
                "published like that; put one document in a file"
            ) from error
        cut = " (the file seems cut short)" if error.pos >= len(text.rstrip()) - 1 else ""
        raise UnreadableError(
            f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}{cut}"
        ) from error
    except RecursionError as error:
        raise UnreadableError("its JSON is nested too deeply to be a real document") from error
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableError(f"its JSON holds an impossible value ({error})") from error
    if (questions := find_questions(document)) is not None:
        fictional = isinstance(document, dict) and bool(document.get("fictional"))
        yield from read_questions(questions, fictional=fictional)
    elif (answers := find_answers(document)) is not None:
        yield from read_answers(answers)
    else:
        raise UnreadableError(
            "JSON, but neither the Assemblée's questions nor the UK Parliament's answers"
        )


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, with a remark when its encoding had to be guessed."""

    text: str
    remark: str


def decode(content: bytes) -> Decoded:
    """Return the text of `content`: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises UnreadableError for an empty or binary file.
    """
    if not content.strip():
        raise UnreadableError("the file is empty")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return Decoded(content.decode("utf-16"), "")
        except UnicodeDecodeError as error:
            raise UnreadableError(f"its UTF-16 is damaged at byte {error.start}") from error
    sample = content[:65_536]
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    if controls > len(sample) * _MAX_CONTROL_SHARE or 0 in sample:
        raise UnreadableError("a binary file, not a text (looked at its first bytes)")
    try:
        return Decoded(content.decode("utf-8-sig"), "")
    except UnicodeDecodeError as error:
        remark = (
            f"not UTF-8 (byte {error.start}): read as Windows-1252; save it as UTF-8 if letters "
            "look wrong"
        )
        return Decoded(content.decode("cp1252", errors="replace"), remark)
