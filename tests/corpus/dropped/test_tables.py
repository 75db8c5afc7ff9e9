"""Tables that operators drop: how columns are found, and what is told of what is left out."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from corpus.ingestion.ingest import ingest
from corpus.records.reading import ReadFile
from corpus.records.record import Status
from corpus.store.store import Store
from tests.corpus.dropped.dropped_writers import (
    ANSWERED,
    ASKED,
    GOOD,
    csv_bytes,
    good,
    member,
    repacked,
    saved,
    table,
    xlsx_bytes,
)
from tests.corpus.dropped.hostile_dropped import zipped
from tests.corpus.dropped.sheet_writers import ods_bytes, xls_bytes
from tests.corpus.whole_file import read_file


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def of(content: bytes | str, name: str = "a.csv") -> ReadFile:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(tmp_path / name)

    return of


@pytest.mark.parametrize(
    "names",
    [
        "Question;Réponse;Date de la réponse",
        "TEXTE DE LA QUESTION;texte_de_la_reponse;Date réponse",
        "questionText;answerText;dateAnswered",
        "Question text ;Answer text :;Answered on",
    ],
)
def test_columns_are_known_by_their_french_and_english_names(read: Any, names: str) -> None:
    (record,) = read(f"{names}\n{ASKED};{ANSWERED};10/06/2031\n").records
    assert (record.question, record.reply) == (ASKED, ANSWERED)
    assert record.answered_on == date(2031, 6, 10)


def test_what_was_not_used_or_not_understood_is_told(read: Any) -> None:
    found = read(f"Question;Réponse;Date;Humeur\n{ASKED};{ANSWERED};hier;bonne\n")
    assert len(found.records) == 1
    assert any("columns not used: 'Humeur'" in remark for remark in found.remarks)
    assert any("line 2 'hier'" in remark for remark in found.remarks)


def test_a_row_that_cannot_be_read_is_left_out_by_its_line_and_the_others_are_read(
    read: Any,
) -> None:
    found = read(
        f'Numéro;Question;Réponse\n1;{ASKED};{ANSWERED}\n2;"ouvert;oui\n3;;\n'
        f"4;{ASKED};#REF!\n5;{ASKED};{'a' * 32_767}\n;;\n6;{ASKED};{ANSWERED}\n"
    )
    assert [record.number for record in found.records] == ["1", "6"]
    reasons = {skip.place: skip.reason for skip in found.skipped}
    assert list(reasons) == ["line 3", "line 4", "line 5", "line 6"]
    assert "never closed" in reasons["line 3"]
    assert "both empty" in reasons["line 4"]
    assert "error of the spreadsheet" in reasons["line 5"]
    assert "Excel cuts" in reasons["line 6"]


def test_a_row_without_a_reply_is_a_question_that_waits(read: Any) -> None:
    (record,) = read(f"Numéro;Question;Réponse\n1;{ASKED};\n").records
    assert record.status == Status.NOT_YET_ANSWERED


def test_a_table_without_known_columns_says_how_to_name_them(read: Any) -> None:
    (skip,) = read("a;b\n1;2\n").skipped
    assert "'a;b'" in skip.reason
    assert "mapping.json" in skip.reason
    assert "mapping.json" in read(xlsx_bytes([["a", "b"]]), "a.xlsx").skipped[0].reason


def test_titles_above_the_names_of_the_columns_are_passed_over(read: Any) -> None:
    rows = [["Export du 1er mars"], [], *table([good(1)])]
    for name, content in (("a.csv", csv_bytes(rows)), ("b.xlsx", xlsx_bytes(rows))):
        assert [record.number for record in read(content, name).records] == ["1"]


def test_excels_own_line_about_the_separator_is_obeyed(read: Any) -> None:
    content = b"sep=;\r\n" + csv_bytes(table([GOOD]), delimiter=";")
    assert read(content).records[0].number == "77"


def test_a_markdown_table_is_read(read: Any) -> None:
    found = read(f"| Numéro | Question | Réponse |\n|---|:--|---|\n| 4 | {ASKED} | {ANSWERED} |\n")
    assert [(r.number, r.reply) for r in found.records] == [("4", ANSWERED)]


def test_a_reply_that_holds_a_line_with_separators_is_still_a_text(read: Any) -> None:
    text = f"Texte de la question\n{ASKED}\nTexte de la réponse\n{ANSWERED} Un ; deux, trois.\n"
    assert [record.question for record in read(text, "a.txt").records] == [ASKED]


MAPPING = {"Ce que dit le ministre": "réponse", "Objet du courrier": "title", "Date": ""}
MAPPED = f"Ce que dit le ministre;Question;Objet du courrier;Date\n{ANSWERED};{ASKED};Fil;hier\n"


@pytest.mark.parametrize("kind", ["json", "toml"])
def test_a_mapping_beside_the_table_names_its_columns(read: Any, tmp_path: Path, kind: str) -> None:
    text = json.dumps(MAPPING)
    if kind == "toml":
        text = "\n".join(f'"{name}" = "{field}"' for name, field in MAPPING.items())
    (tmp_path / f"a.mapping.{kind}").write_text(text, "utf-8")
    found = read(MAPPED)
    (record,) = found.records
    assert (record.reply, record.title, record.answered_on) == (ANSWERED, "Fil", None)
    assert (found.skipped, found.remarks) == ([], [])


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("{", "broken"),
        ("[1]", "another shape"),
        ('{"a": 1}', "another shape"),
        ('{"a": "humeur"}', "no field; the fields are: analyse"),
    ],
)
def test_a_wrong_mapping_is_told_and_the_table_not_read_without_it(
    read: Any, tmp_path: Path, mapping: str, words: str
) -> None:
    (tmp_path / "a.mapping.json").write_text(mapping)
    found = read(csv_bytes(table([GOOD])))
    assert found.records == []
    assert words in found.skipped[0].reason


def test_a_mapping_of_columns_that_are_not_there_is_told(read: Any, tmp_path: Path) -> None:
    (tmp_path / "a.mapping.json").write_text('{"Humeur": "title"}')
    found = read(csv_bytes(table([GOOD])))
    assert len(found.records) == 1
    assert "columns of its mapping that it has not: humeur" in found.remarks


def test_a_changed_mapping_makes_its_table_be_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.csv").write_text(MAPPED, "utf-8")
    (folder / "b.mapping.json").write_text("{}")
    titles = []
    with Store(tmp_path / "corpus.sqlite") as store:
        for field in ("title", "autre", "title"):
            mapping = json.dumps(MAPPING).replace("title", field)
            (folder / "a.mapping.json").write_text(mapping, "utf-8")
            report = ingest(store, [folder], lambda done, total: None)
            titles.append(sorted(record.title for record in store.records()))
            skipped = [file.name for file, _ in report.skipped]
            assert "a.mapping.json" not in skipped
            assert "b.mapping.json" in skipped  # it lies beside no table
        assert ingest(store, [folder], lambda done, total: None).files_unchanged == 2
    assert titles == [["Fil"], ["Fil"], ["Fil"]]  # what was read is kept while a mapping is broken


def test_a_mapping_in_a_zip_counts_for_the_table_beside_it(read: Any) -> None:
    members = {"d/a.csv": MAPPED.encode(), "d/a.mapping.json": json.dumps(MAPPING).encode()}
    found = read(zipped(members), "a.zip")
    assert [record.title for record in found.records] == ["Fil"]
    assert found.skipped == []


def test_a_workbooks_days_merged_cells_and_results_of_formulas_are_read(read: Any) -> None:
    rows = [
        ["Numéro", "Question", "Réponse", "Ministère", "Date de la réponse"],
        [1, ASKED, ANSWERED, "Jeux", date(2031, 6, 10)],
        [2.0, f"{ASKED} Bis.", None, None, datetime(2031, 6, 11, 9, 30)],
        ["3", f"{ASKED} Ter.", ANSWERED, "Vent", "12 juin 2031"],
    ]
    records = read(xlsx_bytes(rows, merges=["C2:C3", "D2:D3"]), "a.xlsx").records
    assert [record.number for record in records] == ["1", "2", "3"]
    assert [record.ministry for record in records] == ["Jeux", "Jeux", "Vent"]
    assert [record.reply for record in records] == [ANSWERED] * 3
    assert [record.answered_on for record in records] == [
        date(2031, 6, day) for day in (10, 11, 12)
    ]


@pytest.mark.parametrize("write", [ods_bytes, xls_bytes])
def test_old_excel_and_open_document_sheets_are_read_like_new_ones(read: Any, write: Any) -> None:
    rows = [
        ["Numéro", "Question", "Réponse", "Date de la réponse"],
        ["007", ASKED, ANSWERED, date(2031, 6, 10)],
        [8, f"{ASKED} Bis.", ANSWERED, "11 juin 2031"],
        [9.5, f"{ASKED} Ter.", "", None],
    ]
    found = read(write(rows), "a")
    assert [record.number for record in found.records] == ["007", "8", "9.5"]
    assert [record.reply for record in found.records] == [ANSWERED, ANSWERED, ""]
    assert [record.answered_on and record.answered_on.day for record in found.records] == [
        *(10, 11, None)
    ]
    assert (found.skipped, found.remarks) == ([], [])


def test_files_of_the_same_makers_that_are_no_sheets_say_how_to_save_them(read: Any) -> None:
    (skip,) = read(xls_bytes([], "WordDocument"), "a.doc").skipped
    assert "save it as .docx or .xlsx" in skip.reason
    (skip,) = read(ods_bytes([], "application/vnd.oasis.opendocument.text"), "a.odt").skipped
    assert "other than .docx, .xlsx and .ods" in skip.reason


def test_an_error_in_a_cell_of_a_workbook_is_told_and_is_no_missing_reply(read: Any) -> None:
    rows = [*table([good(1), good(2), good(3)]), ["", "#N/A"]]
    content = xlsx_bytes(rows, merges=["B3:B4"])
    sheet = "xl/worksheets/sheet1.xml"
    cell = rb'(<c r="B[35]"[^>]*) t="inlineStr"><is>.*?</is>'
    bent = re.sub(cell, rb'\1 t="e"><v>#REF!</v>', member(content, sheet))
    found = read(repacked(content, {sheet: bent}), "a.xlsx")
    assert [record.number for record in found.records] == ["1"]
    assert [skip.place for skip in found.skipped] == [f"sheet 'Sheet', row {n}" for n in (3, 4, 5)]
    assert all("error of the spreadsheet" in skip.reason for skip in found.skipped)


def test_every_sheet_is_read_and_those_without_known_columns_are_named(read: Any) -> None:
    book = openpyxl.Workbook()
    for number, title in enumerate(("2030", "2031"), start=1):
        for row in table([good(number)]):
            book.create_sheet(title) if title not in book.sheetnames else None
            book[title].append(row)
    book["Sheet"].append(["des notes"])
    book["2031"].append(["", "", "", "sans rien"])
    found = read(saved(book), "a.xlsx")
    assert [record.number for record in found.records] == ["1", "2"]
    assert [skip.place for skip in found.skipped] == ["sheet '2031', row 3"]
    assert "sheets without known columns, not read: 'Sheet'" in found.remarks
