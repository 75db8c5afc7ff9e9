"""Hostile official documents: read or left out with a reason, and the good one beside is read."""

import io
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import tests.corpus.parliaments.hostile_families as families
from benchmarks import official_shapes as shapes
from benchmarks.question_pages import page_html, page_pdf
from benchmarks.readers import made_up
from corpus.ingestion import containers
from corpus.records.record import ReplyRecord
from tests.corpus.whole_file import read_file
from tests.sample import is_drawn

pytestmark = pytest.mark.slow

resource = pytest.importorskip("resource", reason="peak memory is only told on Unix")

GOOD = made_up(999)
MAX_MIB = 500
MAX_SECONDS = 60  # of work: no hang; the slowest input takes some seconds on an old machine


def single(write: Callable[..., None], source: str = "AN") -> bytes:
    out = io.BytesIO()
    write([made_up(number, source) for number in range(1, 4)], out)
    return out.getvalue()


def dump(records: list[ReplyRecord], out: io.BytesIO) -> None:
    shapes.senat_dump(lambda: records, out)


READERS: dict[str, tuple[bytes, Callable[[bytes], Iterable[bytes]]]] = {
    "an xml": (single(shapes.xml_single), families.of_xml),
    "an json": (single(shapes.json_single), families.of_json),
    "uk json": (single(shapes.uk_page, "UK"), families.of_json),
    "senat dump": (single(dump, "SENAT"), families.of_dump),
    "an html": (page_html(made_up(1)), families.of_html),
    "an pdf": (page_pdf(made_up(1)), families.of_pdf),
}
FAMILIES = [
    (reader, family) for reader, (_, own) in READERS.items() for family in (*families.GENERAL, own)
]


@pytest.mark.parametrize(
    ("reader", "family"), FAMILIES, ids=[f"{r} {f.__name__}" for r, f in FAMILIES]
)
def test_a_hostile_document_harms_nothing_and_the_good_one_beside_it_is_read(
    reader: str, family: Callable[[bytes], Iterator[bytes]], tmp_path: Path
) -> None:
    before = peak_mib()
    for number, content in enumerate(family(READERS[reader][0])):
        if not is_drawn(f"{reader} {family.__name__} {number}"):
            continue
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("../a hostile", content)
            archive.writestr("good.xml", shapes.xml_each(GOOD))
        start = time.process_time()
        read = read_file(path)
        assert time.process_time() - start < MAX_SECONDS, f"input {number}"
        assert made_up_good(read.records), f"input {number}"
        assert all(skip.reason and "\n" not in skip.reason for skip in read.skipped)
        assert all(ReplyRecord.from_json(r.to_json()) == r for r in read.records)
        assert all("root:x:" not in r.to_json() for r in read.records), "it read a file of ours"
        assert {file.name for file in tmp_path.iterdir()} == {"a.zip"}
    assert peak_mib() - before < MAX_MIB


@pytest.mark.parametrize("reader", READERS)
def test_there_are_over_two_hundred_hostile_inputs_for_each_reader(reader: str) -> None:
    content, own = READERS[reader]
    inputs = {hash(c) for family in (*families.GENERAL, own) for c in family(content)}
    assert len(inputs) >= 200


@pytest.mark.parametrize("reader", ["an json", "uk json", "an xml", "senat dump"])
@pytest.mark.parametrize("family", [families.cut, families.flipped, families.inserted])
def test_the_same_in_pieces_keeps_what_stands_before_the_damage(
    reader: str,
    family: Callable[[bytes], Iterator[bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(containers, "START_BYTES", 600)
    monkeypatch.setattr(containers, "_CHUNK", 64)
    for content in family(READERS[reader][0]):
        (tmp_path / "a").write_bytes(content)
        read = read_file(tmp_path / "a")
        assert read.records or read.skipped
        assert all(skip.reason and "\n" not in skip.reason for skip in read.skipped)


def made_up_good(records: Iterable[ReplyRecord]) -> bool:
    return [r.reply for r in records if r.uid == GOOD.uid][-1:] == [GOOD.reply]


def peak_mib() -> float:
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
