"""What is added to a large index shares the files of the base, and answers as if built anew."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.records.record import ReplyRecord
from corpus.store.store import Store
from embeddings.build.build import BuildReport, build
from embeddings.build.delta import WHOLE_BELOW
from embeddings.disk.home import Home
from embeddings.generation.checksums import check_files
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.search.index import Index
from tests.embeddings.fictional_parts import WordBag, put, record

_PLACES = [
    "Port-Brume",
    "Falaise",
    "Mudford",
    "Brumaille",
    "Cumulus",
    "Ravin",
    "Tourbe",
    "Vannerie",
]
_THINGS = [
    "phares",
    "digues",
    "balises",
    "cornes",
    "bouées",
    "jetées",
    "écluses",
    "treuils",
    "fanaux",
]


def _one(number: int, **fields: object) -> ReplyRecord:
    """Return a fictional record in words of its own."""
    place, thing = _PLACES[number % 7], _THINGS[number % 8]
    return record(
        f"g-{number:04}",
        f"Entretien des {thing} de {place} {number}",
        f"M. Paul Brise interroge sur le budget {number} des {thing} de {place}.",
        f"Les {thing} de {place} reçoivent {number} florins. Le mécanicien zz{number} les garde.",
        answered_on=date(2020, 1, 1) + timedelta(days=number),
        **fields,
    )


def _asking(record: ReplyRecord) -> str:
    """Return a question that has all words of a record's reply."""
    return f"{record.title} {record.reply}"


BASE = [_one(number) for number in range(WHOLE_BELOW + 20)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the base. Tests work in a copy."""
    folder = tmp_path_factory.mktemp("base") / "home"
    _update(folder, BASE)
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "home"))


def _update(folder: Path, records: Sequence[ReplyRecord]) -> BuildReport:
    """Make `records` all that the home at `folder` holds; read anew only what changed."""
    home, known = Home(folder), {r.uid for r in BASE}
    home.create()
    with Store(home.store) as store:
        versions = store.versions()
        documents = store.documents_below(Path("/"))
        place = documents[0].parent if documents else folder.parent
        for name, wanted in (
            ("base", [r for r in records if r.uid in known]),
            ("more", [r for r in records if r.uid not in known]),
        ):
            before = {u for u in versions.items() if (u[0] in known) == (name == "base")}
            if before != {(r.uid, r.sha256) for r in wanted}:
                put(store, place / f"{name}.txt", wanted)
        return build(home, store, WordBag(), lambda done, total: None)


def _segments(report: BuildReport) -> list[int]:
    return [segment.records for segment in report.manifest.segments]


def _found(folder: Path, question: str) -> list[tuple[str, list[str]]]:
    """Return the uids and quotable passages that a question finds."""
    index = Index(current_folder(Home(folder)))
    hits = index.search(question, "fr", WordBag()).hits
    index.close()
    return [(h.record.uid, [h.record.reply[a:b] for a, b in h.passages]) for h in hits]


NEW = _one(900)
CHANGED = replace(BASE[7], reply="La corne de Vannerie est muette depuis zz7.")


@pytest.mark.parametrize(
    ("records", "sizes", "words"),
    [
        ([*BASE, NEW], [520, 1], _asking(_one(900))),
        ([*BASE[:7], CHANGED, *BASE[8:]], [520, 1], _asking(CHANGED)),
        (BASE[:-1], [520], _asking(_one(519))),
        ([*BASE[3:], NEW, _one(901)], [520, 2], _asking(_one(901))),
    ],
    ids=["added", "changed", "removed", "all at once"],
)
def test_a_small_change_is_an_addition_that_answers_as_an_index_built_anew(
    home: Path, tmp_path: Path, records: list[ReplyRecord], sizes: list[int], words: str
) -> None:
    report = _update(home, records)
    assert _segments(report) == sizes
    anew = _update(tmp_path / "anew", records)
    assert len(_segments(anew)) == 1
    for name in ("records", "replies", "groups", "period", "by_source"):
        assert getattr(report.manifest, name) == getattr(anew.manifest, name), name
    for question in (words, "budget des phares de Falaise", "florins zz3", "qui garde les digues"):
        ours, theirs = _found(home, question), _found(tmp_path / "anew", question)
        assert ours[:3] == theirs[:3], question
        assert {uid for uid, _ in ours} <= {r.uid for r in records}


def test_the_files_of_the_base_are_the_same_on_disk_and_never_written_again(home: Path) -> None:
    folder = current_folder(Home(home))
    base = {p.name: (p.stat().st_ino, p.read_bytes()) for p in (folder / "0000").iterdir()}
    _update(home, [*BASE, NEW])
    after = current_folder(Home(home))
    assert after != folder
    assert {p.name: (p.stat().st_ino, p.read_bytes()) for p in (after / "0000").iterdir()} == base
    for each in (folder, after):
        check_files(each, Manifest.read(each), contents=True)


def test_where_a_disk_knows_no_links_files_are_copied(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr("os.link", no_links)
    _update(home, [*BASE, NEW])
    assert _found(home, _asking(_one(900)))[0][0] == NEW.uid
    check_files(
        current_folder(Home(home)), Manifest.read(current_folder(Home(home))), contents=True
    )


def test_only_the_new_record_is_read_out_of_the_store_and_embedded(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    from_json = ReplyRecord.from_json
    monkeypatch.setattr(
        ReplyRecord, "from_json", staticmethod(lambda text: read.append(text) or from_json(text))
    )
    report = _update(home, [*BASE, NEW])
    assert (report.added, report.unchanged) == (1, len(BASE))
    assert len({text for text in read if '"uid": "g-' in text}) == 1


def test_many_additions_become_few_segments(home: Path) -> None:
    sizes = []
    for count in range(1, 13):
        report = _update(home, [*BASE, *(_one(900 + n) for n in range(count))])
        sizes = _segments(report)
        assert sum(sizes) == len(BASE) + count
        assert len(sizes) <= 4
    found = [_found(home, _asking(_one(900 + n)))[0][0] for n in range(12)]
    assert found == [f"g-{900 + n:04}" for n in range(12)]


def test_an_addition_that_is_changed_and_removed_again_leaves_nothing(home: Path) -> None:
    _update(home, [*BASE, NEW])
    changed = replace(NEW, reply="La balise zzneuf est rouge.")
    _update(home, [*BASE, changed])
    assert _found(home, _asking(changed))[0] == (NEW.uid, [changed.reply])
    report = _update(home, BASE)
    assert (report.removed, report.manifest.records) == (1, len(BASE))
    assert NEW.uid not in {uid for uid, _ in _found(home, _asking(changed))}


def test_what_came_back_after_a_removal_is_found_again(home: Path) -> None:
    _update(home, BASE[:-1])
    report = _update(home, BASE)
    assert (report.added, report.embedded) == (1, 0)
    assert _found(home, _asking(_one(519)))[0][0] == BASE[-1].uid


@pytest.mark.parametrize(
    "changed",
    [
        [*BASE, *(_one(900 + n) for n in range(120))],
        BASE[120:],
        [*BASE, replace(NEW, language="en", country="GB")],
    ],
    ids=["more than a fifth added", "more than a fifth removed", "a new language"],
)
def test_a_large_change_and_a_new_language_are_built_anew(
    home: Path, changed: list[ReplyRecord]
) -> None:
    assert _segments(_update(home, changed)) == [len(changed)]


def test_another_encoder_is_built_anew(home: Path) -> None:
    with Store(Home(home).store) as store:
        report = build(Home(home), store, WordBag("other"), lambda done, total: None)
    assert _segments(report) == [len(BASE)]
    assert report.embedded > len(BASE)


def test_a_damaged_base_is_built_anew_and_not_shared(home: Path) -> None:
    path = current_folder(Home(home)) / "0000" / "reply.faiss"
    path.write_bytes(b"\xff" * path.stat().st_size)
    report = _update(home, [*BASE, NEW])
    assert _segments(report) == [len(BASE) + 1]
    assert report.embedded < 10


def test_an_index_that_is_open_answers_while_another_is_made_of_its_files(home: Path) -> None:
    index = Index(current_folder(Home(home)))
    _update(home, [*BASE, NEW])
    _update(home, [*BASE, NEW, _one(901)])
    _update(home, BASE)
    hits = index.search(_asking(_one(12)), "fr", WordBag()).hits
    index.close()
    assert hits[0].record == BASE[12]
