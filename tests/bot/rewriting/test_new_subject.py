import pytest

from bot.pipeline.pipeline import Pipeline
from bot.rewriting.new_subject import names_new_subject
from embeddings.encoders.encoder import Encoder

WHEELCHAIRS = "Quand les fauteuils roulants seront-ils remboursés en entier ?"


@pytest.mark.parametrize(
    ("follow_up", "found"),
    [
        ("Et les centres d'appels ?", "QANR5L99QE101"),
        ("Et que fait le gouvernement contre les centres d'appels délocalisés ?", "QANR5L99QE101"),
        ("et les loups ?", "QANR5L99QE120"),
        ("Et pour les passeports ?", "QANR5L99QE135"),
        ("loups ?", "QANR5L99QE120"),
    ],
)
def test_a_new_subject_behind_and_is_found(
    sample_pipeline: Pipeline, follow_up: str, found: str
) -> None:
    answer = sample_pipeline.ask(follow_up, history=[WHEELCHAIRS])
    assert answer.retrieved[0].record.uid == found
    assert "fauteuils" not in answer.standalone


@pytest.mark.parametrize("follow_up", ["et le prix ?", "Et pour les enfants ?", "et le délai ?"])
def test_a_part_of_the_subject_is_asked_of_the_subject(
    sample_pipeline: Pipeline, follow_up: str
) -> None:
    answer = sample_pipeline.ask(follow_up, history=[WHEELCHAIRS])
    assert answer.retrieved[0].record.uid == "QANR5L99QE147"
    assert answer.standalone.startswith(WHEELCHAIRS[:-2])


def test_a_new_subject_that_no_reply_is_about_is_not_answered_with_the_old_one(
    sample_pipeline: Pipeline,
) -> None:
    answer = sample_pipeline.ask("Et la taxe foncière ?", history=[WHEELCHAIRS])
    assert "QANR5L99QE147" not in [source.record.uid for source in answer.sources]


def test_what_follows_a_new_subject_is_asked_of_it(sample_pipeline: Pipeline) -> None:
    history = [WHEELCHAIRS, "Et les centres d'appels ?"]
    answer = sample_pipeline.ask("et les délocalisations ?", history=history)
    assert answer.retrieved[0].record.uid == "QANR5L99QE101"
    assert answer.standalone == "Les centres d'appels, et les délocalisations ?"


def test_words_that_any_record_has_name_no_subject(
    sample_pipeline: Pipeline, encoder: Encoder
) -> None:
    index = sample_pipeline.index()
    assert names_new_subject(index, encoder, WHEELCHAIRS, "les loups", "fr")
    assert not names_new_subject(index, encoder, WHEELCHAIRS, "le prix", "fr")
    assert not names_new_subject(index, encoder, WHEELCHAIRS, "", "fr")
