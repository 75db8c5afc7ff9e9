"""`parlebot export`: records for reuse, as JSON Lines or CSV, each with its attribution."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

from bot.languages.messages import day, say
from corpus.records.record import ReplyRecord

FORMATS = ("jsonl", "csv")
# What a spreadsheet takes for a formula, at the start of a cell or after blanks.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_STARTS_FORMULA = (*_FORMULA, "\t", "\r", "\n")
_COLUMNS = (*(field.name for field in fields(ReplyRecord)), "attribution")


def attribution(record: ReplyRecord) -> str:
    """Return the credit a reuser must show: who said it, when, the licence and the address."""
    language = record.language
    if record.fictional:
        return say("export_fictional", language)
    licence = record.licence or say("export_unknown", language)
    if licence.startswith("Open Parliament Licence v3.0"):
        licence = say("export_parliament", language)
    number = say("export_number", language, number=record.number) if record.number else ""
    on = record.answered_on
    return say(
        "export_licence",
        language,
        who=record.chamber or record.source,
        number=number,
        day=say("export_day", language, day=day(on, language)) if on else "",
        licence=licence,
        origin=record.url or record.uid,
    )


def write_jsonl(records: Iterable[ReplyRecord], file: IO[str]) -> Counter[str]:
    """Write one JSON object per line; return the number of records by licence."""
    licences: Counter[str] = Counter()
    for record in records:
        values = record.as_dict() | {"attribution": attribution(record)}
        file.write(json.dumps(values, ensure_ascii=False) + "\n")
        licences[record.licence] += 1
    return licences


def write_csv(records: Iterable[ReplyRecord], file: IO[str]) -> Counter[str]:
    """Write a table with a header row; return the number of records by licence.

    Lists are JSON. A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    licences: Counter[str] = Counter()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for record in records:
        values = record.as_dict() | {"attribution": attribution(record)}
        writer.writerow([safe_cell(values[name]) for name in _COLUMNS])
        licences[record.licence] += 1
    return licences


def safe_cell(value: Any) -> str:  # noqa: ANN401
    """Return a value as cell text that no spreadsheet interprets as a formula."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(_STARTS_FORMULA) or _is_formula(text) else text


def write_file(path: Path, records: Iterable[ReplyRecord], form: str) -> Counter[str]:
    """Write the new file `path`, whole or not at all. Raises FileExistsError if it exists."""
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(f"{path.name}.unfinished")
    # A spreadsheet knows by the mark that the file is UTF-8.
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    try:
        with unfinished.open("w", encoding=encoding, newline="") as file:
            licences = write_csv(records, file) if form == "csv" else write_jsonl(records, file)
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return licences


def _is_formula(text: str) -> bool:
    return text.lstrip().startswith(_FORMULA)
