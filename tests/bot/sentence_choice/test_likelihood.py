from pathlib import Path

import pytest

from bot.sentence_choice.likelihood import (
    chances,
    read_replies,
    reply_of,
    sentence_model,
    sentence_signals,
    shares,
)
from embeddings.encoders.encoder import Encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index
from tests.bot.bot_parts import build_home, record

LIGHTHOUSES = record(
    "Le pain lève mieux au soleil. Le phare de Port-Brume est gardé par deux gardiens depuis 1902. "
    "La laine des moutons se vend peu. Les gardiens des phares sont logés sur place, car la route "
    "est longue. Le sel vient des marais. Les phares n'ont pas été vendus."
)
LIGHTS = record(
    "The Mudford lighthouse has two keepers. Bread rises in the sun. Wool is sold in spring.",
    uid="g-1", language="en", country="GB", title="Lighthouses",
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Index:
    folder = Path(tmp_path_factory.mktemp("choice"))
    return Index(current_folder(build_home(folder, [LIGHTHOUSES, LIGHTS], encoder)))


def _likeliest(index: Index, encoder: Encoder, question: str, language: str, uid: str) -> str:
    found = index.search(question, language, encoder)
    (hit,) = [hit for hit in found.hits if hit.record.uid == uid]
    own = hit.record.language == language
    rarities = {language: index.terms(question, language).rarity} if own else {}
    model = sentence_model(index.encoder, 1.0)
    (read,) = read_replies(index, [hit], question, rarities, model)
    assert all(0 < chance < 1 for chance in read.chances)
    return read.reply.words(max(range(len(read.chances)), key=lambda n: read.chances[n]))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Par combien de gardiens le phare de Port-Brume est-il gardé ?", "deux gardiens"),
        ("Pourquoi les gardiens sont-ils logés sur place ?", "car la route"),
        ("Les phares ont-ils été vendus ?", "n'ont pas été vendus"),
        ("D'où vient le sel ?", "marais"),
    ],
)
def test_the_sentence_that_answers_is_the_likeliest(
    index: Index, encoder: Encoder, question: str, answer: str
) -> None:
    assert answer in _likeliest(index, encoder, question, "fr", "f-1")


def test_a_reply_in_another_language_is_read_as_well(index: Index, encoder: Encoder) -> None:
    question = "Combien de gardiens le phare de Mudford a-t-il ?"
    assert "two keepers" in _likeliest(index, encoder, question, "fr", "g-1")


def test_what_a_question_asks_for_is_looked_for(index: Index, encoder: Encoder) -> None:
    def signals_of(question: str) -> list[tuple[float, ...]]:
        hit = index.search(question, "fr", encoder).hits[0]
        rows = sentence_signals(*reply_of(hit), hit, question, {})
        return [(r.number_asked, r.date_asked, r.reason_asked, r.denial) for r in rows]

    keepers, housed, sold = 1, 3, 5  # sentences of the reply
    assert signals_of("Combien de gardiens ?")[keepers] == (1, 0, 0, 0)
    assert signals_of("Depuis quand le phare est gardé ?")[keepers] == (0, 1, 0, 0)
    assert signals_of("Pourquoi loger les gardiens ?")[housed] == (0, 0, 1, 0)
    assert signals_of("Les phares sont-ils à vendre ?")[sold] == (0, 0, 0, 1)
    assert signals_of("Qui garde les phares ?")[keepers] == (0, 0, 0, 0)


def test_shares_sum_to_one_however_large_the_scores() -> None:
    assert shares([0.0, 0.0]) == [0.5, 0.5]
    assert shares([1e6, 0.0]) == [1.0, 0.0]
    assert sum(shares([-5000.0, -5001.0, 3.0])) == pytest.approx(1)


def test_a_sentence_that_says_what_is_done_is_likelier_than_one_that_sounds_well(
    index: Index, encoder: Encoder
) -> None:
    model = sentence_model(index.encoder, 0.0)
    done = "The Government has funded 40 more lighthouse keepers, who start in April 2027."
    said = "I have always been clear that lighthouses are close to my heart and to this House."
    along = encoder.encode_passages([done, said]) @ model.direction
    assert along[0] > along[1]


def test_how_far_a_sentence_lies_along_the_direction_counts(index: Index, encoder: Encoder) -> None:
    model = sentence_model(index.encoder, 1.0)
    hit = index.search("Qui garde les phares ?", "fr", encoder).hits[0]
    rows = sentence_signals(*reply_of(hit), hit, "Qui garde les phares ?", {})
    near, far = (chances(rows, [length] * len(rows), model) for length in (1.0, -1.0))
    assert all(one > other for one, other in zip(near, far, strict=True))
    assert chances(rows, [1e6] * len(rows), model) == (1.0,) * len(rows)
