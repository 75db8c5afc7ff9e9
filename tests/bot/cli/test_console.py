"""Nothing that a document, a file or a person holds steers the terminal of whoever reads it."""

import hashlib
import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from bot.cli.console import console, error_console, fail, print_json
from bot.cli.main import app
from corpus.text.terminal import printable
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import build_home, record

_MARKS = [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
_CONTROLS = [c for c in map(chr, range(0x100)) if unicodedata.category(c) == "Cc"]
_STEERING = {*_CONTROLS, *_MARKS, "\u2028", "\u2029"} - {"\n"}
_HOSTILE = "a".join(sorted(_STEERING - {"\0"})) + "\x1b[2J\x1b]8;;https://evil.example\x07lien"
_NAME = "".join(sorted(_STEERING - {"\0"}))[:70] + "\n\x1b[2J"


def _steers(shown: str) -> set[str]:
    return set(shown) & _STEERING


@given(st.text(st.characters() | st.sampled_from(sorted(_STEERING))))
def test_whatever_is_printed_steers_nothing(text: str) -> None:
    for made in (console(), error_console()):
        made.file = io.StringIO()
        table = Table(title=text)
        table.add_column(text)
        table.add_row(text, Text(text, style="bold"))
        made.print(table)
        made.print(Text("x ").append(text, style="red"), soft_wrap=True)
        made.print(text, Text(text))
        assert _steers(made.file.getvalue()) == set()
        made.file.getvalue().encode()


@given(st.text())
def test_what_is_put_into_a_line_stays_on_it_and_is_left_alone_otherwise(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert _steers(shown) == set()
    if text.isprintable():
        assert shown == text


def test_what_is_escaped_can_be_read() -> None:
    assert printable("a\x1b[2J\n\u202eb\x9b\ud800é") == r"a\x1b[2J\n\u202eb\x9b\ud800é"


def test_an_error_is_one_line_whatever_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fail(f"there is nothing at {_NAME}")
    (line, end) = capsys.readouterr().err.split("\n")
    assert (_steers(line), end) == (set(), "")


@given(st.text(st.characters() | st.characters(categories=["Cs"])))
def test_json_is_the_same_after_it_was_printed(text: str) -> None:
    class _Utf8(io.StringIO):
        def write(self, written: str) -> int:
            written.encode()
            return super().write(written)

    before, sys.stdout = sys.stdout, _Utf8()
    try:
        print_json({"text": text})
        shown = sys.stdout.getvalue()
    finally:
        sys.stdout = before
    assert json.loads(shown) == {"text": text}


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Home]:
    """A home of one record that no reader of ours would make: every field steers."""
    fields = (
        *("title", "chamber", "legislature", "rubrique", "asked_by", "asked_by_group"),
        *("answered_by", "ministry_asked", "ministry", "status_label", "url", "licence"),
    )
    made = record(
        f"Le phare de Brumaille est gardé la nuit. {_HOSTILE}",
        uid=f"f-{_HOSTILE}",
        source=f"FILE{_HOSTILE}",
        number=f"33{_HOSTILE}",
        question=f"Qui garde le phare de Brumaille ? {_HOSTILE}",
        **{name: _HOSTILE for name in fields},
    )
    home = build_home(tmp_path_factory.mktemp("hostile"), [made], encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARLEBOT_HOME", str(home.folder))
        yield home


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "Qui garde le phare de Brumaille ?"),
        ("ask", f"Qui garde le phare ? {_HOSTILE}"),
        ("search", "phare de Brumaille"),
        ("search", _HOSTILE),
        ("show", f"f-{_HOSTILE}"),
        ("show", _HOSTILE),
        ("sources",),
        ("status",),
        ("doctor",),
        ("ask", "phare", "--since", _HOSTILE),
        ("export", "--output", f"/nowhere/{_NAME}"),
        ("remove", _HOSTILE, "--yes"),
        ("remove", "--file", f"/nowhere/{_NAME}", "--yes"),
        ("remove", "--source", _HOSTILE, "--yes"),
        ("remove", "--undo", _HOSTILE),
        ("vectors", "import", f"/nowhere/{_NAME}"),
        ("vectors", "export", f"/nowhere/{_NAME}"),
        ("eval", f"/nowhere/{_NAME}"),
        ("ask", "--batch", f"/nowhere/{_NAME}"),
        ("fetch", "an", _HOSTILE, "--dry-run"),
        ("index", "--nothing", _HOSTILE),
        (_HOSTILE,),
    ],
    ids=lambda arguments: " ".join(word for word in arguments if word.isprintable()),
)
def test_no_command_lets_a_record_or_an_argument_steer(
    hostile_home: Home, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PARLEBOT_HOME", str(hostile_home.folder))
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.output
    assert _steers(result.output) == set()


def test_what_stands_in_a_file_of_vectors_cannot_steer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEBOT_HOME", str(tmp_path / "home"))
    names = ("name", "revision", "query_prompt", "passage_prompt", "precision")
    encoder = {name: f"{_HOSTILE}\nparlebot: 3 new vectors" for name in names} | {"dimension": 4}
    head = json.dumps({"encoder": encoder, "count": 1}).encode()
    content = b"parlebot vectors 1\n" + head + b"\n" + bytes(48)
    path = tmp_path / "file.vectors"
    path.write_bytes(content + hashlib.sha256(content).digest())
    result = CliRunner().invoke(app, ["vectors", "import", str(path)])
    assert result.exit_code == 1
    assert "\\x1b[2J" in result.output
    assert _steers(result.output) == set()
    assert len(result.output.splitlines()) == 1


def test_the_names_of_files_that_are_left_out_cannot_steer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEBOT_HOME", str(tmp_path / "home"))
    folder = tmp_path / "documents"
    folder.mkdir()
    for n, ending in enumerate((".txt", ".json", ".zip", ".pdf", ".docx", ".csv")):
        name = _NAME.replace("/", "")[:60]
        (folder / f"{n}{name}\udc9b{ending}").write_text(f"{{\x1b[2J{_HOSTILE}", "utf-8")
    result = CliRunner().invoke(app, ["index", str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.output.count("left out") >= 5
    assert _steers(result.output) == set()
