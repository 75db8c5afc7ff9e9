from datetime import date
from pathlib import Path

import pytest

from bot.answers.answer import Answer
from bot.notices.differences import same_point
from bot.pipeline.pipeline import Pipeline
from corpus.records.record import ReplyRecord
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import build_home, record

ASKED = "To ask the Secretary of State for Lighthouses, how many keepers are employed in Mudford."


def _reply(uid: str, text: str, day: date, **fields: object) -> ReplyRecord:
    own: dict[str, object] = {
        "title": "Lighthouse Keepers: Mudford", "question": ASKED, "language": "en",
        "country": "GB", "ministry": "Department for Lighthouses",
    }  # fmt: skip
    return record(text, uid=uid, answered_on=day, **(own | fields))


OLD = _reply("g-1", "The Department employs 14 keepers in Mudford.", date(2021, 3, 2))
NEW = _reply("g-2", "The Department employs 9 keepers in Mudford.", date(2024, 3, 5))
KENT = _reply(
    "g-3", "The Department employs 22 keepers in Kent.", date(2023, 5, 2),
    title="Lighthouse Keepers: Kent", question=ASKED.replace("Mudford", "Kent"),
)  # fmt: skip
TRAINS = _reply(
    "g-4", "The Department employs no keepers in Mudford.", date(2023, 5, 3),
    ministry="Department for Railways",
)  # fmt: skip
OTHERS = [
    _reply(
        f"g-other-{n}", f"The Department painted {n} boats of {place}.", date(2022, 1, n),
        title=f"Boats: {place}", question=f"To ask the Secretary, who paints {place} boats.",
    )
    for n, place in enumerate(["Pendle", "Stow", "Arden", "Looe"], start=1)
]  # fmt: skip


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Pipeline:
    records = [OLD, NEW, KENT, TRAINS, *OTHERS]
    return Pipeline(build_home(Path(tmp_path_factory.mktemp("twice")), records, encoder), encoder)


def _ask(pipeline: Pipeline, language: str = "en") -> Answer:
    question = {
        "en": "How many lighthouse keepers does the department employ in Mudford?",
        "fr": "Combien de gardiens de phare sont employés à Mudford ?",
    }[language]
    return pipeline.ask(question, default_language=language, today=date(2024, 6, 1))


def test_replies_on_the_same_point_are_told_to_differ_the_newest_first(pipeline: Pipeline) -> None:
    for language, said in (("en", "different figures"), ("fr", "des chiffres différents")):
        answer = _ask(pipeline, language)
        assert [source.record.uid for source in answer.sources][:2] == ["g-2", "g-1"]
        (notice,) = [n for n in answer.notices if n.kind == "replies_differ"]
        assert said in notice.text
        assert "2024" in notice.text
        assert "2021" in notice.text
        assert notice.text.index("[1]") < notice.text.index("[2]")


def test_the_same_question_at_two_dates_is_one_point(pipeline: Pipeline) -> None:
    assert same_point(OLD, NEW, pipeline.index())


@pytest.mark.parametrize(
    "other",
    [
        KENT,  # another place
        TRAINS,  # another ministry
        _reply("x", "Nine.", date(2021, 3, 2)),  # the same day
        _reply("x", "Nine.", date(2024, 3, 5), country="IE"),
        _reply(
            "x", "Nine.", date(2024, 3, 5), title="Lighthouse Roofs: Mudford",
            question="To ask the Secretary of State, who repaired roofs in Mudford.",
        ),
    ],
)  # fmt: skip
def test_another_place_ministry_day_country_or_subject_is_another_point(
    pipeline: Pipeline, other: ReplyRecord
) -> None:
    assert not same_point(OLD, other, pipeline.index())


def test_replies_that_say_the_same_again_are_not_told_to_differ(
    tmp_path: Path, encoder: Encoder
) -> None:
    again = _reply("g-2", "The Department still employs 14 keepers in Mudford.", date(2024, 3, 5))
    home = build_home(tmp_path, [OLD, again, *OTHERS], encoder)
    answer = _ask(Pipeline(home, encoder))
    assert "g-2" in {source.record.uid for source in answer.sources}
    assert "replies_differ" not in {notice.kind for notice in answer.notices}
