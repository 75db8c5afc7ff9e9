"""Word files, web pages, PDFs, several pairs in one file, and archives of any of them."""

import gzip
from pathlib import Path
from typing import Any

import docx
import pytest

from corpus.dropped.pdf import PdfPage, page_text
from corpus.records.reading import ReadFile
from tests.corpus.dropped.dropped_writers import (
    ANSWERED,
    ASKED,
    GOOD,
    csv_bytes,
    docx_bytes,
    good,
    html_bytes,
    member,
    pdf_bytes,
    repacked,
    saved,
    scan_bytes,
    table,
    xlsx_bytes,
)  # fmt: skip
from tests.corpus.dropped.hostile_dropped import zipped
from tests.corpus.whole_file import read_file

PAIR = f"Question\n{ASKED}\nRéponse\n{ANSWERED}"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def of(content: bytes | str, name: str) -> ReadFile:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(tmp_path / name)

    return of


@pytest.mark.parametrize(
    "between",
    [
        "\n\nTitre : Deux\nNuméro : 2\n\n",
        "\n\n---\ntitle: Deux\nnumber: 2\nhumeur: bonne\n---\n\n",
        "\n\n# Fiche\n\nTitre : Deux\nNuméro : 2\n",
        "\n\n----\n\nUne fiche\nTitre : Deux\nNuméro : 2\n\n",
        "\n\nQuestion N° 2 de Mme Odile Brindacier\nTitre : Deux\n\n",
    ],
)
def test_a_text_of_several_pairs_gives_each_its_own_header(read: Any, between: str) -> None:
    found = read(f"Titre : Un\n{PAIR}{between}{PAIR} Deux fois.\n", "a.md")
    assert [record.title for record in found.records] == ["Un", "Deux"]
    assert [record.number for record in found.records] == ["", "2"]
    assert [record.reply for record in found.records] == [ANSWERED, f"{ANSWERED} Deux fois."]


def test_pairs_that_do_not_take_turns_are_left_out_rather_than_mixed(read: Any) -> None:
    text = f"Question\n{ASKED}\nQuestion\n{ASKED}\nRéponse\n{ANSWERED}\nRéponse\n{ANSWERED}\n"
    found = read(text, "a.txt")
    assert found.records == []
    assert "do not take turns" in found.skipped[0].reason


def test_of_several_pairs_a_bad_one_is_named_and_the_others_are_read(read: Any) -> None:
    found = read(f"{PAIR}\n\nQuestion\n\nRéponse\n\n{PAIR}\n", "a.txt")
    assert len(found.records) == 2
    assert [skip.place for skip in found.skipped] == ["pair 2"]


def body(*paragraphs: str, extra: bytes = b"") -> bytes:
    """A Word file with `extra` put before its last paragraph ends."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    content = saved(document)
    xml = member(content, "word/document.xml")
    at = xml.rindex(b"</w:p>")
    return repacked(content, {"word/document.xml": xml[:at] + extra + xml[at:]})


def run(text: str, properties: str = "") -> bytes:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>".encode()


def test_tracked_changes_are_read_as_accepted(read: Any) -> None:
    extra = (
        b"<w:del>" + run("<w:b/>NON").replace(b"w:t>", b"w:delText>") + b"</w:del>"
        b"<w:moveFrom>" + run("AILLEURS") + b"</w:moveFrom>"
        b"<w:ins>" + run(" Soit 10") + run("6", '<w:vertAlign w:val="superscript"/>') + b"</w:ins>"
        + run("CACHE", "<w:vanish/>") + run(" fils.")
        + b"<w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p><w:p>" + run(" Fin.")
    )  # fmt: skip
    (record,) = read(body("Question", ASKED, "Réponse", ANSWERED, extra=extra), "a.docx").records
    assert record.reply == f"{ANSWERED} Soit 10⁶ fils. Fin."


def test_lists_and_tables_of_a_word_file_stay_in_the_reply(read: Any) -> None:
    document = docx.Document()
    document.add_heading("Fil des cerfs-volants", 1)
    for text in ("Question", ASKED, "Réponse", ANSWERED):
        document.add_paragraph(text)
    document.add_paragraph("un fil", style="List Bullet")
    cells = document.add_table(2, 3)
    for row, texts in enumerate((("Année", "Question", "Réponse"), ("2031", "", "4"))):
        for column, text in enumerate(texts):
            cells.cell(row, column).text = text
    found = read(saved(document), "a.docx")
    (record,) = found.records
    assert record.title == "Fil des cerfs-volants"
    assert record.reply.split("\n") == [
        ANSWERED, "- un fil", "Année | Question | Réponse", "2031 | | 4",
    ]  # fmt: skip


def test_what_a_word_file_holds_besides_is_told_and_never_run(read: Any) -> None:
    extra = b"<w:r><w:txbxContent><w:p>" + run("ENCADRE") + b"</w:p></w:txbxContent></w:r>"
    content = body("Question", ASKED, "Réponse", ANSWERED, extra=extra)
    found = read(repacked(content, {"word/vbaProject.bin": b"\0"}), "a.docm")
    assert [record.reply for record in found.records] == [ANSWERED]
    assert [remark.split(":")[0] for remark in found.remarks] == [
        "it holds macros", "1 text boxes not read",
    ]  # fmt: skip


def test_the_main_text_of_a_page_is_read_and_nothing_around_it(read: Any) -> None:
    page = (
        "<!doctype html><html><head><title>Réponse</title><body><nav><h2>Réponse</h2></nav>"
        "<div class='breadcrumb'>Réponse</div><form><main><header><h1>Fil</h1></header>"
        f"<dl><dt>Ministère : Jeux</dl><h2>Question</h2><p>{ASKED}<h2>Réponse</h2><p>{ANSWERED}"
        "<p hidden>CACHE<p style='display: none'>CACHE</p></p><script>x</script>"
        "<table><tr><th>a<th>b<tr><td>1<td>10<sup>6</sup></table><pre>un\ndeux</pre></main>"
        "<p>Autour</p></form><footer>Pied</footer>"
    )
    (record,) = read(page, "a.html").records
    assert (record.title, record.ministry, record.question) == ("Fil", "Jeux", ASKED)
    assert record.reply.split("\n") == [ANSWERED, "a | b", "1 | 10⁶", "un", "deux"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16"])
def test_pages_of_several_encodings_are_read(read: Any, encoding: str) -> None:
    page = f"<html><meta charset='{encoding}'><p>Question<p>{ASKED}<p>Réponse<p>Un cœur à 3 €."
    assert [r.reply for r in read(page.encode(encoding), "a.htm").records] == ["Un cœur à 3 €."]


def test_lines_that_stand_on_each_page_are_dropped_and_headings_are_not() -> None:
    pages = [
        PdfPage(f"BULLETIN n° 12\nQuestion\nfil {n}\nRéponse\noui, {n}.\nPage {n + 40} / 9", False)
        for n in range(3)
    ]
    assert page_text(pages) == "\n".join(f"Question\nfil {n}\nRéponse\noui, {n}." for n in range(3))
    assert page_text([PdfPage("un\n- 1 -", False)]) == "un"
    assert (
        page_text([PdfPage("un\ndeux", False), PdfPage("un\ntrois", False), PdfPage("x", False)])
        != "x"
    )


def test_a_word_cut_at_a_line_of_a_pdf_is_mended(read: Any) -> None:
    record = GOOD | {"reply": "Le renforce-\nment du fil est prévu dans les com-\nmunes."}
    (found,) = read(pdf_bytes(record), "a.pdf").records
    assert found.reply == "Le renforcement du fil est prévu dans les communes."


def test_a_pdf_that_cannot_be_read_says_what_to_do(read: Any) -> None:
    for content, words in (
        (pdf_bytes(GOOD, password="secret"), "without a password"),
        (b"%PDF-1.7\n", "damaged"),
        (scan_bytes(), "OCR"),
    ):
        found = read(content, "a.pdf")
        assert found.records == []
        assert words in found.skipped[0].reason
    assert len(read(pdf_bytes(GOOD), "b.pdf").records) == 1  # the child is there again


def test_identical_replies_on_each_page_are_kept_whole(read: Any) -> None:
    records = [GOOD | {"number": str(number)} for number in range(4)]
    found = read(pdf_bytes(*records), "a.pdf").records
    assert [(r.number, r.reply) for r in found] == [(str(n), ANSWERED) for n in range(4)]


def test_a_reply_with_a_page_that_is_a_picture_is_left_out(read: Any) -> None:
    found = read(scan_bytes(GOOD, GOOD | {"reply": "Oui."}), "a.pdf")
    assert [record.reply for record in found.records] == [ANSWERED]
    assert [skip.place for skip in found.skipped] == ["page 3"]
    assert "a part of the reply may be missing" in found.skipped[0].reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx or .xlsx"),
        (b"{\\rtf1 Question}", "save it as .docx or .txt"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "other than .docx"),
    ],
)
def test_office_files_of_other_kinds_say_how_to_save_them(
    read: Any, content: bytes, words: str
) -> None:
    found = read(content, "a.doc")
    assert found.records == []
    assert words in found.skipped[0].reason


def test_a_zip_of_any_kind_of_file_is_read_one_level_deep(read: Any) -> None:
    inner = zipped({"e.pdf": pdf_bytes(good(5)), "deeper.zip": zipped({"x": b""}), "f": b"rien"})
    members = {
        "a.csv": csv_bytes(table([good(1)])),
        "b.xlsx": xlsx_bytes(table([good(2)])),
        "c.docx": docx_bytes(good(3)),
        "d.html": html_bytes(good(4)),
        "inner.zip": inner,
        "g.txt.gz": gzip.compress(f"Numéro : 6\n{PAIR}".encode()),
    }
    found = read(zipped(members), "a.zip")
    assert [record.number for record in found.records] == ["1", "2", "3", "4", "5", "6"]
    reasons = [skip.place + skip.reason for skip in found.skipped]
    assert any("inner.zip/deeper.zip" in r and "zip in a zip in a zip" in r for r in reasons)
    assert any("inner.zip/f" in reason for reason in reasons)
    assert len(reasons) == 2


def test_an_archive_of_small_bombs_is_cut_off_and_what_stood_before_is_read(read: Any) -> None:
    bombs = {f"{number}.txt": b" " * (1 << 24) for number in range(12)}
    found = read(zipped({"a.csv": csv_bytes(table([good(1)])), **bombs}), "a.zip")
    assert [record.number for record in found.records] == ["1"]
    assert "from here on" in found.skipped[-1].reason
    assert len(found.skipped) < len(bombs)
