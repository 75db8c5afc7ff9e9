"""A record written as a table, a Word file, a web page or a PDF is read back equal."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.dropped.plain_text import file_record
from corpus.records.record import ReplyRecord
from corpus.text.clean import clean
from tests.corpus.dropped.dropped_writers import (
    NAMES,
    csv_bytes,
    docx_bytes,
    html_bytes,
    pdf_bytes,
    table,
    with_shared_strings,
    xlsx_bytes,
)
from tests.corpus.whole_file import read_file

SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = [
    *("le", "fil", "vole", "déjà", "l'été", "question", "réponse", "12,5 %", "peut-être", "n° 4"),
    *("communes", "œuvre", "« ainsi »", "R&D", "5 < 6", "(a)", "titre", ";", '"mot"', "a,b"),
]
LINE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(
    lambda words: f"Ainsi {' '.join(words)}."
)
TEXT = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
SHORT = st.lists(st.sampled_from(["Vent", "et", "marées", "l'air", "d'Été", "12"]), max_size=5).map(
    lambda words: " ".join(["Fil", *words])
)
DAY = st.dates(date(1970, 1, 1), date(2068, 12, 31))
FIELDS = st.fixed_dictionaries(
    {"title": SHORT, "ministry": SHORT},
    optional={
        "number": st.integers(1, 99_999).map(str),
        "ministry_asked": SHORT,
        "asked_by": SHORT,
        "asked_by_group": SHORT,
        "answered_by": SHORT,
        "rubrique": SHORT,
        "legislature": st.integers(1, 20).map(str),
        "licence": SHORT,
        "url": st.just("https://exemple.invalid/a?b=1"),
        "asked_on": DAY.map(str),
        "answered_on": DAY.map(str),
    },
)
RECORD = st.builds(
    lambda fields, question, reply: fields | {"question": question, "reply": reply},
    FIELDS, TEXT, TEXT,
)  # fmt: skip
RECORDS = st.lists(RECORD, min_size=1, max_size=4)
# What a cell may hold besides: anything, as long as it is no markup.
ANYTHING = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="<&#_"), min_size=1
).filter(clean)


def expected(record: dict[str, str]) -> ReplyRecord:
    fields = {f: v for f, v in record.items() if f not in ("question", "reply")}
    return file_record(fields, clean(record["question"]), clean(record["reply"]))


def read(tmp_path: Path, name: str, content: bytes) -> list[ReplyRecord]:
    path = tmp_path / name
    path.write_bytes(content)
    found = read_file(path)
    assert found.skipped == []
    assert [r for r in found.remarks if "Windows-1252" not in r] == []
    return found.records


def shapes(record: dict[str, str]) -> dict[str, str]:
    """The record with its days as people write them, a form for each field."""
    ways = {"asked_on": "%d/%m/%Y", "answered_on": "%d.%m.%Y"}
    return record | {
        f: date.fromisoformat(record[f]).strftime(way) for f, way in ways.items() if f in record
    }


@given(
    RECORDS,
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from([0, 1]),
)
@SETTINGS
def test_csv(
    tmp_path: Path,
    records: list[dict[str, str]],
    separator: str,
    encoding: str,
    end: str,
    quoting: int,
) -> None:
    rows = table([shapes(record) for record in records])
    content = csv_bytes(rows, encoding, delimiter=separator, lineterminator=end, quoting=quoting)
    assert read(tmp_path, "a.csv", content) == [expected(record) for record in records]


@given(ANYTHING, ANYTHING, st.sampled_from([";", ",", "\t"]))
@SETTINGS
def test_any_text_in_a_cell_of_csv_and_xlsx(
    tmp_path: Path, question: str, reply: str, separator: str
) -> None:
    rows = table([{"question": question, "reply": reply, "number": "1"}])
    record = expected({"question": question, "reply": reply, "number": "1"})
    assert read(tmp_path, "a.csv", csv_bytes(rows, delimiter=separator)) == [record]
    assert read(tmp_path, "a.xlsx", xlsx_bytes(rows)) == [record]
    assert read(tmp_path, "a.xlsx", with_shared_strings(xlsx_bytes(rows))) == [record]


@given(RECORDS)
@SETTINGS
def test_xlsx(tmp_path: Path, records: list[dict[str, str]]) -> None:
    rows = [
        [date.fromisoformat(cell) if cell[4:5] == "-" == cell[7:8] else cell for cell in row]
        for row in table(records)
    ]
    assert read(tmp_path, "a.xlsx", xlsx_bytes(rows)) == [expected(r) for r in records]


@pytest.mark.parametrize("layout", ["sections", "fields", "table"])
@given(RECORDS)
@settings(SETTINGS, max_examples=20)
def test_docx(tmp_path: Path, layout: str, records: list[dict[str, str]]) -> None:
    content = docx_bytes(*records, layout=layout)
    assert read(tmp_path, "a.docx", content) == [expected(r) for r in records]


@pytest.mark.parametrize("layout", ["sections", "table"])
@given(RECORDS)
@SETTINGS
def test_html(tmp_path: Path, layout: str, records: list[dict[str, str]]) -> None:
    content = html_bytes(*records, layout=layout)
    assert read(tmp_path, "a.html", content) == [expected(r) for r in records]


@given(RECORDS)
@settings(SETTINGS, max_examples=20)
def test_pdf(tmp_path: Path, records: list[dict[str, str]]) -> None:
    # A PDF keeps no paragraphs and its basic fonts few letters: the same words in the same order.
    def words(record: ReplyRecord) -> list[list[str]]:
        return [text.split() for text in (record.question, record.reply, record.title)]

    plain = [{f: v.replace("œ", "oe") for f, v in record.items()} for record in records]
    found = read(tmp_path, "a.pdf", pdf_bytes(*plain))
    assert list(map(words, found)) == [words(expected(record)) for record in plain]
    assert [r.answered_on for r in found] == [expected(r).answered_on for r in records]


@given(st.permutations(list(NAMES)), RECORD)
@SETTINGS
def test_the_order_of_the_columns_does_not_matter(
    tmp_path: Path, order: list[str], record: dict[str, str]
) -> None:
    rows = table([record], {field: NAMES[field] for field in order})
    assert read(tmp_path, "a.csv", csv_bytes(rows)) == [expected(record)]
