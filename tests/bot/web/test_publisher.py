import re
from pathlib import Path

import pytest

from bot.question.bad_input import BadInputError
from bot.web.publisher import Publisher
from tests import ROOT

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'


def _logo(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_all_that_an_operator_says_is_read(tmp_path: Path) -> None:
    logo = _logo(tmp_path, "Logo.SVG", _SVG)
    told = {
        "PARLEBOT_OPERATOR": " Ville de Fictive ",
        "PARLEBOT_CONTACT": "mairie@fictive.example",
        "PARLEBOT_OFFICIAL": "1",
        "PARLEBOT_TITLE": "Réponses",
        "PARLEBOT_ACCENT": "#AA3300",
        "PARLEBOT_LOGO": logo,
        "PARLEBOT_SENTENCE": "Un service de la ville.",
        "PARLEBOT_LEGAL": "Mentions légales=https://fictive.example/m?a=1;\n"
        " Données = https://fictive.example/d \n",
    }
    assert Publisher.from_environment(told) == Publisher(
        "Ville de Fictive",
        "mairie@fictive.example",
        True,
        "Réponses",
        "#aa3300",
        Path(logo),
        "Un service de la ville.",
        (
            ("Mentions légales", "https://fictive.example/m?a=1"),
            ("Données", "https://fictive.example/d"),
        ),
    )


def test_an_operator_who_says_nothing_gets_the_page_as_it_is() -> None:
    empty = {f"PARLEBOT_{name}": " " for name in ("TITLE", "ACCENT", "LOGO", "SENTENCE", "LEGAL")}
    assert Publisher.from_environment(empty) == Publisher.from_environment({}) == Publisher()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TITLE", "x" * 61),
        ("TITLE", "two\nlines"),
        ("SENTENCE", "x" * 301),
        ("SENTENCE", "a\x1b[31m"),
        ("ACCENT", "petrol"),
        ("ACCENT", "#abc"),
        ("ACCENT", "#0b5f66;}"),
        ("LEGAL", "https://fictive.example"),
        ("LEGAL", "=https://fictive.example"),
        ("LEGAL", "Mentions=http://fictive.example"),
        ("LEGAL", "Mentions=javascript:alert(1)"),
        ("LEGAL", "Mentions=https://"),
        ("LEGAL", "Mentions=https://[fictive"),
        ("LEGAL", "Mentions=https://fictive.example/a b"),
        ("LEGAL", f"{'x' * 81}=https://fictive.example"),
    ],
)
def test_a_value_that_cannot_be_shown_is_an_error_that_names_its_variable(
    name: str, value: str
) -> None:
    with pytest.raises(BadInputError, match=f"PARLEBOT_{name}"):
        Publisher.from_environment({f"PARLEBOT_{name}": value})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", _SVG),
        ("logo.svg", _PNG),
        ("logo.gif", b"GIF89a"),
        ("logo.png", b""),
        ("logo.png", _PNG + b"\x00" * 200_000),
        ("logo.svg", _SVG + b" " * 200_000),
    ],
)
def test_a_logo_that_is_none_or_too_large_is_an_error(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(BadInputError, match="PARLEBOT_LOGO"):
        Publisher.from_environment({"PARLEBOT_LOGO": _logo(tmp_path, name, content)})


def test_a_logo_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Publisher.from_environment({"PARLEBOT_LOGO": str(tmp_path / "logo.png")})


def test_every_variable_is_in_the_table_of_the_page() -> None:
    source = Path(ROOT / "bot/web/publisher.py").read_text("utf-8")
    read = {f"PARLEBOT_{name}" for name in re.findall(r'told\("([A-Z]+)"\)', source)}
    table = re.findall(
        r"^\| `(PARLEBOT_[A-Z]+)`", (ROOT / "docs/page.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(read) == 8
    assert read == set(table)
