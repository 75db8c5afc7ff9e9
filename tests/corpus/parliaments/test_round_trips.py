"""Whatever record is written in an official shape is read back equal, whole or in pieces."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks import official_shapes as shapes
from benchmarks import question_pages as pages
from benchmarks.readers import made_up
from corpus.ingestion import containers
from corpus.ingestion.readers import open_file
from corpus.parliaments.france.senat_dump import read_dump
from corpus.records.reading import ReadFile
from corpus.records.record import ReplyRecord, Status
from corpus.text.clean import clean
from corpus.text.html import html_to_text
from corpus.text.lines import unwrap
from tests.corpus.whole_file import read_file

pytestmark = pytest.mark.slow

WORDS = [
    "le", "fil", "vole", "haut,", "été", "12", "%", "du", "vent", "l'aile", "tourne", ";", "où",
    "œuvre", "3", "€", "«", "Ainsi", "»", "administration", "réglementation", "expérimentation",
    "a<b", "R&D", "\\", "\\N", "5\\t", "tab", "(voir)", "fin", "–", "l’âge", "aujourd’hui",
]  # fmt: skip
LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\u2028\u2029"
)


def cleaned(text: str) -> str:
    return html_to_text(shapes.as_html(clean(text)))


SENTENCES = st.lists(st.sampled_from(WORDS), max_size=14).map(lambda w: f"Ainsi {' '.join(w)}.")
STRANGE = st.text(LETTERS, min_size=1, max_size=40).map(lambda t: f"Ainsi {t} ici.")
TEXTS = st.lists(SENTENCES | STRANGE, min_size=1, max_size=4).map(lambda s: cleaned("\n".join(s)))
NAMES = st.sampled_from(["Ministère du vent", "Ministère des jeux, du fil & du vent", "Écoles"])
DAYS = st.dates(date(1986, 1, 1), date(2099, 1, 1))
THEMES = st.lists(
    st.sampled_from(["vent", "fils et ficelles", "jeux : été"]), max_size=3, unique=True
)
UNANSWERED = st.sampled_from([Status.NOT_YET_ANSWERED, Status.WITHDRAWN, Status.LAPSED])


@st.composite
def french(draw: Any, source: str = "AN", texts: st.SearchStrategy[str] = TEXTS) -> ReplyRecord:
    number, legislature = draw(st.integers(1, 999_999)), draw(st.integers(8, 99))
    answered = draw(st.booleans())
    reply = draw(texts) if answered else ""
    earlier = tuple(draw(st.lists(texts, max_size=2))) if answered else ()
    assume(len({reply, *earlier}) == 1 + len(earlier))
    status = draw(UNANSWERED) if not answered else Status.CORRECTED if earlier else Status.ANSWERED
    asked_by = draw(st.sampled_from(["Mme Odile Brindacier", "M. Jean-Marc de La Tour"]))
    ministry = draw(NAMES)
    themes = tuple(draw(THEMES))
    senat = source == "SENAT"
    asked_on = draw(DAYS)
    return ReplyRecord(
        uid=f"senat-{number}" if senat else f"QANR5L{legislature}QE{number}",
        source=source,
        country="FR",
        language="fr",
        chamber="Sénat" if senat else "Assemblée nationale",
        kind="QE",
        legislature=str(legislature),
        number=str(number % 100_000 if senat else number),
        title=draw(SENTENCES) if senat else " : ".join(themes),
        rubrique=draw(st.sampled_from(["sports", "aménagement du territoire"])),
        themes=themes,
        question=f"{asked_by} interroge. {draw(texts)}",
        reply=reply,
        earlier_replies=earlier,
        status=status,
        status_label=labels(source, status),
        asked_by=asked_by,
        asked_by_group=draw(st.sampled_from(["Groupe du vent", "Fil - Nouveau"])),
        ministry_asked=draw(NAMES) if answered else ministry,
        ministry=ministry,
        asked_on=asked_on,
        answered_on=draw(DAYS) if answered else None,
        url=(
            f"https://www.senat.fr/questions/base/{asked_on.year}/"
            f"qSEQ{asked_on:%y%m}{number % 100_000:05}.html"
            if senat
            else f"https://questions.assemblee-nationale.fr/q{legislature}/{legislature}-{number}QE.htm"
        ),
        licence="Licence Ouverte 2.0",
    )


def labels(source: str, status: Status) -> str:
    if source == "SENAT":
        return shapes.SORTS[shapes._SORTS.get(status, "1")]
    return {
        Status.WITHDRAWN: "Question retirée",
        Status.LAPSED: "Question caduque",
        Status.NOT_YET_ANSWERED: "",
    }.get(status, "Réponse publiée")


@st.composite
def british(draw: Any) -> ReplyRecord:
    number = draw(st.integers(1, 10**7))
    status = draw(st.sampled_from([s for s in Status if s != Status.LAPSED]))
    answered = status.has_reply or status == Status.HOLDING
    reply = draw(TEXTS) if answered else ""
    earlier = draw(TEXTS) if status == Status.CORRECTED else ""
    assume(reply != earlier or not reply)
    lords = draw(st.booleans())
    uin = f"HL{number % 9999}" if lords else str(number % 99_999)
    asked_on = draw(DAYS)
    return ReplyRecord(
        uid=f"uk-{number}",
        source="UK",
        country="GB",
        language="en",
        chamber="House of Lords" if lords else "House of Commons",
        kind="UK written",
        number=uin,
        title=draw(SENTENCES),
        question=draw(TEXTS),
        reply=reply,
        earlier_replies=(earlier,) if earlier else (),
        status=status,
        asked_by="Ada Fictional",
        asked_by_group="Wind",
        answered_by="Bo Invented",
        ministry_asked="Department for Kites",
        ministry="Department for Kites",
        asked_on=asked_on,
        answered_on=draw(DAYS) if answered else None,
        grouped_numbers=tuple(draw(st.lists(st.sampled_from(["HL12", "42"]), max_size=2))),
        attachments=tuple(draw(st.lists(st.sampled_from(["kites.pdf", "a b.xlsx"]), max_size=2))),
        url=f"https://questions-statements.parliament.uk/written-questions/detail/{asked_on}/{uin}",
        licence="Open Parliament Licence v3.0",
    )


def distinct(records: st.SearchStrategy[ReplyRecord]) -> st.SearchStrategy[list[ReplyRecord]]:
    return st.lists(records, min_size=1, max_size=5, unique_by=lambda record: record.uid)


Write = Callable[[list[ReplyRecord], io.BytesIO], None]
SHAPES: dict[str, tuple[Write, st.SearchStrategy[list[ReplyRecord]]]] = {
    "an json single": (shapes.json_single, distinct(french())),
    "an json each": (
        lambda records, out: shapes.zip_each(records, out, shapes.json_each, "json"),
        distinct(french()),
    ),
    "an xml single": (shapes.xml_single, distinct(french())),
    "an xml each": (
        lambda records, out: shapes.zip_each(records, out, shapes.xml_each, "xml"),
        distinct(french()),
    ),
    "senat dump": (
        lambda records, out: shapes.senat_dump(lambda: records, out),
        distinct(french("SENAT")),
    ),
    "uk page": (shapes.uk_page, distinct(british())),
}


def written(write: Write, records: list[ReplyRecord]) -> bytes:
    out = io.BytesIO()
    write(records, out)
    return out.getvalue()


@contextmanager
def start_bytes(size: int) -> Iterator[None]:
    """Have documents come whole up to `size` bytes, and as a stream from there on."""
    before, chunk = containers.START_BYTES, containers._CHUNK
    containers.START_BYTES, containers._CHUNK = size, 64
    try:
        yield
    finally:
        containers.START_BYTES, containers._CHUNK = before, chunk


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shapes")


def read(folder: Path, content: bytes) -> ReadFile:
    path = folder / "file"
    path.write_bytes(content)
    return read_file(path)


def _plain(records: Iterable[ReplyRecord]) -> list[ReplyRecord]:
    """Return `records` without what is read beside the fields they were written from."""
    return [replace(r, events=(), earlier_dates=()) for r in records]


@pytest.mark.parametrize("name", SHAPES)
@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_records_in_an_official_shape_are_read_back_equal_whole_and_in_pieces(
    name: str, folder: Path, data: st.DataObject
) -> None:
    write, strategy = SHAPES[name]
    records = data.draw(strategy)
    content = written(write, records)
    whole = read(folder, content)
    assert _plain(whole.records) == records
    assert whole.skipped == []
    if name == "an json each":
        return  # a single question in JSON is never so large that it comes in pieces
    with start_bytes(data.draw(st.integers(256, 2_000))):
        assert _plain(read(folder, content).records) == records


@given(distinct(french("SENAT", SENTENCES)))
@settings(max_examples=40, deadline=None)
def test_a_dump_in_latin_9_is_read_like_one_in_utf_8(records: list[ReplyRecord]) -> None:
    kept = [
        replace(r, question=latin(r.question), reply=latin(r.reply), title=latin(r.title),
                earlier_replies=tuple(map(latin, r.earlier_replies)))
        for r in records
    ]  # fmt: skip
    out = io.BytesIO()
    shapes.senat_dump(lambda: kept, out, "LATIN9")
    assert list(read_dump(io.BytesIO(out.getvalue()))) == kept


def latin(text: str) -> str:
    return text.replace("’", "'").replace("–", "-")


def page_of(record: ReplyRecord) -> ReplyRecord:
    """What a question page can say of `record`: one reply, no themes, its own outcome."""
    status = Status.ANSWERED if record.reply else record.status
    return replace(record, earlier_replies=(), themes=(), status=status, status_label="")


@given(french())
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_question_page_in_html_is_read_back_equal(folder: Path, record: ReplyRecord) -> None:
    content = read(folder, pages.page_html(record))
    assert (content.records, content.skipped) == ([page_of(record)], [])


PARAGRAPHS = st.lists(
    st.sampled_from([w for w in WORDS if w.isalpha() or w in ("haut,", "12", "%")]),
    min_size=3, max_size=120,
).map(lambda words: f"Ainsi {' '.join(words)}.")  # fmt: skip


@given(french(texts=PARAGRAPHS))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_question_page_as_a_pdf_is_read_back_equal(folder: Path, record: ReplyRecord) -> None:
    content = read(folder, pages.page_pdf(record))
    assert content.skipped == []
    (found,) = content.records
    assert replace(found, question="", reply="") == replace(page_of(record), question="", reply="")
    assert (found.question, found.reply) == (unwrap(record.question), unwrap(record.reply))


@pytest.mark.parametrize("name", [name for name in SHAPES if not name.endswith("each")])
def test_what_stands_before_a_break_is_read_and_the_break_is_told(name: str, folder: Path) -> None:
    source = {"senat dump": "SENAT", "uk page": "UK"}.get(name, "AN")
    records = [made_up(number, source) for number in range(1, 41)]
    content = written(SHAPES[name][0], records)
    with start_bytes(1_000):
        cut = read(folder, content[: len(content) * 2 // 3])
    assert cut.skipped
    read_before = [record.uid for record in cut.records]
    assert read_before == [record.uid for record in records[: len(read_before)]]
    assert read_before


def test_records_are_read_while_they_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.json", json.dumps({"question": [{"uid": str(number)}]}))
    content = open_file(tmp_path / "a.zip")
    assert content.skipped == []
    assert list(content.records) == []
    assert len(content.skipped) == 3
