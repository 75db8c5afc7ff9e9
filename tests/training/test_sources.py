from pathlib import Path

from tests.training.fictional import write_scottish
from training.sources import SCOTLAND, read_pairs


def test_a_scottish_question_loses_its_ritual_opening_and_its_markup(tmp_path: Path) -> None:
    asked = (
        "To ask the Scottish Government, further to S1, how many lighthouses &amp; kites it paints."
    )
    told = "It paints forty lighthouses a year.\r\nKites are <b>not</b> painted."
    write_scottish(tmp_path, [{"EventID": "S1", "ItemText": asked, "AnswerText": told}])
    (pair,) = read_pairs(tmp_path, [SCOTLAND])
    assert pair.question == "further to S1, how many lighthouses & kites it paints."
    assert "Kites are not painted." in pair.reply


def test_a_question_without_a_reply_or_with_next_to_none_is_left_out(tmp_path: Path) -> None:
    asked = (
        "To ask the Scottish Government how many fictional lighthouses there are on Moss Island."
    )
    write_scottish(
        tmp_path,
        [
            {"EventID": "S1", "ItemText": asked, "AnswerText": ""},
            {"EventID": "S2", "ItemText": asked, "AnswerText": "See S1."},
        ],
    )
    assert list(read_pairs(tmp_path, [SCOTLAND])) == []
