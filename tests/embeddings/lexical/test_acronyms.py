import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.lexical.acronyms import AcronymCounts, Acronyms, find_pairs

SAYS_WHAT_IT_IS = [
    ("L'aide aux gardiens isolés (AGI) est versée.", "AGI", "aide aux gardiens isolés"),
    ("L’AGI (aide aux gardiens isolés) est versée.", "AGI", "aide aux gardiens isolés"),
    ("la caisse nationale d'entraide (CNE)", "CNE", "caisse nationale d'entraide"),
    ("la taxe sur la brume ajoutée (T.B.A.)", "TBA", "taxe sur la brume ajoutée"),
    ("Department for Kites and Lamps (DKL)", "DKL", "Department for Kites and Lamps"),
    ("the Department for Kites (DfK)", "DFK", "Department for Kites"),
    ("local kite authorities (LKAs)", "LKA", "local kite authorities"),
    ("HM Kites & Lamps Service (HMKLS)", "HMKLS", "HM Kites & Lamps Service"),
    ("the CFS (Coastal Fog Service, formerly Fog)", "CFS", "Coastal Fog Service"),
]


@pytest.mark.parametrize(("text", "acronym", "meaning"), SAYS_WHAT_IT_IS)
def test_a_text_tells_what_its_acronyms_stand_for(text: str, acronym: str, meaning: str) -> None:
    assert list(find_pairs(text)) == [(acronym, meaning)]


@pytest.mark.parametrize(
    "text",
    [
        "les phares de Brumaille (AGI)",
        "le ministre de la mer (voir plus haut)",
        "the lamp (on the hill) is lit",
        "Brume. Aucune gare isolée. (AGI)",
        "the DKL (see annex A)",
        "(AGI)",
        "AGI ()",
        "la digue (en 2019)",
        "((((AGI",
    ],
)
def test_what_explains_nothing_is_no_pair(text: str) -> None:
    assert list(find_pairs(text)) == []


def _acronyms(tmp_path: Path, *texts: tuple[str, str]) -> Acronyms:
    counts = AcronymCounts()
    for text, language in texts:
        counts.add(text, language)
    counts.save(tmp_path / "acronyms.json")
    return Acronyms.parse((tmp_path / "acronyms.json").read_text("utf-8"))


AGI = ("L'allocation aux gardiens isolés (AGI) est versée.", "fr")
LAMP = ("The Lamp And Mirror Plan (LAMP) is funded. A lamp is lit.", "en")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Qui touche l'AGI ?", ["allocation aux gardiens isolés"]),
        ("Qui touche l’A.G.I. ?", ["allocation aux gardiens isolés"]),
        ("qui touche l'agi", ["allocation aux gardiens isolés"]),
        ("Qui touche l'Agi ?", []),
        ("Qui touche l'AGIR ?", []),
        ("le LAMP", ["Lamp And Mirror Plan"]),
        ("une lamp", []),
    ],
)
def test_an_acronym_is_known_in_capitals_and_in_small_letters_when_it_is_no_word(
    tmp_path: Path, question: str, found: list[str]
) -> None:
    acronyms = _acronyms(tmp_path, AGI, AGI, LAMP, LAMP)
    assert [e for lang in ("fr", "en") for e in acronyms.expansions(question, lang)] == found


def test_what_is_written_out_leads_to_the_acronym_in_the_plural_too(tmp_path: Path) -> None:
    acronyms = _acronyms(tmp_path, AGI)
    assert acronyms.short_forms("les allocations aux gardiens isolés en 2024", "fr") == ["AGI"]
    assert acronyms.short_forms("les allocations aux phares isolés", "fr") == []
    assert acronyms.short_forms("allocation aux gardiens isolés", "en") == []


def test_an_acronym_with_several_meanings_keeps_the_two_that_are_well_supported(
    tmp_path: Path,
) -> None:
    texts = ["the Fog Warning Panel (FWP)"] * 4 + ["the Free Whale Park (FWP)"] * 2
    texts += ["a Fine Wool Pullover (FWP)", "the Fat Water Pump (FWP)"]
    acronyms = _acronyms(tmp_path, *((text, "en") for text in texts))
    assert acronyms.expansions("FWP", "en") == ["Fog Warning Panel", "Free Whale Park"]


def test_two_letters_need_two_records(tmp_path: Path) -> None:
    once = ("the kite fund (KF)", "en")
    assert _acronyms(tmp_path, once).expansions("KF", "en") == []
    assert _acronyms(tmp_path, once, once).expansions("KF", "en") == ["kite fund"]


def test_the_file_is_readable_and_the_most_frequent_spelling_stands_in_it(tmp_path: Path) -> None:
    _acronyms(tmp_path, AGI, ("Allocations aux gardiens isolés (AGI)", "fr"), AGI)
    assert json.loads((tmp_path / "acronyms.json").read_text("utf-8")) == {
        "fr": {
            "AGI": {
                "expansions": [{"text": "allocation aux gardiens isolés", "records": 3}],
                "ordinary": False,
            }
        }
    }


def test_a_question_is_expanded_with_what_its_acronyms_stand_for(tmp_path: Path) -> None:
    acronyms = _acronyms(tmp_path, AGI)
    assert acronyms.expand("Qui a l'AGI ?") == "Qui a l'AGI ? (allocation aux gardiens isolés)"
    assert acronyms.expand("Qui garde ?") == "Qui garde ?"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["phare", "de", "la", "Été", "l'", "HM", "&", "("]), max_size=9),
    st.text("ABCDEFLPHM", min_size=2, max_size=6),
)
def test_the_letters_of_a_found_acronym_are_among_those_of_its_words(
    words: list[str], acronym: str
) -> None:
    for name, expansion in find_pairs(f"{' '.join(words)} ({acronym})"):
        assert name == acronym
        assert set(name.lower()) <= set(expansion.lower().replace("é", "e"))
