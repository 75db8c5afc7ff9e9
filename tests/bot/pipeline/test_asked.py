from collections import Counter
from datetime import date

import pytest

from bot.pipeline import asked
from bot.pipeline.pipeline import Pipeline

QUESTION = "Combien coûte un repas à la cantine scolaire ?"


def test_what_is_measured_of_a_question_is_measured_once_a_language(
    sample_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: Counter[tuple[str, str]] = Counter()
    index, kinds = sample_pipeline.index(), asked.kind_probabilities
    terms = index.terms

    def counted_terms(text: str, language: str) -> object:
        measured[text, language] += 1
        return terms(text, language)

    def counted_kinds(text: str, *rest: object) -> object:
        measured[text, "kinds"] += 1
        return kinds(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "terms", counted_terms)
    monkeypatch.setattr(asked, "kind_probabilities", counted_kinds)
    answer = sample_pipeline.ask(QUESTION, today=date(2026, 11, 2))
    assert answer.sources
    assert {key: n for key, n in measured.items() if key[0] == QUESTION} == {
        (QUESTION, "fr"): 1,
        (QUESTION, "kinds"): 1,
    }
