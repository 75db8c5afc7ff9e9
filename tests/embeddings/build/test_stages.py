"""A large build answers from its first stage on, and goes on where it was interrupted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.store.store import Store
from embeddings.build import build as building
from embeddings.build import embedding
from embeddings.build import stages as todo
from embeddings.build.build import BuildReport, build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Vectors
from embeddings.generation.checksums import check_files
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.search.index import Index
from embeddings.texts.passages import KeyKind
from tests.embeddings.fictional_parts import WordBag, put, record

RECORDS = [
    record(
        f"s-{number:02}",
        f"Phare {number}",
        f"M. Paul Brise interroge sur le gardien du phare {number}.",
        f"Le phare {number} a un gardien zz{number}. Il est payé {number} florins.",
        answered_on=date(2020, 1, 1) + timedelta(days=number),
    )
    for number in range(40)
]
OLD, NEW = RECORDS[2], RECORDS[37]


@pytest.fixture(autouse=True)
def _every_build_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_STAGED_FROM", 0.0)
    monkeypatch.setattr(embedding, "_SURELY_SMALL", -1)
    monkeypatch.setattr(embedding, "_SAMPLE", 100)
    monkeypatch.setattr(embedding, "_FIRST_INTERVAL", 0.0)
    monkeypatch.setattr(embedding, "_WRITING_SHARE", 1e9)
    monkeypatch.setattr(todo, "_RECORDS", 10)


class Stopping(WordBag):
    """Stops as Ctrl-C does when it is asked for the batch of this number."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.left = at

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def _build(
    home: Home, records: Sequence[object], encoder: WordBag
) -> tuple[BuildReport, list[tuple[str, Manifest]]]:
    """Build a home of `records`; return what was said, each with the index that answered then."""
    home.create()
    said: list[tuple[str, Manifest]] = []

    def told(message: str) -> None:
        if message.startswith("Searched"):
            folder = current_folder(home) if said else None
            manifest = Manifest.read(folder) if folder else None
            said.append((message, manifest))  # type: ignore[arg-type]

    with Store(home.store) as store:
        put(store, home.folder / "document.txt", records)  # type: ignore[arg-type]
        return build(home, store, encoder, lambda done, total: None, told), said


def _stopped(home: Home, at: int) -> Manifest:
    """Build until it is interrupted; return what the index is then."""
    with pytest.raises(KeyboardInterrupt):
        _build(home, RECORDS, Stopping(at))
    folder = current_folder(home)
    manifest = Manifest.read(folder)
    check_files(folder, manifest, contents=True)
    assert not list(home.generations.glob("*.unfinished"))
    return manifest


def _with_reply_keys(home: Home) -> set[str]:
    index = Index(current_folder(home))
    ordinals = {int(o) for part in index.parts.keys[KeyKind.REPLY].parts for o in part.records}
    uids = {index.texts[ordinal].uid for ordinal in ordinals}
    index.close()
    return uids


def _spans(home: Home) -> list[list[object]]:
    index = Index(current_folder(home))
    parts = [part for kind in KeyKind for part in index.parts.keys[kind].parts]
    index.close()
    return [[part.records.tolist(), part.spans.tolist()] for part in parts]


def test_words_come_first_then_titles_and_questions_then_the_newest_replies(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    first = _stopped(home, 3)  # the first two batches are samples
    assert (first.records, first.complete) == (40, False)
    assert first.replies_by_meaning <= 4  # of the samples
    found = Index(current_folder(home)).search("gardien zz2", "fr", WordBag()).hits
    assert OLD.uid in {hit.record.uid for hit in found[:3]}

    titles = _stopped(home, 7)
    assert all(titles.segments[0].keys[k].done == 40 for k in (KeyKind.TITLE, KeyKind.QUESTION))

    some = _stopped(home, 4)
    assert 0 < some.replies_by_meaning < 40
    embedded = _with_reply_keys(home)
    assert {r.uid for r in RECORDS[-10:]} <= embedded
    assert OLD.uid not in embedded

    report, _ = _build(home, RECORDS, WordBag())
    assert (report.manifest.complete, report.manifest.replies_by_meaning) == (True, 40)
    assert not list(current_folder(home).glob("*/*_plan.npy"))


def test_each_stage_says_what_is_searched_so_far(tmp_path: Path) -> None:
    _, said = _build(Home(tmp_path / "home"), RECORDS, WordBag())
    by_meaning = [int(message.split()[8]) for message, _ in said]
    assert len(said) > 4
    assert by_meaning == sorted(by_meaning)
    assert all(message.startswith("Searched so far: 40 replies by") for message, _ in said)


@pytest.mark.parametrize("at", [1, 4, 7])
def test_an_interrupted_build_ends_as_one_that_was_not(tmp_path: Path, at: int) -> None:
    home, other = Home(tmp_path / "home"), Home(tmp_path / "other")
    if at > 1:
        _stopped(home, at)
    counting = Stopping(-1)
    _build(home, RECORDS, counting)
    _build(other, RECORDS, WordBag())
    assert _spans(home) == _spans(other)
    question = "Le phare 31 a un gardien zz31 ?"
    ours, theirs = (
        Index(current_folder(h)).search(question, "fr", WordBag()).hits for h in (home, other)
    )
    assert [h.record.uid for h in ours] == [h.record.uid for h in theirs]
    assert [h.score for h in ours] == pytest.approx([h.score for h in theirs], abs=1e-4)


def test_records_can_be_added_while_a_build_is_half_done(tmp_path: Path) -> None:
    home, other = Home(tmp_path / "home"), Home(tmp_path / "other")
    building_whole = [*RECORDS, replace(NEW, uid="s-99", reply="La digue zz99 est neuve.")]
    _stopped(home, 7)
    _build(home, building_whole, WordBag())
    _build(other, building_whole, WordBag())
    assert _spans(home) == _spans(other)


def test_a_reply_that_is_not_embedded_yet_stands_where_its_question_puts_it(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    _stopped(home, 7)
    assert OLD.uid not in _with_reply_keys(home)
    hits = Index(current_folder(home)).search(f"{OLD.title} {OLD.question}", "fr", WordBag()).hits
    places = [hit.record.uid for hit in hits]
    assert places.index(OLD.uid) < 3
    hit = hits[places.index(OLD.uid)]
    assert [OLD.reply[a:b] for a, b in hit.passages] == [OLD.reply]  # it can be quoted
    assert (hit.features.reply_cosine, hit.features.sentence_cosine) == (0.0, 0.0)


def test_no_half_of_another_encoders_index_takes_the_place_of_a_whole_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    _build(home, RECORDS, WordBag())
    before = current_folder(home)

    class Other(Stopping):
        def __init__(self, at: int) -> None:
            super().__init__(at)
            self.identity = replace(self.identity, name="other")

    with pytest.raises(KeyboardInterrupt):
        _build(home, RECORDS, Other(5))
    assert current_folder(home) == before
    report, said = _build(home, RECORDS, Other(-1))
    assert (report.manifest.encoder.name, said) == ("other", [])


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(8.4, "8 s"), (1260.0, "21 min"), (12_000.0, "3 h 20 min")],
)
def test_times_are_told_as_people_say_them(seconds: float, told: str) -> None:
    assert building.duration(seconds) == told
