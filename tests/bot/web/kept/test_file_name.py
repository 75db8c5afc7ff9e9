from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.kept.file_name import file_name

_DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Mon fauteuil roulant est-il remboursé ?", "-fauteuil-roulant-rembourse"),
        ("What is the government doing about potholes?", "-government-potholes"),
        ("Où en est la réforme des 35 heures à l'hôpital ?", "-reforme-35-heures-hopital"),
        ("../../etc/passwd", "-passwd"),
        ("何ですか", ""),
        ("", ""),
    ],
)
def test_a_file_is_named_by_its_day_and_what_was_asked(question: str, words: str) -> None:
    assert file_name(_DAY, question, "docx") == f"parlebot-2026-11-30{words}.docx"


@given(st.text(max_size=400))
def test_a_name_is_short_and_no_path_on_any_system(question: str) -> None:
    name = file_name(_DAY, question, "md")
    assert name.isascii()
    assert len(name) <= 90
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert name.count(".") == 1
