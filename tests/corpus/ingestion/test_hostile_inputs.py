"""Whatever a file holds, it is read or left out with a reason; the good one beside it is read."""

import gzip
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.ingestion.ingest import ingest
from corpus.parliaments.france.assemblee_json import find_questions, read_assemblee
from corpus.parliaments.united_kingdom.written_questions import find_answers, read_answers
from corpus.records.record import ReplyRecord
from corpus.store.store import Store
from tests.corpus.fictional_records import REPLY, assemblee, assemblee_bytes, replies, uk
from tests.corpus.whole_file import read_file

pytestmark = pytest.mark.slow

GOOD = assemblee_bytes(1)
GOOD_UID = "QANR5L98QE1"
MIB = 1 << 20
LONG = 1 << 18


def question(**changes: Any) -> bytes:
    return assemblee_bytes(2, **changes)


def answer(**changes: Any) -> bytes:
    return json.dumps({"results": [uk(**changes)]}).encode()


def zipped(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def damaged(content: bytes, seed: int) -> bytes:
    """`content` with some bytes changed, the first four left as they are."""
    chance = random.Random(seed)
    raw = bytearray(content)
    for _ in range(6):
        raw[chance.randrange(4, len(raw))] = chance.randrange(256)
    return bytes(raw)


def encrypted() -> bytes:
    raw = bytearray(zipped(("a.json", question())))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def reply(text: Any) -> bytes:
    return question(textesReponse={"texteReponse": {"texte": text}})


DIALOGUE = "M. Tracel. Quand ?\nM. Cordier, ministre des jeux. Demain.\n"


def dialogue(text: str) -> bytes:
    return json.dumps(
        {"question": assemblee(uid="QANR5L98QG2", textesQuestion=None, textesReponse=replies(text))}
    ).encode()


_UNNAMED_LZMA = zipped(("a.txt", b"x" * 999), compression=zipfile.ZIP_LZMA)

HOSTILE: dict[str, Callable[[], bytes]] = {
    # No text at all.
    "empty": lambda: b"",
    "spaces": lambda: b" \r\n\t" * 99,
    "one zero": lambda: b"\0",
    "zeros": lambda: bytes(LONG),
    "noise": lambda: random.Random(1).randbytes(LONG),
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
    "pdf": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + random.Random(2).randbytes(5000),
    "program": lambda: b"\x7fELF\x02\x01\x01" + bytes(500),
    "sqlite": lambda: b"SQLite format 3\0" + bytes(500),
    # Texts in strange encodings.
    "utf-8 cut in a letter": lambda: question()[: question().index("é".encode()) + 1],
    "utf-8 mark alone": lambda: b"\xef\xbb\xbf",
    "utf-16 mark alone": lambda: b"\xff\xfe",
    "utf-16 cut in a letter": lambda: question().decode().encode("utf-16")[:-1],
    "utf-16 with half a pair": lambda: b"\xff\xfe" + b"\x00\xd8a\x00" * 9,
    "utf-16 without mark": lambda: question().decode().encode("utf-16-le"),
    "utf-32": lambda: question().decode().encode("utf-32"),
    "surrogates in utf-8": lambda: "Réponse\na\ud800b".encode("utf-8", "surrogatepass"),
    "every byte": lambda: bytes(range(32, 256)) * 99,
    "shift-jis": lambda: "回答はここに".encode("shift-jis") * 99,
    "utf-7": lambda: "Réponse : é".encode("utf-7"),
    # Texts.
    "headings only": lambda: b"Question\nAnswer\nQuestion\nAnswer\n" * 999,
    "html page": lambda: b"<!DOCTYPE html><html><body><h1>404</h1></body></html>",
    "xml": lambda: b"<?xml version='1.0'?><questions><question/></questions>",
    "one line without end": lambda: b"a" * LONG,
    "a reply of one line without end": lambda: b"Answer:\n" + b"a " * (LONG // 2),
    "many empty lines": lambda: b"Answer:\n" + b"\n" * (LONG // 2),
    "a line of hyphens": lambda: b"Answer:\n" + b"-" * LONG,
    "lines of hyphens": lambda: b"Answer:\n" + b"a-\n" * (LONG // 3),
    "open front matter": lambda: b"---\n" + b"a: b\n" * 30_000,
    "front matter marks": lambda: b"---\n" * 30_000,
    "header lines of colons": lambda: b":" * LONG + b"\nAnswer:\nno",
    "a header line of letters": lambda: b"question n " + b"1 " * (LONG // 2) + b"\nAnswer:\nno",
    "nothing but invisible characters": lambda: "Answer:\n\u200b\ufeff\xad".encode(),
    "override marks": lambda: "Answer:\n\u202e\u2066no".encode(),
    # Broken JSON.
    "brace": lambda: b"{",
    "bracket": lambda: b"[",
    "cut": lambda: question()[:300],
    "json lines": lambda: question() + b"\n" + question(),
    "single quotes": lambda: b"{'question': {}}",
    "trailing comma": lambda: b'{"question": {},}',
    "a raw line break in a string": lambda: b'{"question": {"uid": "a\nb"}}',
    "bad escape": lambda: b'{"question": "\\x"}',
    "open string": lambda: b'{"question": "' + b"a" * LONG,
    # JSON that is whole and strange.
    "nested lists": lambda: b"[" * 100_000 + b"]" * 100_000,
    "nested objects": lambda: b'{"question":' * 100_000 + b"1" + b"}" * 100_000,
    "open nested lists": lambda: b"[" * 100_000,
    "nested values": lambda: b'{"value":' * 900 + b"1" + b"}" * 900,
    "a text nested deep in lists": lambda: reply("deep").replace(
        b'"deep"', b"[" * 500 + b'"a"' + b"]" * 500),
    "an integer of 10,000 digits": lambda: b'{"question": {"uid": ' + b"9" * 10_000 + b"}}",
    "an integer of 4,000 digits as uid": lambda: b'{"question": {"uid": ' + b"9" * 4_000 + b"}}",
    "an integer of 4,000 digits as id": lambda: answer().replace(b"9000041", b"9" * 4_000),
    "nan": lambda: b'{"question": {"uid": NaN, "type": Infinity}}',
    "nan as id": lambda: answer().replace(b"9000041", b"NaN"),
    "a huge float": lambda: answer().replace(b"9000041", b"1e999"),
    "true as id": lambda: answer().replace(b"9000041", b"true"),
    "the same key twice": lambda: b'{"question": {"uid": "a"}, "question": [3]}',
    "another shape": lambda: b'{"results": [{"value": {"a": 1}}], "question": "no"}',
    "a list of everything": lambda: b'[null, 1, "a", [], {}, {"question": {}}, true]',
    "questions of every type": lambda: b'{"question": [null, 1, "a", [], {}, true, 1.5]}',
    "answers of every type": lambda: b'{"results": [null, 1, [], {"value": {"answerText": 1}}]}',
    "fifty thousand questions of nothing": lambda: b'{"question": [' + b"0," * 49_999 + b"0]}",
    "uid as a list": lambda: question(uid=["QANR5L98QE2", None]),
    "uid as an object": lambda: question(uid={"a": "QANR5L98QE2"}),
    "lone surrogates": lambda: json.dumps({"question": {"uid": "\ud800"}}).encode(),
    "lone surrogates in a reply": lambda: json.dumps({"question": assemblee(2) | {"textesReponse": {
        "texteReponse": {"texte": "a\ud800b"}}}}).encode(),
    "control characters in a reply": lambda: reply("".join(map(chr, range(160)))),
    "ministries as texts": lambda: question(minAttribs={"minAttrib": ["a", 3]}, minInt="a"),
    "replies as texts": lambda: question(textesReponse={"texteReponse": ["a", 3]}),
    "everything as text": lambda: question(**dict.fromkeys(list(assemblee())[2:], "a")),
    "everything as number": lambda: question(**dict.fromkeys(list(assemblee())[2:], 3)),
    "everything as true": lambda: question(**dict.fromkeys(list(assemblee())[2:], True)),
    "days that are none": lambda: question(cloture={"dateCloture": "9999-99-99"}),
    "answer fields as lists": lambda: answer(**{n: [[]] for n in uk()["value"] if n != "id"}),
    "answer fields as numbers": lambda: answer(**{n: 3 for n in uk()["value"] if n != "id"}),
    "answer fields as objects": lambda: answer(**{n: {"a": 1} for n in uk()["value"] if n != "id"}),
    # Markup.
    "a long run of less-than signs": lambda: reply("<p>a" + "<" * LONG),
    "a long run of open comments": lambda: reply("<p>a" + "<!--" * (LONG // 4)),
    "a long run of open tags": lambda: reply("<p>a" + "<a " * (LONG // 3)),
    "a hundred thousand levels": lambda: reply("<div>" * 100_000),
    "marked sections": lambda: reply("<p><![foo[a]]><![ENDIF]><![if x]>"),
    "a script": lambda: reply("<p>a</p><script>alert(1)</script>"),
    # Dialogues.
    "a dialogue without anyone": lambda: dialogue("personne"),
    "a dialogue without words": lambda: dialogue("M. Tracel.\nM. Cordier, ministre."),
    "a long run of speakers": lambda: dialogue(DIALOGUE * (LONG // len(DIALOGUE))),
    "a long run of names": lambda: dialogue("M. " + "Le " * (LONG // 3)),
    "a long run of brackets": lambda: dialogue(DIALOGUE + "(" * LONG),
    "a long run of open applause": lambda: dialogue(DIALOGUE + "(Applaudissements " * (LONG // 18)),
    # Archives.
    "zip mark alone": lambda: b"PK\x03\x04",
    "empty zip": lambda: zipped(),
    "cut zip": lambda: zipped(("a.json", question()))[:-30],
    "zip in a zip": lambda: zipped(("a.zip", zipped(("a.json", question())))),
    "encrypted zip": encrypted,
    "bomb in a zip": lambda: zipped(("a.json", bytes(40 * MIB))),
    "hostile names": lambda: zipped(("../../etc/passwd", b"a"), ("/etc/x", b"b"), ("\n", b"c")),
    "the same name twice": lambda: zipped(("a.json", question()), ("b.json", question())).replace(
        b"b.json", b"a.json"),
    "a name that is no utf-8": lambda: zipped(("é", b"x")).replace("é".encode(), b"\xff\xfe"),
    "a member without a name": lambda: zipped(("zz", b"x")).replace(b"zz", b"\0z"),
    "damaged lzma": lambda: _UNNAMED_LZMA[:45] + b"\xff" * 8 + _UNNAMED_LZMA[53:],
    "unknown compression": lambda: zipped(("a", b"x")).replace(b"\x08\0\0\0", b"\x63\0\0\0"),
    "gzip mark alone": lambda: b"\x1f\x8b",
    "cut gzip": lambda: gzip.compress(question())[:-9],
    "gzip with something after it": lambda: gzip.compress(question()) + b"more",
    "gzip of nothing": lambda: gzip.compress(b""),
    "gzip bomb": lambda: gzip.compress(bytes(40 * MIB)),
    "gzip in a gzip": lambda: gzip.compress(gzip.compress(question())),
    "gzip of a zip": lambda: gzip.compress(zipped(("a.json", question()))),
    **{
        f"zip damaged at random {seed}": lambda seed=seed: damaged(  # type: ignore[misc]
            zipped(("é.json", question()), ("b.json", GOOD)), seed)
        for seed in range(12)
    },
    **{
        f"gzip damaged at random {seed}": lambda seed=seed: damaged(  # type: ignore[misc]
            gzip.compress(question()), seed)
        for seed in range(6)
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_left_out_and_the_good_one_beside_it_is_read(
    name: str, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    content = HOSTILE[name]()
    (folder / "a hostile.json").write_bytes(content)
    (folder / "good.json").write_bytes(GOOD)
    alone = read_file(folder / "a hostile.json")
    assert alone.records or alone.skipped or name == "empty zip"
    assert all(skip.reason and "\n" not in skip.reason for skip in alone.skipped)
    with Store(tmp_path / "corpus.sqlite") as store:
        ingest(store, [folder], lambda done, total: None)
        assert GOOD_UID in store.versions()
        assert list(store.records())
    assert {file.name for file in tmp_path.iterdir()} <= {
        "documents", "corpus.sqlite", "corpus.sqlite-wal", "corpus.sqlite-shm",
    }  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_the_good_member_beside_a_hostile_one_in_a_zip_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("a.json", HOSTILE[name]()), ("good.json", GOOD)))
    content = read_file(path)
    assert GOOD_UID in [record.uid for record in content.records]
    assert [record.reply for record in content.records if record.uid == GOOD_UID][-1] == REPLY


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*assemblee()][1:]), JSON))
@settings(max_examples=150, deadline=None)
def test_no_value_in_any_field_of_a_question_stops_the_reader(changes: dict[str, Any]) -> None:
    items = list(read_assemblee(find_questions({"question": assemblee(**changes)}) or []))
    assert len(items) == 1
    for item in items:
        assert not isinstance(item, ReplyRecord) or ReplyRecord.from_json(item.to_json()) == item


INNER = (
    "indexationAN",
    "auteur",
    "minInt",
    "minAttribs",
    "textesQuestion",
    "textesReponse",
    "cloture",
)


@given(st.sampled_from(INNER), st.randoms(use_true_random=False), JSON)
@settings(max_examples=200, deadline=None)
def test_no_value_deep_in_a_question_stops_the_reader(
    name: str, chance: random.Random, strange: Any
) -> None:
    document = assemblee()
    inner = document[name]
    while True:
        key = chance.choice(list(inner))
        if not isinstance(inner[key], dict) or chance.random() < 0.3:
            break
        inner = inner[key]
    inner[key] = strange
    (item,) = read_assemblee([document])
    assert not isinstance(item, ReplyRecord) or item.sha256


@given(st.dictionaries(st.sampled_from([n for n in uk()["value"] if n != "id"]), JSON))
@settings(max_examples=150, deadline=None)
def test_no_value_in_any_field_of_an_answer_stops_the_reader(changes: dict[str, Any]) -> None:
    items = list(read_answers(find_answers(uk(**changes)) or []))
    assert len(items) == 1
    for item in items:
        assert not isinstance(item, ReplyRecord) or ReplyRecord.from_json(item.to_json()) == item


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_no_json_stops_the_readers(document: Any) -> None:
    for found in (find_questions(document), find_questions({"question": document})):
        assert all(read_assemblee(found or []))
    for answers in (find_answers(document), find_answers({"results": document})):
        assert all(read_answers(answers or []))


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root reads all")
def test_a_file_that_may_not_be_read_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(GOOD)
    path.chmod(0)
    (skip,) = read_file(path).skipped
    assert "cannot be opened" in skip.reason
