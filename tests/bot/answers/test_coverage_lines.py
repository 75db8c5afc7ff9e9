from datetime import date
from pathlib import Path

from bot.answers.wording import coverage_lines
from embeddings.encoders.encoder import Encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.index import CountryReplies, Index
from tests.bot.bot_parts import build_home, record


def _index(folder: Path, encoder: Encoder) -> Index:
    french = [
        record(f"Le phare {n} est gardé.", uid=f"f-{n}", answered_on=on)
        for n, on in enumerate((date(2022, 3, 4), None, date(2026, 5, 12), None))
    ]
    british = record("The lighthouse is kept.", uid="g-1", country="GB", language="en")
    undated = {"answered_on": None, "uid": "x-1", "country": "XX"}
    return Index(
        current_folder(
            build_home(folder, [*french, british, record("Un phare.", **undated)], encoder)
        )
    )


def test_each_country_has_a_line_with_the_period_of_what_has_a_date(
    tmp_path: Path, encoder: Encoder
) -> None:
    index = _index(tmp_path / "home", encoder)
    *english, built = coverage_lines(index, "en")
    assert english == [
        "France: 4 replies, from 4\xa0March 2022 to 12\xa0May 2026, of which 2 without a date",
        "United Kingdom: 1 reply, from 5\xa0March 2024 to 5\xa0March 2024",
        "XX: 1 reply",
    ]
    assert built.startswith("Brought up to date on ")
    *french, _ = coverage_lines(index, "fr")
    assert french[0] == (
        "France\xa0: 4 réponses, du 4\xa0mars 2022 au 12\xa0mai 2026, dont 2 sans date"
    )
    index.close()


def test_the_newest_replies_come_first_and_undated_ones_last(
    tmp_path: Path, encoder: Encoder
) -> None:
    index = _index(tmp_path / "home", encoder)
    assert [r.uid for r in index.newest("fr")] == ["f-2", "f-0", "f-1", "f-3", "x-1"]
    assert [r.uid for r in index.newest("en")] == ["g-1"]
    assert list(index.newest("de")) == []
    assert index.by_country["XX"] == CountryReplies(1, 1, None, None)
    index.close()
