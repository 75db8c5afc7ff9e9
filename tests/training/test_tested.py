import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.training.fictional import pairs
from training.sources import SCOTLAND
from training.tested import graded, is_held_out, learnable

_PAIRS = [*pairs(), *(replace(pair, corpus=SCOTLAND) for pair in pairs())]


@given(st.sets(st.sampled_from([pair.uid for pair in _PAIRS])), st.sets(st.sampled_from(_PAIRS)))
def test_nothing_that_is_measured_on_is_learned_from(measured: set[str], apart: set) -> None:
    replies = {pair.reply for pair in apart}
    for pair in learnable(_PAIRS, measured, replies):
        assert pair.uid not in measured
        assert pair.reply not in replies
        assert not is_held_out(pair)


def test_every_record_that_a_question_names_is_measured_on(tmp_path: Path) -> None:
    (tmp_path / "broad").mkdir()
    (tmp_path / "uk.jsonl").write_text(json.dumps({"gold": ["a"]}) + "\n", "utf-8")
    lines = {"quote": ["b"], "grades": {"c": 3, "d": 0}}
    (tmp_path / "broad" / "fr.jsonl").write_text(json.dumps(lines) + "\n", "utf-8")
    assert graded(tmp_path) == {"a", "b", "c", "d"}


def test_some_half_of_a_parliament_is_kept_apart_and_always_the_same() -> None:
    uids = [replace(pair, uid=f"S{n}") for n in range(200) for pair in _PAIRS[-1:]]
    apart = [pair.uid for pair in uids if is_held_out(pair)]
    assert 80 < len(apart) < 140
    assert apart == [pair.uid for pair in uids if is_held_out(pair)]
