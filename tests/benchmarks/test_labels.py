"""The labels in benchmarks/labels hold questions and places of ours, and none of the texts."""

import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.pools import LABELS, LANGUAGES, lines

FILES = sorted(LABELS.glob("*.jsonl"))
ITEMS = [item for path in FILES for item in lines(path)]
FIELDS = {
    "id", "corpus", "en", "fr", "written_in", "person", "aim", "best", "grades", "read", "show",
    "also",
}  # fmt: skip


def test_there_are_labels_of_three_corpora_in_both_languages() -> None:
    corpora = ("france", "pairs-2025", "scotland-2016")
    forms = ("", "-narrow", "-first-person")
    of = {f"{corpus}{form}": corpus for corpus in corpora for form in forms}
    assert {path.stem for path in FILES} == of.keys()
    assert all(item["corpus"] == of[path.stem] for path in FILES for item in lines(path))
    written = Counter(item["written_in"] for item in ITEMS)
    assert sum(written.values()) >= 500 and min(written.values()) >= 0.4 * len(ITEMS)


@pytest.mark.parametrize("item", ITEMS[::25], ids=lambda item: item["id"])
def test_a_label_holds_what_docs_labels_says_and_no_text_of_a_reply(item: dict) -> None:
    assert item.keys() <= FIELDS
    assert any(language in item for language in LANGUAGES)
    for part in item["show"] + item["also"]:
        assert part.keys() == {"reply", "start", "end"} and 0 <= part["start"] < part["end"]


def test_what_is_shown_comes_from_replies_that_answer() -> None:
    for item in ITEMS:
        assert all(grade in (0, 1, 2, 3) for grade in item["grades"].values()), item["id"]
        assert all(item["grades"][part["reply"]] >= 2 for part in item["show"]), item["id"]
        assert (item["best"] == "none") == (not item["show"]), item["id"]
        assert item["read"].keys() == item["grades"].keys(), item["id"]


def test_no_question_is_there_twice() -> None:
    for language in LANGUAGES:
        asked = Counter(
            " ".join(re.findall(r"\w+", item[language].lower()))
            for item in ITEMS
            if item["written_in"] == language
        )
        assert [text for text, n in asked.items() if n > 1] == []
    assert len({item["id"] for item in ITEMS}) == len(ITEMS)


def test_no_question_is_one_of_those_that_only_measure(shared: Path) -> None:
    folder = shared / "eval"
    kept: set[str] = set()
    for path in (folder / "broad" / "uk.jsonl", folder / "broad" / "fr.jsonl"):
        kept |= {item["question"].strip().lower() for item in lines(path)}
    for name in ("uk", "fr", "unanswerable"):
        for item in lines(folder / f"{name}.jsonl"):
            kept |= {item[language].strip().lower() for language in LANGUAGES}
    ours = {
        item[language].strip().lower()
        for item in ITEMS
        for language in LANGUAGES
        if language in item
    }
    assert ours & kept == set()
