"""How fast the readers are and how much memory they take, on generated archives of every format.

python -m benchmarks.readers FOLDER [--records 100000] [--shared ../shared/data]

Makes an archive of made-up records for each official format in FOLDER, once, with one record in
a thousand broken on purpose where the format allows it, then reads each in a process of its own.
"""

import argparse
import gzip
import io
import json
import os
import random
import resource
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from benchmarks import official_shapes as shapes
from benchmarks.question_pages import page_html, page_pdf
from corpus.ingestion.containers import list_files
from corpus.ingestion.readers import open_file
from corpus.records.record import ReplyRecord, Status

_SENTENCE = (
    "le cerf-volant plane au-dessus de la plage et son fil de coton résiste au vent du large "
    "chaque club déclare ses terrains à la préfecture qui délivre une autorisation valable trois "
    "ans sous réserve que la hauteur reste inférieure à cent cinquante mètres"
)
_WORDS = _SENTENCE.split()
_FIRST = date(2031, 1, 6)
PDF_SHARE = 20  # one PDF for so many records of other formats: a PDF takes longer to make


def made_up(number: int, source: str = "AN") -> ReplyRecord:
    """Return a fictional record, always the same one for a number and a source."""
    chance = random.Random(f"{source} {number}")
    status = chance.choices(list(Status)[:3], (85, 5, 10))[0]
    reply = "" if status == Status.NOT_YET_ANSWERED else _text(chance, chance.randint(2, 6))
    asked_on = _FIRST + timedelta(days=number % 1800)
    words = {
        "AN": {"uid": f"QANR5L98QE{number}", "chamber": "Assemblée nationale", "kind": "QE"},
        "SENAT": {"uid": f"senat-{number}", "chamber": "Sénat", "kind": "QE"},
        "UK": {"uid": f"uk-{number}", "chamber": "House of Lords", "kind": "UK written"},
    }[source]
    return ReplyRecord(
        **words,
        source=source,
        country="GB" if source == "UK" else "FR",
        language="en" if source == "UK" else "fr",
        legislature="" if source == "UK" else "98",
        number=str(number),
        title="cerfs-volants",
        rubrique="sports",
        themes=() if source == "UK" else ("cerfs-volants",),
        question=f"Mme Odile Brindacier interroge. {_text(chance, 2)}",
        reply=reply,
        earlier_replies=(_text(chance, 2),) if status == Status.CORRECTED else (),
        status=status,
        asked_by="Mme Odile Brindacier",
        asked_by_group="Groupe du vent",
        ministry_asked="Ministère du vent",
        ministry="Ministère du vent",
        asked_on=asked_on,
        answered_on=asked_on + timedelta(days=60) if reply else None,
    )


def _text(chance: random.Random, paragraphs: int) -> str:
    return "\n".join(
        f"Ainsi {' '.join(chance.choices(_WORDS, k=chance.randint(30, 130)))}."
        for _ in range(paragraphs)
    )


def records(count: int, source: str) -> Iterator[ReplyRecord]:
    """Yield `count` made-up records, one in a thousand without any text: to be left out."""
    for number in range(1, count + 1):
        record = made_up(number, source)
        yield replace(record, question="", reply="") if number % 1000 == 500 else record


def _zipped(name: str, write: Callable[[IO[bytes]], None]) -> Callable[[IO[bytes]], None]:
    def to(out: IO[bytes]) -> None:
        with (
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(name, "w", force_zip64=True) as member,
        ):
            write(member)

    return to


def _gzipped(write: Callable[[IO[bytes]], None]) -> Callable[[IO[bytes]], None]:
    def to(out: IO[bytes]) -> None:
        with gzip.open(out, "wb", compresslevel=1) as packed:
            write(packed)

    return to


def archives(count: int) -> dict[str, tuple[str, Callable[[IO[bytes]], None]]]:
    """Return each format's file name and what writes it."""
    an = lambda: records(count, "AN")  # noqa: E731
    each = {"json": shapes.json_each, "xml": shapes.xml_each, "html": page_html}
    return {
        "AN, JSON, one file": (
            "an-single.json.zip",
            _zipped("questions.json", lambda out: shapes.json_single(an(), out)),
        ),
        "AN, XML, one file": (
            "an-single.xml.zip",
            _zipped("questions.xml", lambda out: shapes.xml_single(an(), out)),
        ),
        **{
            f"AN, {name.upper()}, a file each": (
                f"an-each.{name}.zip",
                lambda out, name=name, write=write: shapes.zip_each(an(), out, write, name),
            )
            for name, write in each.items()
        },
        f"AN, PDF, a file each (1/{PDF_SHARE})": (
            "an-each.pdf.zip",
            lambda out: shapes.zip_each(records(count // PDF_SHARE, "AN"), out, page_pdf, "pdf"),
        ),
        "Sénat, dump": (
            "senat.zip",
            _zipped(
                "questions.sql",
                lambda out: shapes.senat_dump(lambda: records(count, "SENAT"), out),
            ),
        ),
        "UK, one long page": (
            "uk.json.gz",
            _gzipped(lambda out: shapes.uk_page(records(count, "UK"), out)),
        ),
    }


def measure(path: Path) -> dict[str, object]:
    """Read everything at `path` and return what came of it; to be called in a fresh process."""
    start = time.process_time()  # other work on the machine does not count
    read, unpacked = 0, 0
    reasons: Counter[str] = Counter()
    for file in list_files(path):
        if file.name == "README.md":
            continue
        content = open_file(file)
        read += sum(1 for _ in content.records)
        reasons.update(skip.reason for skip in content.skipped)
        unpacked += _unpacked(file)
    seconds = time.process_time() - start
    return {
        "records": read,
        "skipped": dict(reasons.most_common(3)),
        "skipped_in_all": reasons.total(),
        "mib": unpacked / 2**20,
        "seconds": seconds,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _unpacked(file: Path) -> int:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            return sum(info.file_size for info in archive.infolist())
    if file.suffix == ".gz":
        with gzip.open(file) as packed:
            return packed.seek(0, io.SEEK_END)
    return file.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the archives are made, and kept")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--shared", type=Path, help="real documents to read as well")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.folder)))
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    print("| format | records | skipped, why | MiB unpacked | CPU s | MiB/s | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, (file, write) in archives(given.records).items():
        path = given.folder / f"{given.records}-{file}"
        if not path.exists():
            part = path.with_suffix(".part")
            with part.open("wb") as out:
                write(out)
            part.replace(path)
        _row(name, path)
    if given.shared:
        for folder in sorted(p for p in given.shared.iterdir() if p.is_dir()):
            _row(f"all of {folder}", folder)


def _row(name: str, path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.readers", str(path), "--measure"]
    done = subprocess.run(command, check=True, capture_output=True, env=os.environ)
    result = json.loads(done.stdout)
    why = "; ".join(f"{count} {reason[:90]}" for reason, count in result["skipped"].items())
    print(
        f"| {name} | {result['records']:,} | {result['skipped_in_all']:,}: {why or 'none'} "
        f"| {result['mib']:.0f} | {result['seconds']:.1f} "
        f"| {result['mib'] / result['seconds']:.1f} | {result['peak_mib']:.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
