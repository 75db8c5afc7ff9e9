from pathlib import Path

from embeddings.disk.home import Home
from embeddings.generation.manifest import current_folder
from embeddings.measure.known_items import ask_known_items, question_of, spread_records
from embeddings.search.index import Index
from tests.embeddings.fictional_parts import (
    FOUR,
    KITES,
    LIGHTHOUSE,
    SNAILS,
    Remembering,
    build_home,
    record,
)

# Asked in words of its own: without its question key nothing but the reply can lead to it.
BEES = record(
    "f-5",
    "Divers",
    "M. Luc Pollen interroge M. le ministre sur le nombre de ruches posées sur les toits.",
    "Trente-deux ruches bourdonnent au sommet des immeubles administratifs.",
)


def _index(folder: Path, encoder: Remembering, *extra: object) -> Index:
    home, _ = build_home(folder, [*FOUR, *extra], encoder)  # type: ignore[list-item]
    return Index(current_folder(home))


def test_only_answered_records_with_a_question_are_asked(
    tmp_path: Path, remembering: Remembering
) -> None:
    silent = record("f-6", "Sans question", "", "Une réponse sans question.")
    index = _index(tmp_path / "home", remembering, silent)
    assert [r.uid for r in spread_records(index, 10)] == ["f-1", "f-2", "f-3"]
    assert spread_records(index, 10, "UK") == []
    assert len(spread_records(index, 10, "file")) == 3


def test_records_are_spread_over_the_index_and_the_same_each_time(sample_home: Home) -> None:
    index = Index(current_folder(sample_home))
    every, some = spread_records(index, 10_000), spread_records(index, 5)
    assert some == spread_records(index, 5)
    places = [every.index(r) for r in some]
    assert places == [n * len(every) // 5 for n in range(5)]


def test_the_words_that_say_who_asks_whom_are_not_asked() -> None:
    assert question_of(LIGHTHOUSE) == "les phares sans gardien."
    assert question_of(SNAILS) == "how many snail crossings were built."


def test_a_question_finds_its_reply_by_the_reply_alone(
    tmp_path: Path, remembering: Remembering
) -> None:
    index = _index(tmp_path / "home", remembering, BEES)
    items = ask_known_items(index, remembering, [LIGHTHOUSE, KITES, BEES], "", own_source=True)
    assert [item.record.uid for item in items] == ["f-1", "f-2", "f-5"]
    assert all(item.scores.recall_5 == 1 for item in items)


def test_neither_question_keys_nor_words_count(tmp_path: Path, remembering: Remembering) -> None:
    echo = record("f-7", "Divers", f"Question : {question_of(BEES)}", "Le port est fermé.")
    index = _index(tmp_path / "home", remembering, BEES, echo)
    asked = question_of(echo)
    with_keys = index.search(asked, "fr", remembering).hits
    without = index.search(asked, "fr", remembering, question_keys=False).hits
    assert {hit.features.words for hit in without} == {0.0}
    place = [hit.record.uid for hit in without].index
    assert place("f-5") < place("f-7")
    scores = {hit.record.uid: hit.score for hit in with_keys}
    assert scores["f-7"] > {hit.record.uid: hit.score for hit in without}["f-7"]
