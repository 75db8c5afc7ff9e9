import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from benchmarks.official_shapes import senat_dump
from benchmarks.readers import made_up
from corpus.parliaments.france.pg_copy import DumpRow, looks_like_dump, read_dump_rows
from corpus.parliaments.france.senat_dump import read_dump
from corpus.records.reading import Skipped, UnreadableError
from corpus.records.record import ReplyRecord, Status

PLAIN = replace(made_up(7, "SENAT"), reply="Oui.", earlier_replies=(), status=Status.ANSWERED)


def dump(*records: ReplyRecord) -> str:
    out = io.BytesIO()
    senat_dump(lambda: records, out)
    return out.getvalue().decode()


def read(text: str | bytes) -> list[Any]:
    return list(read_dump(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def tables(**blocks: tuple[str, list[str]]) -> str:
    return "".join(
        f"COPY public.{name} ({columns}) FROM stdin;\n" + "\n".join([*rows, "\\.\n"])
        for name, (columns, rows) in blocks.items()
    )


def question(columns: str, row: str, **more: tuple[str, list[str]]) -> ReplyRecord:
    text = tables(tam_questions=(f"id, txtque, {columns}", [f"7\tQue faire ?\t{row}"]), **more)
    (record,) = read(text)
    assert isinstance(record, ReplyRecord)
    return record


def test_replies_are_found_whether_they_stand_before_or_after_the_questions() -> None:
    text = dump(PLAIN)
    start, middle = text.index("COPY public.tam_questions"), text.index("COPY public.tam_reponses")
    end = text.index("COPY public.the")
    turned = text[:start] + text[middle:end] + text[start:middle] + text[end:]
    assert [r.reply for r in read(text)] == [r.reply for r in read(turned)] == ["Oui."]


def test_the_reply_of_the_latest_day_is_the_newest_in_whatever_order_the_rows_stand() -> None:
    rows = ["7\t2031-05-02 00:00:00\tAprès.", "7\t2031-04-01 00:00:00\tAvant."]
    found = question("numero", "12", tam_reponses=("idque, datejorep, txtrep", rows))
    assert (found.reply, found.earlier_replies) == ("Après.", ("Avant.",))
    assert (found.status, found.answered_on) == (Status.CORRECTED, date(2031, 5, 2))


@pytest.mark.parametrize(
    ("label", "status"),
    [("Retirée", Status.WITHDRAWN), ("Caduque", Status.LAPSED), ("En cours", "not_yet_answered"),
     ("Fin de mandat", Status.LAPSED)],
)  # fmt: skip
def test_a_question_without_a_reply_has_the_outcome_of_its_label(label: str, status: str) -> None:
    found = question("sorquecod", "3 ", sortquestion=("sorquecod, sorquelib", [f"3\t{label}"]))
    assert (found.status, found.status_label) == (status, label)


@pytest.mark.parametrize(
    ("columns", "row", "url"),
    [
        ("natquecod, numero, datejodepot", "QE\t7151\t2025-12-11", "2025/qSEQ251207151.html"),
        ("natquecod, numero, datejodepot", "QOSD\t274S\t2022-11-10", "2022/qSEQ22110274S.html"),
        ("reference, datejodepot", "SEQ250404132\t2025-04-10", "2025/qSEQ250404132.html"),
    ],
)
def test_the_address_is_made_of_the_month_and_the_number(columns: str, row: str, url: str) -> None:
    assert question(columns, row).url == f"https://www.senat.fr/questions/base/{url}"


def test_an_address_in_the_dump_comes_first_and_without_a_day_there_is_none() -> None:
    assert question("url", "https://www.senat.fr/a.html").url == "https://www.senat.fr/a.html"
    assert question("natquecod, numero", "QG\t12").url == ""


def test_of_a_debate_only_the_turns_of_the_government_are_the_reply() -> None:
    told = (
        "<p>Mme Odile Brindacier. Quand ?</p><p>M. Basile Cordier, ministre des jeux. Demain.</p>"
        "<p>Mme Odile Brindacier. C'est tard.</p>"
    )
    found = question("natquecod", "QOSD", tam_reponses=("idque, txtrep", [f"7\t{told}"]))
    assert (found.reply, found.answered_by) == ("Demain.", "M. Basile Cordier, ministre des jeux")
    (skip,) = read(
        tables(
            tam_questions=("id, natquecod, txtque", ["7\tQOSD\tQue faire ?"]),
            tam_reponses=("idque, txtrep", ["7\t<p>Mme Odile Brindacier. Quand ?</p>"]),
        )
    )
    assert "Government" in skip.reason


def test_what_is_broken_is_named_by_table_and_line() -> None:
    text = tables(
        tam_questions=("id, txtque", ["x\tUn.", "7\tDeux.", "7\tTrois.", "8", "9\tNeuf."]),
        tam_reponses=("idque, txtrep", ["9\tOui.", "70\tNon."]),
    )
    items = read(text)
    assert [item.uid for item in items if isinstance(item, ReplyRecord)] == ["senat-7", "senat-9"]
    assert [item.place for item in items if isinstance(item, Skipped)] == [
        "table tam_questions, line 2", "table tam_questions, line 4", "table tam_questions, line 5",
        "reply to '70'",
    ]  # fmt: skip


def test_a_dump_that_is_cut_short_says_so_and_gives_what_it_has() -> None:
    text = dump(PLAIN)
    items = read(text[: text.index("COPY public.the") - 4])
    assert [type(item) for item in items] == [Skipped, ReplyRecord]
    assert "cut short" in items[0].reason


def test_escapes_are_undone_before_the_encoding() -> None:
    rows = [r"a\tb\nc\\d\101\xc3\xa9\N", r"\N"]
    block = tables(t=("x", rows)).encode()
    values = [row.values["x"] for row in read_dump_rows(io.BytesIO(block), {"t": ("x",)})
              if isinstance(row, DumpRow)]  # fmt: skip
    assert values == ["a\tb\nc\\dAéN", None]


def test_a_latin_dump_may_hold_the_quotes_of_windows() -> None:
    text = "SET client_encoding = 'LATIN9';\n" + tables(
        tam_questions=("id, txtque", ["7\tL?été €"])
    )
    (record,) = read(text.encode("iso8859-15").replace(b"?", b"\x92"))
    assert record.question == "L’été €"


def test_other_dumps_and_other_encodings_say_what_is_wrong() -> None:
    with pytest.raises(UnreadableError, match="tam_questions"):
        read(tables(others=("id", ["1"])))
    with pytest.raises(UnreadableError, match="KLINGON"):
        read("SET client_encoding = 'KLINGON';\n")
    assert looks_like_dump(dump(PLAIN).encode())
    assert not looks_like_dump(b"COPY that, please")
