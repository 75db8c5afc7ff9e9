"""Families of hostile inputs, generated: what chance and malice make of an official document."""

import random
import zlib
from collections.abc import Callable, Iterator

from benchmarks.question_pages import pdf

MIB = 1 << 20
Inputs = Iterator[bytes]
_TOKENS = (
    b"\0", b"\xff\xfe", b"<", b">", b"{", b"}", b"[", b'"', b"]]>", b"<!--", b"-->", b"\\", b"\t",
    b"\n", b"&x;", b"&#0;", b"\\.\n", b"\\N", b"%PDF-", b"<?xml?>", b"</", b"<!DOCTYPE a>", b"null",
    b"\xc3", b"\xed\xa0\x80", b"endobj", b"stream\n", b"COPY the (a) FROM stdin;\n", b"Question",
)  # fmt: skip


def cut(content: bytes) -> Inputs:
    for part in range(45):
        yield content[: len(content) * part // 45 + part % 3]


def flipped(content: bytes) -> Inputs:
    for seed in range(45):
        chance = random.Random(seed)
        raw = bytearray(content)
        for _ in range(1 + seed):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        yield bytes(raw)


def inserted(content: bytes) -> Inputs:
    for token in _TOKENS:
        for seed in (1, 2):
            chance = random.Random(seed)
            at = chance.randrange(len(content))
            yield content[:at] + token * chance.choice((1, 3, 1000)) + content[at:]


def shuffled(content: bytes) -> Inputs:
    for seed in range(30):
        chance = random.Random(seed)
        a, b = sorted((chance.randrange(len(content)), chance.randrange(len(content))))
        middle = content[a:b]
        yield content[:a] + content[b:]
        yield content[:a] + middle * 2 + content[b:]


def recoded(content: bytes) -> Inputs:
    text = content.decode("utf-8", "replace")
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252", "cp500"):
        yield text.encode(encoding, "replace")
    yield b"\xef\xbb\xbf" + content
    yield b"\xff\xfe" + content


def swollen(content: bytes) -> Inputs:
    """Long runs in the place of a word that stands in the texts."""
    for filling in (
        b"a",
        b"a ",
        b"<",
        b"<p>",
        b"&",
        b"&amp;",
        b"-\n",
        b"(",
        b"\xc3\xa9",
        b"<i><b>",
    ):
        yield content.replace(b"plane", filling * (MIB // 4 // len(filling)), 1)
    yield content.replace(b"plane", b"a" * (12 * MIB), 1)
    yield content * 50


GENERAL: tuple[Callable[[bytes], Inputs], ...] = (
    cut,
    flipped,
    inserted,
    shuffled,
    recoded,
    swollen,
)


def of_xml(content: bytes) -> Inputs:
    head, root, body = content.partition(b"<questionsEcrites>")
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    quadratic = b'<!ENTITY q "' + b"a" * 50_000 + b'">'
    for dtd, use in (
        (b'<!ENTITY l0 "ha">' + laughs, b"&l11;"),
        (quadratic, b"&q;" * 20_000),
        (b'<!ENTITY f SYSTEM "file:///etc/passwd">', b"&f;"),
        (b'<!ENTITY f SYSTEM "http://127.0.0.1:9/x">', b"&f;"),
        (b'<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', b"x"),
        (b'<!ENTITY a "&b;"><!ENTITY b "&a;">', b"&a;"),
        (b"", b"x"),
    ):
        doctype = b"<!DOCTYPE questionsEcrites [" + dtd + b"]>"
        yield head + doctype + root + body.replace(b"plane", use, 1)
        yield head + doctype + root + b'<q a="' + use[:60_000] + b'"/>' + body
    for levels in (100, 300, 3_000, 100_000):
        for name in (b"texte", b"question", b"div"):
            deep = b"<" + name + b">"
            yield head + root + deep * levels + (b"</" + name + b">") * levels + body
            yield head + root + deep * levels + body
    for many in (b"<question/>", b"<question>a</question>", b"<a/>", b"<!-- -->", b"<?a?>"):
        yield head + root + many * 50_000 + body
    yield (
        head + root + b"<question " + b" ".join(b'a%d=""' % n for n in range(50_000)) + b"/>" + body
    )
    yield head + root + b"".join(b'<a xmlns:n%d="u"/>' % n for n in range(20_000)) + body
    yield head + root + b"<!--" + b"a" * 6 * MIB + b"-->" + body
    yield head + root + b"<question><![CDATA[" + b"a" * 11 * MIB + b"]]></question>" + body
    yield (
        head
        + root
        + b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
        + body
    )
    yield content + content
    for declared in (b"UTF-16", b"EBCDIC-CP-FR", b"nowhere", b"", b"a" * 9_999):
        yield content.replace(b"UTF-8", declared, 1)


def of_json(content: bytes) -> Inputs:
    head, opening, body = content.partition(b"[")
    for strange in (
        b"[" * 2_000_000, b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"null", b"true", b"1", b'"a"', b"[]", b"{}", b'{"question": {}}', b'{"value": {}}',
        b'{"value": {"id": 1, "answerText": {"a": 1}}}', b"9" * 10_000, b"-", b"1e999", b"NaN",
        b'{"uid": ' + b"9" * 5_000 + b"}", b'"' + b"a" * 5 * MIB + b'"', b'"\\ud800"', b'"\\x"',
        b'{"uid": "QANR5L98QE1", "uid": ["QANR5L98QE1", {}]}',
        b"{" + b'"a":1,' * 300_000 + b'"b":2}',
        b'{"uid": "QANR5L98QE1", "textesReponse": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b"0," * 90_000 + b"0", b"0," * 120_000 + b"0", b"{},[]," * 5_000 + b"0",
    ):  # fmt: skip
        yield head + opening + strange + b"," + body
        yield head + opening + body.removesuffix(b"}") + b',"more":' + strange + b"}"
    yield content + content
    yield b" " * 6 * MIB + content
    yield b'{"' + b"a" * 6 * MIB + b'":1,' + content[1:]
    yield b'{"question": "a", "results": {}, ' + content[1:]


def of_dump(content: bytes) -> Inputs:
    row = b"COPY public.tam_questions ("
    at = content.index(b"stdin;\n", content.index(row)) + len(b"stdin;\n")
    columns = content[content.index(row) + len(row) : at].split(b")")[0].count(b",") + 1
    for line in (
        b"", b"\t" * (columns - 1), b"\t" * 99, b"\t" * 300_000, b"\\N\t" * (columns - 1) + b"\\N",
        b"x" + b"\t" * (columns - 1), b"9" * 30_000 + b"\t" * (columns - 1),
        b"1" + b"\t\\" * (columns - 1), b"1" + b"\t\\777\\x\\xff\\8" * (columns - 1),
        b"1" + b"\t\xff\xfe" * (columns - 1), b"1" + b"\t\\xed\\xa0\\x80" * (columns - 1),
        b"a" * (9 * MIB), b"1\t" + b"\\n" * (2 * MIB) + b"\t" * (columns - 2), b"\r", b"--",
        b"7" + b"\t'); DROP TABLE question; --" * (columns - 1), b"7" + b"\t##" * (columns - 1),
        b"7" + b"\t" + b"#1" * 100_000 + b"\t" * (columns - 2), b"\\.", b"\\.\n\\.", b"COPY",
        b"0" + b"\t0" * (columns - 1), b"7\xc2\xb2" + b"\t" * (columns - 1),
    ):  # fmt: skip
        yield content[:at] + line + b"\n" + content[at:]
        yield content[:at] + (line[:40] + b"\n") * 2_000 + content[at:]
    for encoding in (b"KLINGON", b"", b"SQL_ASCII", b"LATIN1", b"WIN1252", b"UTF-16", b"a" * 9_999):
        yield content.replace(b"UTF8", encoding, 1)
    yield content.replace(b"FROM stdin", b"FROM PROGRAM 'touch /tmp/w/hacked'")
    yield content.replace(b"FROM stdin", b"FROM '/etc/passwd'")
    yield content.replace(b"tam_questions", b"others")
    yield content.replace(b"\n", b"\r\n")
    yield content.replace(b"(", b"").replace(b")", b"")
    yield b"PGDMP" + content
    yield content + content
    yield content.replace(b"COPY", b"INSERT INTO")
    yield content.replace(b"tam_reponses (idque", b"tam_reponses (id")
    yield content + b"COPY the (thecle, thelib) FROM stdin;\n" + b"1\ta\n" * 50_000


def of_html(content: bytes) -> Inputs:
    text = content
    heading = "<h3>Texte de la réponse</h3>".encode()
    for many in (
        b"<div>",
        b"<b>",
        b"<table><tr><td>",
        b"<ul><li>",
        b"<p>",
        b"<select><option>",
        b"<a ",
    ):
        for levels in (300, 100_000):
            yield text.replace(b"<main>", many * levels, 1)
            yield text.replace(b"<h3>", many * levels + b"<h3>", 1)
    for extra in (
        heading,
        b"<h3>Texte de la question</h3>",
        b"<frameset>",
        b"<plaintext>",
        b"<base>",
    ):
        yield text.replace(heading, extra, 1)
        yield text.replace(heading, extra * 20_000, 1)
    for label in (
        "Rubrique > ",
        "Question N° ",
        "Question N° 1 de M. ",
        "page : ",
        "17e législature ",
    ):
        yield text.replace(b"<main>", label.encode() * 50_000, 1)
    yield text.replace(b"<head>", b'<head><meta charset="utf-7">', 1)
    yield b"<?xml version='1.0' encoding='nowhere'?>" + text
    yield b"<?xml " * 9_999 + text
    yield text.replace(b"Question", b"Question &#xD800; &#0; &#99999999; &nosuch;")
    yield text.replace(b"<p>", b"<p>" + b"<!--" * 50_000, 1)
    yield text.replace(b"<p>", b"<p " + b"a " * 100_000 + b">", 1)
    yield text.replace(b" 1 de", b" " + b"9" * 50_000 + b" de")


def of_pdf(content: bytes) -> Inputs:
    def streams(raw: bytes, extra: bytes = b"") -> bytes:
        start, end = content.index(b"<< /Length"), content.index(b"endstream")
        packed = zlib.compress(raw)
        opening = b"<< /Filter /FlateDecode%s /Length %d >>\nstream\n" % (extra, len(packed))
        return content[:start] + opening + packed + b"\n" + content[end:]

    yield streams(bytes(80 * MIB))
    yield streams(b"(" * 3 * MIB)
    yield streams(b"[" * 500_000)
    yield streams(b"<<" * 500_000)
    yield streams(b"BT /F1 9 Tf (a) Tj ET\n" * 150_000)
    yield streams(b"q " * 1_000_000)
    yield streams(b"BI /W 9999999 /H 9999999 ID " + bytes(9_999) + b" EI")
    yield streams(b"a" * 999, b" /DecodeParms << /Predictor 15 /Columns 2000000000 >>")
    yield content.replace(b"/Kids [", b"/Kids [2 0 R ")
    yield content.replace(b"/Kids [", b"/Kids [" + b"5 0 R " * 20_000)
    yield content.replace(b"/Count 1", b"/Count 999999999")
    yield content.replace(b"/Parent 2 0 R", b"/Parent 5 0 R")
    yield content.replace(b"/Contents 4 0 R", b"/Contents 5 0 R")
    yield content.replace(b"/Contents 4 0 R", b"/Contents [" + b"4 0 R " * 5_000 + b"]")
    yield content.replace(b"/Length ", b"/Length 999999999")
    yield content.replace(b"/Length ", b"/Length -")
    yield content.replace(b"/Type /Catalog", b"/Type /Catalog /Loop 1 0 R")
    yield content.replace(b"/Root 1 0 R", b"/Root 99 0 R")
    yield content.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 9 /R 9 >>")
    yield content.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9")
    yield content.replace(b"startxref\n", b"startxref\n9")
    yield content.replace(b"/Helvetica", b"/Nosuch /ToUnicode 4 0 R")
    yield content.replace(b"<< /Type /Font", b"<< /A " + b"[" * 50_000 + b" /Type /Font")
    yield content.replace(b"/WinAnsiEncoding", b"<< /Differences [ 0 " + b"/a " * 99_999 + b"] >>")
    yield b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 50_000
    yield b"%PDF-1.7\n" + b"xref\n0 99999999\n" + b"0000000000 65535 f \n" * 9_999
    yield pdf([["a"]] * 600)
    yield pdf([[""]])
    yield pdf([])
    yield pdf([["x" * 200_000]])
