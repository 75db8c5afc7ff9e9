from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.question_pages import page_html, page_lines, page_pdf, pdf
from benchmarks.readers import made_up
from corpus.parliaments.france.page_layouts import html_page
from corpus.records.record import ReplyRecord, Status
from tests.corpus.whole_file import read_file

RECORD = replace(
    made_up(33), reply="La redevance est de 12 euros.", earlier_replies=(), status=Status.ANSWERED
)
OLD = """<html><body><table><tr><td>12ème législature</td></tr><tr><td>
<b>Question N° : 33145</b> de <b>Mme Brindacier Odile</b> ( Groupe du vent - Ailleurs )</td>
<td>QE</td></tr></table><table>
<tr><td>Ministère interrogé :</td><td>jeux de plein air</td></tr>
<tr><td>Ministère attributaire :</td><td>sports</td></tr></table>
<div>Question publiée au JO le : 02/02/2004 page : 700</div>
<div>Réponse publiée au JO le : 10/05/2004 page : 3445</div>
<table><tr><td>Rubrique :</td><td>loisirs</td></tr><tr><td>Tête d'analyse :</td><td>cerfs-volants
</td></tr><tr><td>Analyse :</td><td>redevance</td></tr></table>
<table><tr><td><b>Texte de la QUESTION :</b></td><td>Mme Odile Brindacier attire l'attention.</td>
</tr><tr><td><b>Texte de la REPONSE :</b></td><td>La redevance est de 12 euros.</td></tr></table>
<p>Retour à la recherche</p></body></html>"""


def read(folder: Path, content: bytes) -> ReplyRecord:
    (folder / "file").write_bytes(content)
    read = read_file(folder / "file")
    assert read.skipped == []
    (record,) = read.records
    return record


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_page_of_the_older_legislatures_is_read(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, OLD.encode(encoding))
    assert (found.uid, found.asked_by_group) == ("QANR5L12QE33145", "Groupe du vent")
    assert (found.ministry_asked, found.ministry) == ("jeux de plein air", "sports")
    assert (found.asked_on, found.answered_on) == (date(2004, 2, 2), date(2004, 5, 10))
    assert (found.rubrique, found.title) == ("loisirs", "cerfs-volants : redevance")
    assert found.question == "Mme Odile Brindacier attire l'attention."
    assert found.reply == "La redevance est de 12 euros."


def test_nothing_of_the_page_around_it_gets_into_the_reply(tmp_path: Path) -> None:
    assert read(tmp_path, page_html(RECORD)).reply == RECORD.reply


def test_a_page_without_a_reply_waits_for_it(tmp_path: Path) -> None:
    waiting = replace(RECORD, reply="", answered_on=None, status=Status.NOT_YET_ANSWERED)
    found = read(tmp_path, page_html(waiting))
    assert (found.reply, found.status) == ("", Status.NOT_YET_ANSWERED)
    assert found.question == RECORD.question


def test_the_page_and_its_pdf_have_the_uid_of_the_open_data(tmp_path: Path) -> None:
    assert read(tmp_path, page_html(RECORD)).uid == read(tmp_path, page_pdf(RECORD)).uid == (
        RECORD.uid
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Question orale sans débat", "QOSD"), ("Question écrite", "QE")],
)
def test_the_kind_is_the_one_that_the_header_names(tmp_path: Path, name: str, kind: str) -> None:
    html = page_html(RECORD).replace("Question écrite".encode(), name.encode())
    assert read(tmp_path, html).uid == f"QANR5L98{kind}33"


def test_a_page_of_a_question_to_the_government_gives_the_governments_turns(tmp_path: Path) -> None:
    told = b"<p>Mme Odile Brindacier. Quand ?</p><p>M. Basile Cordier, ministre. Demain.</p>"
    html = page_html(RECORD).replace(b"<p>La redevance est de 12 euros.</p>", told)
    html = html.replace("Question écrite".encode(), b"Question au Gouvernement")
    assert read(tmp_path, html).reply == "Demain."


def test_a_pdf_of_several_pages_loses_its_furniture_and_its_hyphens(tmp_path: Path) -> None:
    words = "La réglementation expérimentale de l'administration compétente est applicable "
    reply = "".join(f"{words}{'et ' * (number % 7)}{number} fois " for number in range(120))
    record = replace(RECORD, reply=f"{reply}partout.")
    lines = page_lines(record)
    assert len(lines) > 2
    assert any(line.endswith("-") for page in lines for line in page)
    assert read(tmp_path, pdf(lines)).reply == record.reply


def test_a_page_of_something_else_is_no_question_page(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"<!DOCTYPE html><html><body><h1>404</h1></body></html>")
    (tmp_path / "b").write_bytes(pdf([["Facture", "12 euros"]]))
    assert read_file(tmp_path / "a").records == []
    (skip,) = read_file(tmp_path / "b").skipped
    assert 'no line "Texte de la question"' in skip.reason


def test_a_heading_inside_a_script_is_no_heading() -> None:
    html = page_html(RECORD).decode()
    fake = "<script>var a = '<h3>Texte de la réponse</h3><p>Faux.</p>';</script>"
    page = html_page(html.replace("<main>", f"<main>{fake}"))
    assert page.reply == RECORD.reply
