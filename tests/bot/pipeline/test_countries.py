from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.answers.answer import Answer
from bot.pipeline import countries
from bot.pipeline.pipeline import Pipeline
from bot.relevance.relevance import RelevanceModel, relevance_model
from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import Filters
from tests.bot.bot_parts import build_home, record

FRENCH = record(
    "Faire voler un cerf-volant près d'un phare est permis au-delà de 100 mètres.",
    uid="f-kite", title="Cerfs-volants près des phares", ministry="ministère des phares",
    question="Peut-on faire voler un cerf-volant près d'un phare ?",
)  # fmt: skip
BRITISH = record(
    "Flying a kite near a lighthouse is allowed beyond 200 metres of the light.",
    uid="g-kite", title="Kites near lighthouses", language="en", country="GB",
    question="To ask the Secretary of State whether kites may be flown near lighthouses.",
    ministry="Department for Lighthouses",
)  # fmt: skip
QUESTION = {
    "fr": "Peut-on faire voler un cerf-volant près d'un phare ?",
    "en": "May kites be flown near lighthouses?",
}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Pipeline:
    home = build_home(Path(tmp_path_factory.mktemp("countries")), [FRENCH, BRITISH], encoder)
    return Pipeline(home, encoder)


@pytest.fixture
def _sure(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is sure of everything: the grouping is tested, not the model."""
    sure = _model(encoder, plain_from=0.0, shown_from=0.0)
    monkeypatch.setattr("bot.pipeline.asked.relevance_model", lambda *_: sure)


def _model(encoder: Encoder, **changes: float) -> RelevanceModel:
    return relevance_model(encoder.identity, 1.0)._replace(**changes)


def _ask(pipeline: Pipeline, question: str, **options: object) -> Answer:
    return pipeline.ask(question, today=date(2026, 11, 2), **options)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_sure")
@pytest.mark.parametrize(
    ("language", "uids", "names"),
    [
        ("fr", ["f-kite", "g-kite"], ["France", "Royaume-Uni"]),
        ("en", ["g-kite", "f-kite"], ["United Kingdom", "France"]),
    ],
)
def test_each_country_answers_under_its_name_the_askers_first(
    pipeline: Pipeline, language: str, uids: list[str], names: list[str]
) -> None:
    answer = _ask(pipeline, QUESTION[language])
    assert [source.record.uid for source in answer.sources] == uids
    assert [source.n for source in answer.sources] == [1, 2]
    lines = answer.answer.splitlines()
    assert [line for line in lines if line in names] == names
    assert answer.answer.index("[1]") < answer.answer.index(f"\n{names[1]}\n")
    (notice,) = [n for n in answer.notices if n.kind == "several_countries"]
    assert "--country" in notice.text
    scores = [found.score for found in answer.retrieved]
    assert scores == sorted(scores, reverse=True)
    assert {s.citations for s in answer.statements} == {(1,), (2,)}


@pytest.mark.usefixtures("_sure")
@pytest.mark.parametrize(
    ("question", "filters"),
    [
        (QUESTION["fr"], Filters(country="GB")),
        ("Peut-on faire voler un cerf-volant au Royaume-Uni ?", Filters()),
    ],
)
def test_a_question_limited_to_a_country_is_answered_by_it_alone(
    pipeline: Pipeline, question: str, filters: Filters
) -> None:
    answer = _ask(pipeline, question, filters=filters)
    assert [source.record.uid for source in answer.sources] == ["g-kite"]
    assert "Royaume-Uni" not in answer.answer.splitlines()
    assert "several_countries" not in {notice.kind for notice in answer.notices}


def test_another_country_is_added_only_when_it_would_be_answered_plainly(
    pipeline: Pipeline, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = _model(encoder, plain_from=1.1, shown_from=0.0)
    monkeypatch.setattr("bot.pipeline.asked.relevance_model", lambda *_: unsure)
    answer = _ask(pipeline, QUESTION["fr"])
    assert [source.record.uid for source in answer.sources] == ["f-kite"]
    assert "several_countries" not in {notice.kind for notice in answer.notices}


def test_a_home_of_one_country_costs_no_second_search(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("searched again")

    monkeypatch.setattr(countries, "_plain_sources", never)
    other = replace(FRENCH, uid="f-other", reply="Un phare éclaire la mer à vingt milles.")
    alone = Pipeline(build_home(tmp_path, [FRENCH, other], encoder), encoder)
    assert _ask(alone, QUESTION["fr"]).sources
