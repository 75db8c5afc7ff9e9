import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.doctor.facts import gather
from bot.jobs import remove as removing
from bot.jobs import second_index as second_indexes
from bot.jobs.remove import carry_out, plan_removal
from bot.jobs.second_index import second_index
from bot.question.bad_input import BadInputError
from corpus.store.store import Store
from embeddings.build import embedding
from embeddings.disk.home import BusyError, Home, NoGenerationError
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.identity import EncoderUnavailableError
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.search.index import Index
from embeddings.texts.passages import keys_of
from tests.embeddings.fictional_parts import (
    FOUR,
    LIGHTHOUSE,
    SNAILS,
    Hashing,
    WordBag,
    build_home,
    put,
)

Opens = Callable[[Encoder], None]


class Stopping(Hashing):
    """Stops as Ctrl-C does once it has read a number of batches."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self._left = batches

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return build_home(tmp_path / "own", FOUR, WordBag())[0]


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> Opens:
    """Have the next encoder that is opened, whatever its name, be this one."""

    def opened(encoder: Encoder) -> None:
        for module in (second_indexes, removing):
            monkeypatch.setattr(module, "open_encoder", lambda name: encoder)

    return opened


def _untold(*ignored: object) -> None:
    pass


def _files(home: Home) -> dict[str, bytes]:
    """Return all that answers: the generations and the pointer, byte by byte."""
    paths = [*home.generations.rglob("*"), home.pointer]
    return {str(p.relative_to(home.folder)): p.read_bytes() for p in paths if p.is_file()}


def test_the_second_index_finds_the_same_records_and_the_home_stays_as_it_is(
    home: Home, opens: Opens
) -> None:
    opens(Hashing())
    before, store = _files(home), home.store.read_bytes()
    with second_index(home, "hashing") as second:
        second.build(_untold, _untold)
        index = Index(current_folder(second.home))
        own = Index(current_folder(home))
        assert index.encoder == Hashing().identity
        assert index.manifest.complete
        assert index.manifest.corpus_sha256 == own.manifest.corpus_sha256
        assert own.search("le gardien du phare", "fr", WordBag()).hits  # it answers meanwhile
        index.close()
        own.close()
    assert _files(home) == before
    assert home.store.read_bytes() == store
    assert not second.home.folder.exists()


def test_what_was_embedded_before_an_interruption_is_not_embedded_again(
    home: Home, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.encoders.encoder._SMALL_BATCH", 4)
    stopping, before = Stopping(2), _files(home)
    opens(stopping)
    with pytest.raises(KeyboardInterrupt), second_index(home, "hashing") as second:
        second.build(_untold, _untold)
    assert _files(home) == before
    rest, again = Hashing(), Hashing()
    for encoder in (rest, again):
        opens(encoder)
        with second_index(home, "hashing") as second:
            second.build(_untold, _untold)
            assert Manifest.read(current_folder(second.home)).complete
    texts = {key.text for record in FOUR for key in keys_of(record)}
    assert len(stopping.asked) == 8
    assert set(stopping.asked) | set(rest.asked) == texts
    assert not set(stopping.asked) & set(rest.asked)
    assert again.asked == []  # a second comparison costs nothing


def test_a_large_second_index_is_published_once_and_its_cost_is_told(
    home: Home, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.build.build._STAGED_FROM", 0.0)
    monkeypatch.setattr(embedding, "_SURELY_SMALL", -1)
    monkeypatch.setattr(embedding, "_SAMPLE", 100)
    monkeypatch.setattr(embedding, "_FIRST_INTERVAL", 0.0)
    opens(Hashing())
    told: list[str] = []
    done: list[tuple[int, int]] = []
    with second_index(home, "hashing") as second:
        second.build(lambda what, so_far, total: done.append((so_far, total)), told.append)
        assert len(list(second.home.generations.iterdir())) == 1
    assert [said.split(":")[0] for said in told] == ["To embed"]
    assert done[-1][0] == done[-1][1] > 0


def test_what_a_kill_left_is_found_by_the_doctor_and_goes_with_what_is_removed(
    home: Home, opens: Opens, tmp_path: Path
) -> None:
    opens(Hashing())
    with second_index(home, "hashing") as second:
        second.build(_untold, _untold)
        left = tmp_path / "left"
        shutil.copytree(second.home.folder, left)
    shutil.move(left, second.home.folder)
    assert b"Port-Brume" in b"".join(_files(second.home).values())
    assert second.home.folder in gather(home).leftovers
    opens(WordBag())
    carry_out(home, plan_removal(home, [LIGHTHOUSE.uid], "", []), _untold)
    assert not second.home.folder.exists()
    assert b"Port-Brume" not in b"".join(_files(home).values())


def test_what_a_kill_left_is_no_obstacle_to_the_next(home: Home, opens: Opens) -> None:
    opens(Hashing())
    with second_index(home, "hashing") as second:
        pass
    second.home.create()
    second.home.pointer.write_text("20200101T000000000000Z", "utf-8")
    with second_index(home, "hashing") as second:
        second.build(_untold, _untold)
        assert Manifest.read(current_folder(second.home)).records == len(FOUR)


def test_nothing_else_is_built_meanwhile(home: Home, opens: Opens) -> None:
    opens(Hashing())
    with (
        second_index(home, "hashing"),
        pytest.raises(BusyError),
        second_index(home, "hashing"),
    ):
        raise AssertionError


def test_the_encoder_of_the_index_is_not_compared_with_itself(home: Home, opens: Opens) -> None:
    opens(WordBag())
    with pytest.raises(BadInputError, match=r"made with words .* already"), second_index(home, "w"):
        raise AssertionError


def test_an_index_that_lacks_records_of_the_store_is_not_compared(home: Home, opens: Opens) -> None:
    opens(Hashing())
    with Store(home.store) as store:
        put(store, home.folder / "document.txt", [SNAILS])
    with pytest.raises(BadInputError, match="does not hold all"), second_index(home, "hashing"):
        raise AssertionError


def test_an_encoder_that_cannot_be_loaded_is_named(home: Home) -> None:
    with pytest.raises(EncoderUnavailableError, match="no-such"), second_index(home, "./no-such"):
        raise AssertionError


def test_a_home_without_an_index_has_nothing_to_compare(tmp_path: Path) -> None:
    nothing = Home(tmp_path / "none")
    with pytest.raises(NoGenerationError, match="nothing is ind"), second_index(nothing, "hashing"):
        raise AssertionError
    assert not (tmp_path / "none").exists()
