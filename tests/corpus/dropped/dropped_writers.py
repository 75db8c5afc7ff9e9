"""Writes records as an operator would have them: tables, Word files, web pages and PDFs.

The writers are other people's (openpyxl, python-docx, fpdf2, csv), so that nothing is read only
because the same hand wrote it. Texts are fictional.
"""

import csv
import html
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
import openpyxl
from fpdf import FPDF
from PIL import Image

ASKED = "Mme Odile Brindacier interroge M. le ministre des jeux sur les cerfs-volants."
ANSWERED = "Le fil sera renforcé dans les communes du littoral avant l'été."
FIELDS = {
    "number": "77",
    "title": "Fil des cerfs-volants",
    "ministry": "Vent et marées",
    "asked_by": "Mme Odile Brindacier",
    "answered_on": "2031-06-10",
    "url": "https://exemple.invalid/77",
}
NAMES = {
    "question": "Question",
    "reply": "Réponse",
    "number": "Numéro",
    "title": "Titre",
    "ministry": "Ministère",
    "ministry_asked": "Ministère interrogé",
    "asked_by": "Auteur",
    "asked_by_group": "Groupe",
    "answered_by": "Ministre",
    "asked_on": "Date de la question",
    "answered_on": "Date de la réponse",
    "rubrique": "Rubrique",
    "legislature": "Législature",
    "licence": "Licence",
    "url": "URL",
}
GOOD = {"question": ASKED, "reply": ANSWERED, **FIELDS}


def good(number: int) -> dict[str, str]:
    """A good record, unlike those of other numbers."""
    return GOOD | {"number": str(number), "reply": f"{ANSWERED} Et {number} fils de plus."}


def table(records: Sequence[dict[str, str]], names: dict[str, str] = NAMES) -> list[list[str]]:
    """The records as rows below the names of the columns that they use."""
    fields = [field for field in names if any(field in record for record in records)]
    rows = [[record.get(field, "") for field in fields] for record in records]
    return [[names[field] for field in fields], *rows]


def in_order(record: dict[str, str]) -> dict[str, str]:
    """The record with its two texts last."""
    return dict(sorted(record.items(), key=lambda item: item[0] in ("question", "reply")))


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8", **dialect: Any) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows(rows)
    return file.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[Any]], merges: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that starts with "=" is no formula
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(book)


def docx_bytes(*records: dict[str, str], layout: str = "sections") -> bytes:
    """A Word file: each record in "sections", in a table of "fields", or all in one "table"."""
    document = docx.Document()
    if layout == "table":
        word_table(document, table(records))
        return saved(document)
    for record in records:
        texts = {field: record.get(field, "") for field in ("question", "reply")}
        fields = [(NAMES[f], value) for f, value in record.items() if f not in texts]
        if layout == "fields":
            sections = [(NAMES[field], text) for field, text in texts.items()]
            word_table(document, [*fields, *sections])
            continue
        document.add_heading("Fiche", 1)
        for name, value in fields:
            document.add_paragraph(f"{name} : {value}")
        for field, text in texts.items():
            document.add_heading(NAMES[field], 2)
            for paragraph in text.split("\n"):
                document.add_paragraph(paragraph)
    return saved(document)


def word_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    cells = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cells.cell(number, column).text = text


def html_bytes(*records: dict[str, str], layout: str = "sections") -> bytes:
    """A web page with a menu, a banner and a footer around the records."""
    body = []
    if layout == "table":
        body = ["<table>", *map(_html_row, table(records)), "</table>"]
    for record in map(in_order, records) if layout == "sections" else ():
        body.append("<article><h1>Fiche</h1>")
        for field, value in record.items():
            paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in value.split("\n"))
            if field in ("question", "reply"):
                body.append(f"<h2>{NAMES[field]}</h2>{paragraphs}")
            else:
                body.append(f"<p><b>{NAMES[field]} :</b> {html.escape(value)}</p>")
        body.append("</article>")
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>Site</title>"
        "<script>var a = '<p>Réponse</p>'</script></head><body><nav><ul><li>Accueil</ul></nav>"
        f"<div class='cookie-banner'>Cookies ?</div>{''.join(body)}"
        "<footer><p>Mentions légales</p></footer></body></html>"
    ).encode()


def _html_row(row: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(c).replace(chr(10), '<br>')}" for c in row) + "</tr>"


class _Paper(FPDF):
    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 5, "BULLETIN DES JEUX", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 5, f"Page {self.page_no()}")


def pdf_bytes(*records: dict[str, str], password: str = "") -> bytes:
    """A PDF with the same line at the head of each page and the page's number at its foot."""
    paper = _Paper()
    for record in map(in_order, records):
        paper.add_page()
        paper.set_font("Helvetica", size=11)
        for field, value in record.items():
            is_section = field in ("question", "reply")
            lines = (
                [NAMES[field], *value.split("\n")] if is_section else [f"{NAMES[field]} : {value}"]
            )
            for line in lines:
                paper.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    if password:
        paper.set_encryption(owner_password="o", user_password=password)
    return bytes(paper.output())


def scan_bytes(*records: dict[str, str]) -> bytes:
    """A PDF whose last page is a picture, after a page for each of the records."""
    paper = FPDF()
    for record in map(in_order, records):
        paper.add_page()
        paper.set_font("Helvetica", size=11)
        for field in ("question", "reply"):
            paper.multi_cell(0, 6, f"{NAMES[field]}\n{record[field]}", new_x="LMARGIN")
    paper.add_page()
    paper.image(Image.new("RGB", (9, 9)))
    return bytes(paper.output())


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(content: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The zip `content` with some members replaced, added, or (None) taken out."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        members = {name: old.read(name) for name in old.namelist()}
        for name, member in (members | changes).items():
            if member is not None:
                new.writestr(name, member)
    return file.getvalue()


def member(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_shared_strings(content: bytes) -> bytes:
    """The workbook as Excel saves it: texts in a part of their own, which openpyxl does not do."""
    sheet = "xl/worksheets/sheet1.xml"
    texts: list[bytes] = []

    def shared(match: re.Match[bytes]) -> bytes:
        texts.append(match["text"])
        return b't="s"><v>%d</v></c>' % (len(texts) - 1)

    inline = rb't="inlineStr"><is>(?P<text><t.*?</t>|<t ?/>)</is></c>'
    xml = re.sub(inline, shared, member(content, sheet), flags=re.DOTALL)
    items = b"".join(b"<si>%b</si>" % text for text in texts)
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b"<?xml version='1.0' encoding='UTF-8'?>\n<sst %b>%b</sst>" % (space, items)
    return repacked(content, {sheet: xml, "xl/sharedStrings.xml": strings})
