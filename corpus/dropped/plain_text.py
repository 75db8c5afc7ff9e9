"""Reader of plain text and Markdown: a question and its reply as a person would save them.

The layout is that of the Assemblée's question pages: "Texte de la question", then "Texte de la
réponse", as headings of any Markdown level or alone on a line. They may be preceded by front matter
(``key: value`` between ``---`` lines) or the page's own header lines ("Question N° 33 de M. X").
Hard line wraps, page furniture and hyphenated words, as in text copied from a PDF, are cleaned up.
"""

import hashlib
import re
from collections import Counter

from corpus.records.reading import Reading, Skipped
from corpus.records.record import ReplyRecord, Status
from corpus.text.clean import clean, one_line
from corpus.text.dates import parse_date
from corpus.text.fold import fold
from corpus.text.language import language_of
from corpus.text.lines import unwrap
from corpus.text.message import message
from corpus.text.people import opening_name

_HEADING = re.compile(
    r"^[#*_\s]*(?P<in_full>texte de la |text of the )?"
    r"(?:(?P<question>question)|(?P<reply>reponse|reply|answer))(?: text)?[*_\s]*:?[*_\s]*$"
)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t\r]*\n(?P<lines>.*?)\n---[ \t\r]*(?:\n|\Z)", re.DOTALL)
_KEY_VALUE = re.compile(r"^\s*(?P<key>[\w’' °()-]{2,40}?)\s*[:>]\s*>?\s*(?P<value>\S.*)$")
_NUMBER_LINE = re.compile(
    r"question\s+n\s*[°o]?\s*:?\s*(?P<number>\d[\d ]{0,8})"
    r"(?:\s+de\s+(?P<author>(?:M\.|Mme).{2,80}?))?"
    r"(?:\s*\((?P<group>.{2,120}?)\))?\s*$",
    re.IGNORECASE,
)

# What people and pages call a field -> the record's field. Keys are folded: no accents, lower case.
_FIELDS = {
    "number": ("number", "numero", "n°", "no", "question n°"),
    "title": ("title", "titre", "heading"),
    "rubrique": ("rubrique", "topic"),
    "analyse": ("analyse", "tete d'analyse"),
    "ministry_asked": ("ministere interroge", "ministry asked"),
    "ministry": ("ministere attributaire", "ministere", "ministry", "answering body"),
    "asked_by": ("asked by", "auteur", "depute", "deputee", "senateur", "senatrice", "member"),
    "asked_by_group": ("groupe", "group", "party"),
    "answered_by": ("answered by", "ministre", "minister"),
    "asked_on": ("asked on", "date de la question", "question publiee au jo le", "date tabled"),
    "answered_on": (
        "answered on", "date", "date de la reponse", "reponse publiee au jo le", "date answered",
    ),
    "legislature": ("legislature",),
    "chamber": ("chamber", "chambre", "assemblee"),
    "country": ("country", "pays"),
    "url": ("url", "lien", "link"),
    "licence": ("licence", "license"),
    "kind": ("kind", "type", "nature"),
    "fictional": ("fictional", "fictif"),
}  # fmt: skip
FIELD_OF = {key: field for field, keys in _FIELDS.items() for key in keys}
_COUNTRY_OF_LANGUAGE = {"fr": "FR", "en": "GB"}


def read_text(text: str) -> Reading:
    """Yield the one record that `text` holds, or a Skipped that says what is missing."""
    front, body = _split_front_matter(text)
    counts = Counter(headings(body.splitlines()))
    if counts["question"] > 1 and counts["reply"] > 1:
        yield Skipped(
            "",
            message(
                "several questions and replies in one text that do not take turns (question, "
                "reply, question, reply): save each in a file of its own"
            ),
        )
        return
    header, question, reply = _split_sections(body)
    if reply is None and question is None:
        yield Skipped(
            "",
            message(
                'no line "Texte de la question" or "Texte de la réponse" (or "Question:" / '
                '"Answer:") that says which words are the minister\'s'
            ),
        )
        return
    found = _header_fields(header) | front
    question_text, reply_text = unwrap(question or ""), unwrap(reply or "")
    if not question_text and not reply_text:
        yield Skipped("", message("nothing stands under its headings"))
        return
    yield file_record(found, question_text, reply_text)


def file_record(found: dict[str, str], question: str, reply: str) -> ReplyRecord:
    """Return the record of a dropped file: its texts, and the fields `found` by name, cleaned.

    Its uid is made of both texts and of nothing else.
    """
    language = language_of(f"{question}\n{reply}") or "fr"
    digest = hashlib.sha256(f"{question}\0{reply}".encode()).hexdigest()
    ministry_asked = found.get("ministry_asked") or ministry_in(question)
    return ReplyRecord(
        uid=f"file-{digest[:16]}",
        source="FILE",
        country=found.get("country", "").upper()[:2] or _COUNTRY_OF_LANGUAGE[language],
        language=language,
        chamber=found.get("chamber", ""),
        kind=found.get("kind", "QE" if language == "fr" else "UK written"),
        legislature=found.get("legislature", ""),
        number=found.get("number", ""),
        title=found.get("title") or found.get("analyse", ""),
        rubrique=found.get("rubrique", ""),
        question=question,
        reply=reply,
        status=Status.ANSWERED if reply else Status.NOT_YET_ANSWERED,
        asked_by=found.get("asked_by") or opening_name(question),
        asked_by_group=found.get("asked_by_group", ""),
        answered_by=found.get("answered_by", ""),
        ministry_asked=ministry_asked,
        ministry=found.get("ministry") or ministry_asked,
        asked_on=parse_date(found.get("asked_on")),
        answered_on=parse_date(found.get("answered_on")),
        url=found["url"] if found.get("url", "").startswith(("https://", "http://")) else "",
        licence=found.get("licence", ""),
        fictional=found.get("fictional", "").lower() in ("true", "yes", "oui", "1"),
    )


_ADDRESSED = re.compile(
    r"(?:M\.|Mme|MM\.)\s+(?:le|la)\s+(?P<title>ministre|secrétaire d['’]État|garde des sceaux)"
    r"(?P<rest>[^.,]{0,160}?)"
    r"(?=,|\.|\s+(?:sur|si|à propos|quant|au sujet|afin|de bien|de lui|les)\b)"
)


def ministry_in(question: str) -> str:
    """Return the ministry that a French question's opening is addressed to, or "".

    "M. X interroge M. le ministre de l'économie et des finances sur ..." gives
    "ministre de l'économie et des finances": the title as written, since the name of the
    department is not always derivable from it.
    """
    match = _ADDRESSED.search(question[:600])
    return one_line(f"{match['title']}{match['rest']}") if match else ""


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    return _header_fields(match["lines"].splitlines()), text[match.end() :]


def _split_sections(text: str) -> tuple[list[str], str | None, str | None]:
    header: list[str] = []
    sections: dict[str, list[str]] = {}
    current = header
    lines = text.splitlines()
    for line, name in zip(lines, headings(lines), strict=True):
        if name:
            current = sections.setdefault(name, [])
        else:
            current.append(line)
    question, reply = sections.get("question"), sections.get("reply")
    if question is None and reply is not None:
        # The question's heading is missing: what stands above the reply's heading and is no
        # header line can only be the question. It is never taken for the reply.
        question = [line for line in header if not is_header_line(line)]
    return (
        header,
        None if question is None else "\n".join(question),
        None if reply is None else "\n".join(reply),
    )


def headings(lines: list[str]) -> list[str | None]:
    """Return the kind of heading of each line: "question", "reply" or None.

    Where one is written in full ("Texte de la réponse"), its short form ("Réponse :") is text.
    """
    matches = [_heading(line) for line in lines]
    in_full = {match.lastgroup for match in matches if match and match["in_full"]}
    return [
        match.lastgroup if match and (match["in_full"] or match.lastgroup not in in_full) else None
        for match in matches
    ]


def _heading(line: str) -> re.Match[str] | None:
    return _HEADING.match(fold(clean(line))) if len(line) <= 60 else None


def _header_text(line: str) -> str:
    return one_line(line.strip().lstrip("#*- ").replace("**", ""))


def is_header_line(line: str) -> bool:
    """Return whether `line` is a Markdown heading or names a field ("Ministère > Vent")."""
    if line.lstrip().startswith("#"):
        return True
    text = _header_text(line)
    match = _KEY_VALUE.match(text)
    return bool(_NUMBER_LINE.search(text)) or bool(match and field_key(match["key"]) in FIELD_OF)


def _header_fields(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        text = _header_text(line)
        if match := _NUMBER_LINE.search(text):
            found |= {
                name: value.replace(" ", "") if name == "number" else value
                for name, value in match.groupdict().items()
                if value and name != "author"
            }
            if match["author"]:
                found["asked_by"] = match["author"]
            if match["group"]:
                found["asked_by_group"] = found.pop("group")
        elif (match := _KEY_VALUE.match(text)) and (field := FIELD_OF.get(field_key(match["key"]))):
            found[field] = match["value"].strip().strip("\"'")
    return found


def field_key(text: str) -> str:
    """Return the name of a field for comparison: folded, without underscores."""
    return fold(text).replace("_", " ").strip()
