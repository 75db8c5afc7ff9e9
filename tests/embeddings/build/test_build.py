import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.records.record import ReplyRecord
from corpus.store.store import Store
from embeddings.build.build import NothingToIndexError, build
from embeddings.disk.home import Home, NoGenerationError
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index
from embeddings.texts.passages import KeyKind, keys_of
from tests import ROOT
from tests.embeddings.fictional_parts import (
    FOUR,
    KITES,
    LIGHTHOUSE,
    Hashing,
    Remembering,
    build_home,
    put,
    record,
)

MANY = [
    record(f"m-{n:02}", f"Phare {n}", f"Qui garde le phare {n} ?", f"Le phare {n} est gardé.")
    for n in range(24)
]


def _contents(home: Home) -> tuple[list[ReplyRecord], list[list[list[float]]], list[list[int]]]:
    """Return all that a generation answers from: records, vectors and keys."""
    index = Index(current_folder(home))
    records = [index.texts[ordinal] for ordinal in index.texts.ordinals()]
    index.close()
    vectors, keys = [], []
    for part in (part for kind in KeyKind for part in index.parts.keys[kind].parts):
        rows = np.arange(len(part.dense), dtype=np.int64)
        basis = np.eye(index.encoder.dimension, dtype=np.float32)
        vectors.append([part.dense.score(axis, rows).tolist() for axis in basis])
        keys += [part.records.tolist(), part.spans.tolist()]
    return records, vectors, keys


def test_a_first_build_adds_every_record_and_embeds_every_key(tmp_path: Path) -> None:
    encoder = Hashing()
    home, report = build_home(tmp_path, FOUR, encoder)
    keys = [key for one in FOUR for key in keys_of(one)]
    assert (report.added, report.updated, report.removed, report.unchanged) == (4, 0, 0, 0)
    segment = report.manifest.segments[0]
    assert sum(count.all for count in segment.keys) == len(keys)
    assert segment.complete
    assert report.embedded == len({key.text for key in keys}) == len(encoder.asked)
    manifest = report.manifest
    assert (manifest.records, manifest.replies, manifest.fictional) == (4, 3, 4)
    assert manifest.period == ("2022-06-01", "2024-03-05")
    assert manifest.by_source == {"FILE": 4}
    assert manifest.encoder == encoder.identity
    assert [r.uid for r in _contents(home)[0]] == ["f-1", "f-2", "f-3", "f-4"]


def test_a_build_with_nothing_new_makes_no_generation_and_embeds_no_text(tmp_path: Path) -> None:
    home, first = build_home(tmp_path, FOUR, Hashing())
    folder, encoder = current_folder(home), Hashing()
    _, report = build_home(tmp_path, FOUR, encoder)
    assert (report.unchanged, report.embedded, encoder.asked) == (4, 0, [])
    assert current_folder(home) == folder
    assert report.manifest == first.manifest


def test_only_what_was_added_is_embedded(tmp_path: Path) -> None:
    build_home(tmp_path, FOUR, Hashing())
    new = record("f-5", "Quais", "Qui lave les quais ?", "La commune lave les quais.")
    encoder = Hashing()
    home, report = build_home(tmp_path, (*FOUR[1:], new), encoder)
    assert (report.added, report.updated, report.removed, report.unchanged) == (1, 0, 1, 3)
    assert sorted(encoder.asked) == sorted(key.text for key in keys_of(new))
    assert [r.uid for r in _contents(home)[0]] == ["f-2", "f-3", "f-4", "f-5"]


def test_a_changed_title_is_an_update(tmp_path: Path) -> None:
    build_home(tmp_path, FOUR, Hashing())
    renamed = replace(KITES, title="Permis de cerf-volant")
    home, report = build_home(tmp_path, (LIGHTHOUSE, renamed, *FOUR[2:]), Hashing())
    assert (report.added, report.updated, report.removed, report.unchanged) == (0, 1, 0, 3)
    assert _contents(home)[0][1].title == "Permis de cerf-volant"


def test_a_record_that_comes_back_costs_nothing(tmp_path: Path) -> None:
    build_home(tmp_path, FOUR, Hashing())
    build_home(tmp_path, FOUR[:3], Hashing())
    encoder = Hashing()
    _, report = build_home(tmp_path, FOUR, encoder)
    assert (report.added, report.embedded, encoder.asked) == (1, 0, [])


def test_another_encoder_rebuilds_with_its_own_vectors(tmp_path: Path) -> None:
    build_home(tmp_path, FOUR, Hashing())
    other = Hashing("other")
    home, report = build_home(tmp_path, FOUR, other)
    texts = {key.text for one in FOUR for key in keys_of(one)}
    assert (report.unchanged, report.embedded) == (4, len(texts))
    assert Index(current_folder(home)).encoder == other.identity


def test_an_empty_store_has_nothing_to_index(tmp_path: Path) -> None:
    with pytest.raises(NothingToIndexError):
        build_home(tmp_path, (), Hashing())
    with pytest.raises(NoGenerationError):
        current_folder(Home(tmp_path))


def test_records_that_all_wait_for_a_reply_can_be_indexed(tmp_path: Path) -> None:
    home, report = build_home(tmp_path, FOUR[3:], Hashing())
    assert (report.manifest.replies, report.manifest.period) == (0, ("", ""))
    found = Index(current_folder(home)).search("nuages", "fr", Hashing())
    assert (found.hits, [hit.record.uid for hit in found.waiting]) == ([], ["f-4"])


def test_an_error_of_the_encoder_leaves_the_current_generation_as_it_is(tmp_path: Path) -> None:
    home, _ = build_home(tmp_path, FOUR, Hashing())
    folder, before = current_folder(home), _contents(home)
    with pytest.raises(RuntimeError, match="broke"):
        build_home(tmp_path, MANY, Hashing(fail_at_batch=2))
    assert current_folder(home) == folder
    assert _contents(home) == before
    assert [p.name for p in home.generations.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    "name",
    [
        *("0000/records.sqlite", "0000/columns.npz", "0000/reply.faiss", "0000/reply_records.npy"),
        *("statistics.npz", "dead.npy", "manifest.json"),
    ],
)
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "overwritten"])
def test_indexing_again_repairs_a_damaged_generation(tmp_path: Path, name: str, cut: bool) -> None:
    home, _ = build_home(tmp_path, FOUR, Hashing())
    before = _contents(home)
    path = current_folder(home) / name
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] if cut else b"\xff" * len(content))
    encoder = Hashing()
    build_home(tmp_path, FOUR, encoder)
    assert _contents(home) == before
    assert encoder.asked == []


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.embeddings.fictional_parts import Hashing
from corpus.store.store import Store
from embeddings.build import build
from embeddings.vectors import exact as dense
from embeddings.lexical import bm25 as lexical
from embeddings.disk.home import Home

def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)

class Mortal(Hashing):
    batches = 0
    def encode_passages(self, texts):
        Mortal.batches += 1
        if where == "second batch" and Mortal.batches == 2:
            die()
        return super().encode_passages(texts)

where, home = sys.argv[3], Home(Path(sys.argv[2]))
if where == "words":
    lexical.LexicalWriter.close = die
elif where == "vectors":
    dense.DenseIndex.save = die
elif where == "naming":
    Path.rename = die
elif where == "pointer":
    Path.replace = die
with home.building(), Store(home.store) as store:
    build.build(home, store, Mortal(), lambda done, total: None)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("where", ["second batch", "words", "vectors", "naming", "pointer"])
def test_a_killed_build_loses_nothing_and_never_stops_answers(tmp_path: Path, where: str) -> None:
    home, _ = build_home(tmp_path / "home", FOUR, Hashing())
    before = _contents(home)
    with Store(home.store) as store:
        put(store, home.folder / "document.txt", (*FOUR, *MANY))
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, ROOT, home.folder, where],
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert _contents(home) == before

    encoder = Hashing()
    with home.building(), Store(home.store) as store:
        report = build(home, store, encoder, lambda done, total: None)
    assert (report.added, report.unchanged) == (len(MANY), len(FOUR))
    keys = {key.text for one in MANY for key in keys_of(one)}
    if where != "words":  # which come first
        assert len(encoder.asked) < len(keys)  # the finished batches were kept

    undisturbed, _ = build_home(tmp_path / "other", (*FOUR, *MANY), Hashing())
    assert _contents(home) == _contents(undisturbed)
    assert not [p for p in home.generations.iterdir() if "unfinished" in p.name]


def test_the_order_in_which_records_came_does_not_matter(tmp_path: Path) -> None:
    one, _ = build_home(tmp_path / "one", FOUR, Hashing())
    other, _ = build_home(tmp_path / "other", FOUR[::-1], Hashing())
    assert _contents(one) == _contents(other)


def test_the_real_encoder_builds_an_index_that_answers(
    tmp_path: Path, remembering: Remembering
) -> None:
    home, report = build_home(tmp_path, FOUR, remembering)
    assert report.manifest.encoder == remembering.identity
    found = Index(current_folder(home)).search("Qui garde les phares ?", "fr", remembering)
    assert found.hits[0].record == LIGHTHOUSE
    assert list(home.generations.iterdir()) == [current_folder(home)]
