import gzip
from pathlib import Path

from training.manual_pages import Page, read_pages

_ROFF = """.\\" A fictional page.
.TH kite 1
.SH {name}
kite \\- {summary}
.SH DESCRIPTION
.PP
The
.B kite
program flies \\fIkites\\fP.
.SH OPTIONS
None.
"""


def _write(folder: Path, name: str, summary: str) -> None:
    folder.mkdir(parents=True)
    (folder / "kite.1.gz").write_bytes(
        gzip.compress(_ROFF.format(name=name, summary=summary).encode())
    )


def test_a_page_is_read_without_its_markup_where_both_languages_have_it(tmp_path: Path) -> None:
    _write(tmp_path / "man1", "NAME", "fly a kite")
    assert read_pages(tmp_path) == []
    _write(tmp_path / "fr" / "man1", "NOM", "faire voler un cerf-volant")
    told = "The kite program flies kites."
    assert read_pages(tmp_path) == [
        Page("kite.1", "en", "fly a kite", told),
        Page("kite.1", "fr", "faire voler un cerf-volant", told),
    ]


def test_half_of_the_pages_are_measured_on_in_both_languages_alike() -> None:
    pages = [Page(f"kite{n}.1", language, "", "") for n in range(200) for language in ("en", "fr")]
    measured = [page for page in pages if page.is_measured]
    assert 140 < len(measured) < 260
    assert all(
        one.is_measured == two.is_measured for one, two in zip(pages[::2], pages[1::2], strict=True)
    )
