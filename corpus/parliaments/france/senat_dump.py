"""Reader of the Sénat's open data: a PostgreSQL dump of all its questions since 1978.

Questions and replies are in two tables, in any order, so both wait in a temporary SQLite file
(created and deleted by SQLite itself) until the dump is read; memory use stays bounded.
Source: https://data.senat.fr/data/questions/questions.zip (Licence Ouverte 2.0).
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import IO

from corpus.parliaments.france.dialogue import dialogue_of
from corpus.parliaments.france.pg_copy import DumpRow, read_dump_rows
from corpus.records.reading import Reading, Skipped, UnreadableError
from corpus.records.record import ReplyRecord, Status
from corpus.text.clean import one_line
from corpus.text.dates import parse_date
from corpus.text.html import html_to_text
from corpus.text.message import message

_TABLES = {
    "tam_questions": (
        "id", "natquecod", "legislature", "sorquecod", "numero", "reference", "titre", "nom",
        "prenom", "codequalite", "groupe", "rubrique", "datejodepot", "mindepotlib", "mintranlib",
        "minreplib1", "datejorep1", "txtque", "themes", "url", "urlque",
    ),
    "tam_reponses": ("idque", "datejorep", "txtrep", "minreplib"),
    "sortquestion": ("sorquecod", "sorquelib", "code", "lib", "libelle"),
    "the": ("thecle", "thelib"),
}  # fmt: skip
_WAITING = """
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;
    PRAGMA temp_store=FILE;
    CREATE TABLE question (id TEXT PRIMARY KEY, data TEXT);
    CREATE TABLE reply (question TEXT, day TEXT, data TEXT);
    CREATE TABLE label (of TEXT, code TEXT, text TEXT, PRIMARY KEY (of, code));
"""
_PAGE = "https://www.senat.fr/questions/base/{year}/q{reference}.html"
_REFERENCE = re.compile(r"SEQ\d{8,9}[A-Z]?")
_WITHDRAWN = re.compile(r"\bretir", re.IGNORECASE)
_LAPSED = re.compile(r"\bcadu[cq]|fin d[eu] (?:mandat|l[ée]gislature)", re.IGNORECASE)
_TITLES = ("M.", "Mme", "Mlle", "MM.", "Mmes")

Values = dict[str, str | None]


def read_dump(stream: IO[bytes]) -> Reading:
    """Yield one record per question of the dump in `stream`, or a Skipped.

    Raises UnreadableError when it is no dump of the Sénat's questions.
    """
    try:
        with closing(sqlite3.connect("")) as waiting:
            waiting.executescript(_WAITING)
            tables: set[str] = set()
            for row in read_dump_rows(stream, _TABLES):
                if isinstance(row, Skipped):
                    yield row
                    continue
                tables.add(row.table)
                if problem := _keep(waiting, row):
                    yield Skipped(f"table {row.table}, line {row.line}", problem)
            if not tables & {"tam_questions", "tam_reponses"}:
                raise UnreadableError(
                    "a dump of a database, but without the Sénat's table tam_questions"
                )
            yield from _records(waiting)
    except sqlite3.OperationalError as error:
        raise UnreadableError(
            "there is no room to read it through a temporary file ({why}); name a larger "
            "folder in SQLITE_TMPDIR",
            why=error,
        ) from error


def _keep(waiting: sqlite3.Connection, row: DumpRow) -> str:
    """Set `row` aside until the dump is read; return what is wrong with it, or ""."""
    values = row.values
    if row.table == "tam_questions":
        key = (values.get("id") or "").strip()
        if not key.isascii() or not key.isdigit():
            return message("a question without a numeric id")
        cursor = waiting.execute(
            "INSERT OR IGNORE INTO question VALUES (?, ?)", (key.lstrip("0"), _pack(values))
        )
        if cursor.rowcount:
            return ""
        return message("the id {id} stands twice: the first one is kept", id=key[:20])
    if row.table == "tam_reponses":
        key = (values.get("idque") or "").strip().lstrip("0")
        day = parse_date(values.get("datejorep"))
        waiting.execute(
            "INSERT INTO reply VALUES (?, ?, ?)",
            (_storable(key), day.isoformat() if day else "", _pack(values)),
        )
        return ""
    code, text = [*values.values(), None, None][:2]
    waiting.execute(
        "INSERT OR REPLACE INTO label VALUES (?, ?, ?)",
        (row.table, _storable((code or "").strip()), _storable(text or "")),
    )
    return ""


def _records(waiting: sqlite3.Connection) -> Reading:
    waiting.execute("CREATE INDEX reply_by_question ON reply (question, day)")
    for key, data in waiting.execute("SELECT id, data FROM question ORDER BY rowid"):
        # Of several replies the one of the latest day is the newest, or the last that stands.
        rows = waiting.execute(
            "SELECT data FROM reply WHERE question = ? ORDER BY day, rowid", (key,)
        )
        replies = [json.loads(reply) for (reply,) in rows]
        yield _record(f"senat-{key}", json.loads(data), replies, waiting)
    lost = waiting.execute(
        "SELECT question FROM reply WHERE question NOT IN (SELECT id FROM question)"
    )
    for (key,) in lost:
        yield Skipped(f"reply to {key[:40]!r}", message("the dump has no question with this id"))


def _record(
    uid: str, question: Values, replies: list[Values], waiting: sqlite3.Connection
) -> ReplyRecord | Skipped:
    kind = _line(question, "natquecod") or "QE"
    replies = [reply for reply in replies if html_to_text(reply.get("txtrep") or "")]
    texts = list(dict.fromkeys(html_to_text(reply.get("txtrep") or "") for reply in replies))
    asked = html_to_text(question.get("txtque") or "")
    answered_by = ""
    # Unlike the Assemblée, the Sénat has the reply to a QG apart, mostly without other turns.
    if texts and (dialogue := dialogue_of("QOSD" if kind == "QG" else kind, texts[-1])):
        if not dialogue.reply:
            return Skipped(
                uid, message("no turn of a member of the Government found in the dialogue")
            )
        asked = asked or dialogue.question
        answered_by, texts = dialogue.answered_by, [dialogue.reply]
    if not asked and not texts:
        return Skipped(uid, message("it has neither a question text nor a reply text"))
    label = _label(waiting, "sortquestion", _line(question, "sorquecod"))
    number = _line(question, "numero")
    asked_on = parse_date(question.get("datejodepot"))
    newest = replies[-1] if replies else {}
    answered_on = parse_date(newest.get("datejorep")) or parse_date(question.get("datejorep1"))
    ministry_asked = _line(question, "mindepotlib")
    return ReplyRecord(
        uid=uid,
        source="SENAT",
        country="FR",
        language="fr",
        chamber="Sénat",
        kind=kind,
        legislature=_line(question, "legislature"),
        number=number,
        title=one_line(html_to_text(question.get("titre") or "")),
        rubrique=_line(question, "rubrique"),
        themes=tuple(_themes(waiting, question.get("themes") or "")),
        question=asked,
        reply=texts[-1] if texts else "",
        earlier_replies=tuple(texts[:-1]),
        status=_status(texts, label),
        status_label=label,
        asked_by=_asker(question),
        asked_by_group=_line(question, "groupe"),
        answered_by=answered_by,
        ministry_asked=ministry_asked,
        ministry=_line(newest, "minreplib")
        or _line(question, "minreplib1")
        or _line(question, "mintranlib")
        or ministry_asked,
        asked_on=asked_on,
        answered_on=answered_on if texts else None,
        url=_address(question, kind, number, asked_on),
        licence="Licence Ouverte 2.0",
    )


def _status(texts: list[str], label: str) -> Status:
    if texts:
        return Status.CORRECTED if len(texts) > 1 else Status.ANSWERED
    if _WITHDRAWN.search(label):
        return Status.WITHDRAWN
    return Status.LAPSED if _LAPSED.search(label) else Status.NOT_YET_ANSWERED


def _asker(question: Values) -> str:
    title = _line(question, "codequalite")
    name = f"{_line(question, 'prenom')} {_line(question, 'nom')}".strip()
    return f"{title} {name}" if name and title in _TITLES else name


def _address(question: Values, kind: str, number: str, asked_on: date | None) -> str:
    """Return the address of the question's page: as given, else built from its number.

    The page of a written question is named by month and number in five digits, that of an oral
    one by the number in four digits and an S.
    """
    given = _line(question, "url") or _line(question, "urlque")
    if given.startswith(("https://", "http://")):
        return given
    if asked_on is None:
        return ""
    reference = _line(question, "reference")
    digits = number.rstrip("S")
    if not _REFERENCE.fullmatch(reference) and digits.isascii() and digits.isdigit():
        ending = {"QE": f"{int(digits[:9]):05}", "QOSD": f"{int(digits[:9]):04}S"}.get(kind, "")
        reference = f"SEQ{asked_on:%y%m}{ending}"
    if not _REFERENCE.fullmatch(reference):
        return ""
    return _PAGE.format(year=asked_on.year, reference=reference)


def _themes(waiting: sqlite3.Connection, keys: str) -> Iterator[str]:
    for key in dict.fromkeys(keys.split("#")[:50]):
        if label := _label(waiting, "the", key.strip()):
            yield label


def _label(waiting: sqlite3.Connection, of: str, code: str) -> str:
    row = waiting.execute("SELECT text FROM label WHERE of = ? AND code = ?", (of, code)).fetchone()
    return one_line(row[0]) if row else ""


def _line(values: Values, name: str) -> str:
    return one_line(values.get(name) or "")


def _pack(values: Values) -> str:
    return json.dumps(values)  # ASCII: whatever a row holds, SQLite can keep it


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
