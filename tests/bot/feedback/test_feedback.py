"""What readers say is kept whole, for the operator alone, and not for ever."""

import json
import os
import signal
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.console import friendly_errors
from bot.feedback import feedback as feedback_module
from bot.feedback.feedback import Feedback, FeedbackFullError
from bot.feedback.private_lines import PrivateLines

SAID = {"useful": True}
NOON = date(2026, 11, 29)


class _Calendar:
    """A day that a test turns over itself."""

    def __init__(self) -> None:
        self.day = NOON

    def __call__(self) -> date:
        return self.day


def _file(folder: Path) -> Path:
    return folder / "feedback.jsonl"


def _entries(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _file(folder).read_bytes().split(b"\n")[:-1]]


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Feedback(tmp_path).add(SAID)
    finally:
        os.umask(before)
    assert _mode(_file(tmp_path)) == 0o600


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    feedback.add(SAID)
    _file(tmp_path).chmod(0o644)
    feedback.add(SAID)
    assert _mode(_file(tmp_path)) == 0o600
    _file(tmp_path).chmod(0o666)
    Feedback(tmp_path)
    assert _mode(_file(tmp_path)) == 0o600


@pytest.mark.parametrize("there", ["file", "nothing", "folder", "pipe"])
def test_a_link_is_not_followed_and_told(
    tmp_path: Path, there: str, capsys: pytest.CaptureFixture[str]
) -> None:
    goal = tmp_path / "goal"
    if there == "file":
        goal.write_text("{}\n")
    home = tmp_path / "home"
    home.mkdir()
    feedback = Feedback(home)
    if there == "folder":
        _file(home).mkdir()
    elif there == "pipe":
        os.mkfifo(_file(home))
    else:
        _file(home).symlink_to(goal)
    with pytest.raises(OSError, match="a link or a folder is no place"):
        feedback.add(SAID)
    with pytest.raises(SystemExit), friendly_errors():
        Feedback(home)
    assert f"{_file(home)}: a link or a folder is no place" in capsys.readouterr().err
    assert not goal.exists() or goal.read_text() == "{}\n"


def test_a_link_where_the_kept_lines_are_written_is_not_followed(tmp_path: Path) -> None:
    calendar = _Calendar()
    Feedback(tmp_path, today=calendar).add(SAID)
    (tmp_path / "goal").write_text("mine")
    (tmp_path / "feedback.jsonl.new").symlink_to(tmp_path / "goal")
    calendar.day += timedelta(days=366)
    Feedback(tmp_path, today=calendar)
    assert _entries(tmp_path) == []
    assert (tmp_path / "goal").read_text() == "mine"
    assert not (tmp_path / "feedback.jsonl.new").is_symlink()


@given(st.integers(1, 200))
def test_a_half_line_is_dropped_and_the_next_one_is_whole(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("half")
    feedback = Feedback(folder)
    for comment in ("un", "deux"):
        feedback.add(SAID | {"comment": comment})
    content = _file(folder).read_bytes()
    _file(folder).write_bytes(content[: -min(cut, len(content))])
    whole = _file(folder).read_bytes().count(b"\n")
    feedback.add(SAID | {"comment": "trois"})
    assert [e["comment"] for e in _entries(folder)] == [*["un", "deux"][:whole], "trois"]


def test_a_disk_that_fills_while_a_line_is_written_leaves_no_half_of_it(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    lines = PrivateLines(tmp_path / "lines.jsonl", 10_000)
    lines.add({"n": 1})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30, hard))
    try:
        with pytest.raises(OSError):
            lines.add({"n": "x" * 100})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert (tmp_path / "lines.jsonl").read_text() == '{"n": 1}\n'


def test_what_is_older_than_the_days_that_are_kept_is_dropped(tmp_path: Path) -> None:
    calendar = _Calendar()
    feedback = Feedback(tmp_path, 30, calendar)
    feedback.add(SAID | {"comment": "premier"})
    calendar.day += timedelta(days=30)
    feedback.add(SAID | {"comment": "deuxième"})
    assert [e["comment"] for e in _entries(tmp_path)] == ["premier", "deuxième"]
    calendar.day += timedelta(days=1)
    feedback.add(SAID | {"comment": "troisième"})
    assert [e["comment"] for e in _entries(tmp_path)] == ["deuxième", "troisième"]
    calendar.day += timedelta(days=30)
    Feedback(tmp_path, 30, calendar)
    assert [e["comment"] for e in _entries(tmp_path)] == ["troisième"]
    assert _mode(_file(tmp_path)) == 0o600


def test_lines_without_a_day_are_not_kept_for_ever(tmp_path: Path) -> None:
    lines = ['{"day": "2026-11-29"}', "[]", '{"day": 5}', '{"day": "never"}', "{", "", '{"half']
    _file(tmp_path).write_text("\n".join(lines))
    Feedback(tmp_path, today=_Calendar())
    assert _entries(tmp_path) == [{"day": "2026-11-29"}]


def test_nothing_is_made_where_nobody_has_said_anything(tmp_path: Path) -> None:
    Feedback(tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_the_size_is_counted_in_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback_module, "_MOST", 1_500)
    feedback = Feedback(tmp_path)
    said = SAID | {"comment": "é" * 500}
    feedback.add(said)
    with pytest.raises(FeedbackFullError):
        feedback.add(said)
    assert _file(tmp_path).stat().st_size < 1_500
    assert len(_entries(tmp_path)) == 1


@given(
    st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf"])),
    st.lists(st.text(st.characters(categories=["Cs", "L"])), max_size=40),
)
def test_any_text_is_kept_as_a_valid_line(
    tmp_path_factory: pytest.TempPathFactory, text: str, uids: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    Feedback(folder).add(SAID | {"comment": text, "question": text, "uids": uids})
    (entry,) = _entries(folder)
    assert len(entry["uids"]) <= 20
    assert sys.getsizeof(entry["comment"]) < 10_000
