"""Writes records as the Assemblée's question pages, in HTML and as PDFs, furniture included."""

import html
import io
import textwrap

from benchmarks.official_shapes import as_html
from corpus.records.record import ReplyRecord, Status

KIND_NAMES = {
    "QE": "Question écrite",
    "QG": "Question au Gouvernement",
    "QOSD": "Question orale sans débat",
}


def page_header(record: ReplyRecord) -> list[str]:
    """Return the header lines of a question page."""
    asked, answered = (
        f"{day:%d/%m/%Y}" if day else "" for day in (record.asked_on, record.answered_on)
    )
    lines = [
        f"{record.legislature}e législature",
        f"Question N° {record.number} de {record.asked_by} ({record.asked_by_group} - Ailleurs)",
        KIND_NAMES[record.kind],
        f"Ministère interrogé > {record.ministry_asked}",
        f"Ministère attributaire > {record.ministry}",
        f"Rubrique > {record.rubrique}",
        f"Titre > {record.title}",
        f"Question publiée au JO le : {asked} page : 12",
    ]
    if answered:
        lines.append(f"Réponse publiée au JO le : {answered} page : 34")
    if record.status == Status.WITHDRAWN:
        lines.append("Question retirée le : 01/02/2031")
    if record.status == Status.LAPSED:
        lines.append("Question caduque le : 01/02/2031")
    return lines


def page_html(record: ReplyRecord) -> bytes:
    """Return a question page with the furniture that pages have around it."""
    header = "".join(f"<div>{html.escape(line)}</div>" for line in page_header(record))
    reply = (
        f"<div class='reponse'><h3>Texte de la réponse</h3>"
        f"<div class='reponse_contenu'>{as_html(record.reply)}</div></div>"
        if record.reply
        else "<div><a href='#'>Être alerté(e) de la réponse</a></div>"
    )
    return (
        "<!DOCTYPE html><html><head><title>Question</title><script>var a = '<p>no</p>';</script>"
        "</head><body><nav><ul><li>Accueil</li><li>Textes de loi</li></ul></nav>"
        f"<main><div class='header'>{header}</div>"
        f"<div><h3>Texte de la question</h3>{as_html(record.question)}</div>{reply}</main>"
        "<footer><p>Plan du site</p><p>Mentions légales</p></footer></body></html>"
    ).encode()


def page_lines(record: ReplyRecord, width: int = 90) -> list[list[str]]:
    """Return the pages of the same as paper: wrapped, words cut, with running heads and feet."""
    body = [*page_header(record), "Texte de la question", *_wrapped(record.question, width)]
    if record.reply:
        body += ["Texte de la réponse", *_wrapped(record.reply, width)]
    pages = [body[start : start + 50] for start in range(0, len(body), 50)]
    address = f"https://questions.assemblee-nationale.fr/q{record.legislature}/"
    address += f"{record.legislature}-{record.number}{record.kind}.htm"
    return [
        ["ASSEMBLÉE NATIONALE", *lines, address, f"Page {number} / {len(pages)}"]
        for number, lines in enumerate(pages, start=1)
    ]


def _wrapped(text: str, width: int) -> list[str]:
    """Wrap `text`, cutting in two, with a hyphen, a long plain word that ends a line."""
    lines: list[str] = []
    rest = text
    while len(rest) > width:
        line = textwrap.wrap(rest, width, break_long_words=False, break_on_hyphens=False)[0]
        rest = rest[len(line) :].lstrip()
        word = rest.split(" ", 1)[0]
        if len(word) >= 10 and word.isalpha() and word.islower() and len(line) + 7 <= width:
            line, rest = f"{line} {word[:5]}-", rest[5:]
        lines.append(line)
    return [*lines, rest]


def pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF of `pages` of lines, in one of the fonts that every reader has."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    kids = []
    for lines in pages:
        text = b"BT /F1 9 Tf 14 TL 40 800 Td\n"
        for line in lines:
            raw = line.encode("cp1252", "replace")
            for special in (b"\\", b"(", b")"):
                raw = raw.replace(special, b"\\" + special)
            text += b"(" + raw + b") Tj T*\n"
        text += b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (
        b" ".join(b"%d 0 R" % kid for kid in kids),
        len(kids),
    )
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def page_pdf(record: ReplyRecord) -> bytes:
    """Return the PDF of a question page."""
    return pdf(page_lines(record))
