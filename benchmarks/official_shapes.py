"""Writes reply records in the shapes of the official sources: for the readers' tests and times.

What a shape cannot hold is left out of it; the records' texts are ours, nothing is copied.
"""

import html
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from corpus.records.record import ReplyRecord, Status

NAMESPACE = "http://schemas.assemblee-nationale.fr/referentiel"
_CLOSINGS = {
    Status.WITHDRAWN: ("RETIRE", "Question retirée"),
    Status.LAPSED: ("CADUQUE", "Question caduque"),
    Status.NOT_YET_ANSWERED: (None, None),
}


def as_html(text: str) -> str:
    """Return `text` as the sources write it: a paragraph a line, or line breaks."""
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n"))


def assemblee(record: ReplyRecord) -> dict[str, Any]:
    """Return the `question` object of the Assemblée's JSON."""
    asked = {"dateJO": str(record.asked_on), "pageJO": "1"} if record.asked_on else None
    texts = [*record.earlier_replies, record.reply] if record.reply else []
    answered = {"dateJO": str(record.answered_on) if record.answered_on else None}
    code, label = _CLOSINGS.get(record.status, ("REP_PUB", "Réponse publiée"))
    replies = [{"infoJO": answered, "texte": as_html(text)} for text in texts]
    return {
        "uid": record.uid,
        "identifiant": {"numero": record.number, "legislature": record.legislature},
        "type": record.kind,
        "indexationAN": {
            "rubrique": record.rubrique or None,
            "teteAnalyse": None,
            "analyses": {"analyse": _single(list(record.themes))},
        },
        "auteur": {"groupe": {"developpe": record.asked_by_group or None}},
        "minInt": {"developpe": record.ministry_asked or None},
        "minAttribs": {"minAttrib": {"denomination": {"developpe": record.ministry or None}}},
        "textesQuestion": {"texteQuestion": {"infoJO": asked, "texte": as_html(record.question)}},
        "textesReponse": {"texteReponse": _single(replies)} if replies else None,
        "cloture": {"codeCloture": code, "libelleCloture": record.status_label or label},
    }


def _single(values: list[Any]) -> Any:  # noqa: ANN401 - one value stands without a list
    return values[0] if len(values) == 1 else values or None


def xml_question(question: dict[str, Any], *, namespace: bool) -> str:
    """Return the same tree in XML; in the namespace, dates are DD/MM/YYYY as there."""
    opening = f'<question xmlns="{NAMESPACE}">' if namespace else "<question>"
    return opening + "".join(_elements(question, namespace)) + "</question>"


def _elements(values: dict[str, Any], slashed: bool) -> Iterator[str]:
    for name, value in values.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield f"<{name}>{''.join(_elements(item, slashed))}</{name}>"
            elif item is None:
                yield f"<{name}/>"
            else:
                if slashed and name.startswith("date"):
                    item = "/".join(reversed(item.split("-")))
                yield f"<{name}>{escape(item)}</{name}>"


def json_single(records: Iterable[ReplyRecord], out: IO[bytes]) -> None:
    """Write the 14th legislature's one file."""
    out.write(b'{"questionsEcrites": {"question": [')
    for position, record in enumerate(records):
        out.write(b",\n" if position else b"")
        out.write(json.dumps(assemblee(record), ensure_ascii=False).encode())
    out.write(b"]}}")


def json_zip(records: Iterable[ReplyRecord], path: Path) -> None:
    """Write the archive of that one file to `path`."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("questions.json", "w", force_zip64=True) as member,
    ):
        json_single(records, member)


def xml_single(records: Iterable[ReplyRecord], out: IO[bytes]) -> None:
    """Write the 14th legislature's one file in XML."""
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<questionsEcrites>\n')
    for record in records:
        out.write(xml_question(assemblee(record), namespace=False).encode() + b"\n")
    out.write(b"</questionsEcrites>\n")


def uk_page(records: Iterable[ReplyRecord], out: IO[bytes]) -> None:
    """Write a page of the UK Parliament's written-questions API."""
    out.write(b'{"results": [')
    for position, record in enumerate(records):
        out.write(b",\n" if position else b"")
        out.write(json.dumps(uk(record)).encode())
    out.write(b'], "totalResults": 1}')


def uk(record: ReplyRecord) -> dict[str, Any]:
    """Return one result of the UK Parliament's API."""
    value = {
        "id": int(record.uid.removeprefix("uk-")),
        "uin": record.number,
        "house": record.chamber.removeprefix("House of "),
        "askingMember": {"name": record.asked_by, "party": record.asked_by_group},
        "questionText": as_html(record.question),
        "answeringBodyName": record.ministry,
        "answeringMember": {"name": record.answered_by},
        "heading": html.escape(record.title),
        "dateTabled": f"{record.asked_on}T00:00:00" if record.asked_on else None,
        "dateAnswered": f"{record.answered_on}T00:00:00" if record.answered_on else None,
        "answerText": as_html(record.reply) if record.reply else None,
        "originalAnswerText": as_html(record.earlier_replies[0])
        if record.earlier_replies
        else None,
        "isWithdrawn": record.status == Status.WITHDRAWN,
        "answerIsHolding": record.status == Status.HOLDING,
        "answerIsCorrection": record.status == Status.CORRECTED,
        "groupedQuestions": list(record.grouped_numbers),
        "attachments": [{"fileName": name} for name in record.attachments],
        "attachmentCount": len(record.attachments),
    }
    return {"value": value, "links": []}


SENAT_QUESTIONS = (
    "id", "sorquecod", "natquecod", "legislature", "numero", "titre", "nom", "prenom",
    "codequalite", "groupe", "rubrique", "datejodepot", "mindepotlib", "minreplib1", "txtque",
    "themes",
)  # fmt: skip
_SORTS = {Status.WITHDRAWN: "2", Status.LAPSED: "3", Status.NOT_YET_ANSWERED: "4"}
SORTS = {"1": "Réponse du ministère", "2": "Retirée", "3": "Caduque", "4": "En cours"}


def senat_dump(
    records: Callable[[], Iterable[ReplyRecord]], out: IO[bytes], encoding: str = "UTF8"
) -> None:
    """Write the Sénat's dump; `records` is gone through twice, for questions and for replies."""
    codec = {"UTF8": "utf-8", "LATIN9": "iso8859-15"}[encoding]

    def write(*lines: str) -> None:
        out.write(("\n".join(lines) + "\n").encode(codec))

    write("--", "-- PostgreSQL database dump", "--", f"SET client_encoding = '{encoding}';")
    write("COPY public.sortquestion (sorquecod, sorquelib) FROM stdin;")
    write(*(f"{code}\t{label}" for code, label in SORTS.items()), "\\.")
    themes: dict[str, str] = {}
    write(f"COPY public.tam_questions ({', '.join(SENAT_QUESTIONS)}) FROM stdin;")
    for record in records():
        for theme in record.themes:
            themes.setdefault(theme, str(len(themes) + 1))
        write(_row(_senat_question(record, themes)))
    write("\\.", "COPY public.tam_reponses (idque, datejorep, txtrep, minreplib) FROM stdin;")
    for record in records():
        for position, text in enumerate([*record.earlier_replies, record.reply]):
            if text:
                day = str(record.answered_on) if position == len(record.earlier_replies) else None
                key = record.uid.removeprefix("senat-")
                write(_row([key, day, as_html(text), record.ministry]))
    write("\\.", "COPY public.the (thecle, thelib) FROM stdin;")
    write(*(_row([key, theme]) for theme, key in themes.items()), "\\.")


def _senat_question(record: ReplyRecord, themes: dict[str, str]) -> list[str | None]:
    title, _, name = record.asked_by.partition(" ")
    first, _, last = name.partition(" ")
    return [
        record.uid.removeprefix("senat-"),
        _SORTS.get(record.status, "1"),
        record.kind,
        record.legislature,
        record.number,
        record.title,
        last,
        first,
        title,
        record.asked_by_group,
        record.rubrique or None,
        f"{record.asked_on} 00:00:00" if record.asked_on else None,
        record.ministry_asked,
        record.ministry if record.reply else None,
        as_html(record.question),
        "#" + "".join(f"{themes[theme]}#" for theme in record.themes) if record.themes else None,
    ]


def _row(values: list[str | None]) -> str:
    return "\t".join("\\N" if value is None else _escaped(value) for value in values)


def _escaped(value: str) -> str:
    for plain, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        value = value.replace(plain, written)
    return value


def zip_each(
    records: Iterable[ReplyRecord], out: IO[bytes], write: Callable[[ReplyRecord], bytes], name: str
) -> None:
    """Write a zip with a file a record, named by uid, as the 15th to 17th legislature have it."""
    folder = name.rpartition(".")[2]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for record in records:
            archive.writestr(f"{folder}/{record.uid}.{folder}", write(record))


def json_each(record: ReplyRecord) -> bytes:
    """One question's file in JSON."""
    return json.dumps({"question": assemblee(record)}, ensure_ascii=False).encode()


def xml_each(record: ReplyRecord) -> bytes:
    """One question's file in XML."""
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (declaration + xml_question(assemblee(record), namespace=True)).encode()
