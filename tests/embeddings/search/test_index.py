from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import EncoderMismatchError
from embeddings.generation.manifest import current_folder
from embeddings.search import candidates
from embeddings.search.candidates import Query
from embeddings.search.filters import Filters
from embeddings.search.index import Hit, Index, SearchResult
from tests.embeddings.fictional_parts import (
    FOUR,
    KITES,
    LIGHTHOUSE,
    SNAILS,
    Hashing,
    Remembering,
    build_home,
)

TEACHERS = {f"QANR5L99QE{n}" for n in (104, 105, 106)}
DOCTORS = {f"QANR5L99QE{n}" for n in (108, 109, 110)}
ELECTRICITY = {f"QANR5L99QE{n}" for n in (124, 125)}


@pytest.fixture(scope="module")
def index(sample_home: Home) -> Index:
    return Index(current_folder(sample_home))


def _uids(hits: list[Hit]) -> list[str]:
    return [hit.record.uid for hit in hits]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Pourquoi délocaliser les centres d'appels ?", "QANR5L99QE101"),
        ("Combien coûte un repas à la cantine ?", "QANR5L99QE103"),
        ("Que fait-on contre les attaques de loups ?", "QANR5L99QE120"),
        ("Va-t-on remettre des trains de nuit ?", "QANR5L99QE117"),
        ("surpopulation des prisons", "QANR5L99QE129"),
        ("Why do pharmacies run out of medicines?", "QANR5L99QE111"),
        ("Are wolves killing too many sheep?", "QANR5L99QE120"),
        ("When will the new nuclear reactors be ready?", "QANR5L99QE123"),
    ],
)
def test_the_reply_to_a_question_in_either_language_is_found_first(
    index: Index, encoder: Encoder, question: str, expected: str
) -> None:
    language = "en" if question[0] in "WA" else "fr"
    assert _uids(index.search(question, language, encoder).hits)[0] == expected


@pytest.mark.parametrize(
    "question", ["Que fait-on contre les attaques de loups ?", "surpopulation des prisons"]
)
def test_among_the_few_that_a_filter_leaves_words_find_what_they_find_among_all(
    index: Index, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    allowed = np.arange(len(index.parts.catalogue.alive)) % 3 > 0
    monkeypatch.setattr(candidates, "_WORD_CANDIDATES", 3)
    query = Query(question, np.empty(0, np.float32), "fr", allowed, 3, question_keys=True)
    few = candidates._word_scores(index.parts, query)
    monkeypatch.setattr(candidates, "_FEW", 0)
    every = candidates._word_scores(index.parts, query)
    assert list(few["fr"].items())[:2] == list(every["fr"].items())[:2]
    assert few["fr"]
    assert all(allowed[ordinal] for ordinal in few["fr"])


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("Qui remplace les professeurs absents ?", TEACHERS),
        ("Il n'y a plus de médecin dans mon village", DOCTORS),
        ("Quand sont les heures creuses de l'électricité ?", ELECTRICITY),
    ],
)
def test_identical_replies_are_one_line(
    index: Index, encoder: Encoder, question: str, group: set[str]
) -> None:
    hits = index.search(question, "fr", encoder, count=20).hits
    (shown,) = [hit for hit in hits if hit.record.uid in group]
    assert shown is hits[0]
    assert {r.uid for r in index.of_group(shown)} == group - {shown.record.uid}
    assert len({hit.group for hit in hits}) == len(hits) == 20


def test_questions_without_a_reply_are_only_among_those_that_wait(
    index: Index, encoder: Encoder
) -> None:
    found = index.search("Financement des écoles de musique", "fr", encoder, count=50)
    assert found.waiting[0].record.uid == "QANR5L99QE138"
    assert {hit.record.uid for hit in found.waiting} == {
        f"QANR5L99QE{n}" for n in (121, 138, 140, 142, 150)
    }
    assert all(hit.record.status.has_reply for hit in found.hits)
    assert not any(hit.record.status.has_reply or hit.passages for hit in found.waiting)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(ministry="SANTE"),
        Filters(ministry="ministère de l’intérieur"),
        Filters(since=date(2026, 5, 1)),
        Filters(until=date(2020, 12, 31)),
        Filters(since=date(2024, 2, 6), until=date(2024, 2, 6)),
        Filters(ministry="energie", since=date(2026, 1, 1), until=date(2026, 4, 30)),
        Filters(source="sample", ministry="numerique"),
    ],
    ids=str,
)
def test_filters_limit_inside_the_search(index: Index, encoder: Encoder, filters: Filters) -> None:
    found = index.search("Où trouver un médecin ?", "fr", encoder, filters, 50)
    fitting = set()
    for n in range(index.manifest.records):
        record = index.texts[n]
        name = "".join(c for c in record.ministry.lower() if c not in "éèê’'")
        wanted = "".join(c for c in filters.ministry.lower() if c not in "éèê’'")
        folded = {"sante": "sant", "energie": "nergi", "numerique": "numriqu"}
        day = record.answered_on
        if (
            folded.get(wanted, wanted) in name
            and (not filters.since or (day and day >= filters.since))
            and (not filters.until or (day and day <= filters.until))
            and record.status.has_reply
        ):
            fitting.add(record.group)
    assert fitting
    assert {hit.record.group for hit in found.hits} == fitting
    for hit in found.hits:
        day = hit.record.answered_on
        assert day is not None
        assert not filters.since or day >= filters.since
        assert not filters.until or day <= filters.until


@pytest.mark.parametrize(
    "filters",
    [
        Filters(source="UK"),
        Filters(ministry="Ministère des Licornes"),
        Filters(since=date(2027, 1, 1)),
        Filters(until=date(1958, 10, 4)),
        Filters(since=date(2026, 1, 2), until=date(2026, 1, 1)),
    ],
    ids=str,
)
def test_filters_that_nothing_fits_find_nothing(
    index: Index, encoder: Encoder, filters: Filters
) -> None:
    found = index.search("Où trouver un médecin ?", "fr", encoder, filters)
    assert (found.hits, found.waiting) == ([], [])


def test_the_source_keeps_other_sources_out(tmp_path: Path, remembering: Remembering) -> None:
    records = (LIGHTHOUSE, replace(KITES, source="AN"), replace(SNAILS, source="UK"))
    home, _ = build_home(tmp_path, records, remembering)
    index = Index(current_folder(home))
    for source, uid in (("file", "f-1"), ("AN", "f-2"), ("uk", "f-3")):
        found = index.search("phares", "fr", remembering, Filters(source=source))
        assert _uids(found.hits) == [uid]


def _numbers(found: SearchResult) -> list[tuple[str, float, object]]:
    return [(hit.record.uid, hit.score, hit.passages) for hit in (*found.hits, *found.waiting)]


def test_the_same_question_finds_the_same_with_the_same_scores(
    index: Index, encoder: Encoder, sample_home: Home
) -> None:
    question = "Que fait le Gouvernement pour la montagne ?"
    first = _numbers(index.search(question, "fr", encoder, count=30))
    assert _numbers(index.search(question, "fr", encoder, count=30)) == first
    again = Index(current_folder(sample_home))
    assert _numbers(again.search(question, "fr", encoder, count=30)) == first
    again.close()


def test_hits_come_best_first_and_their_passages_slice_their_reply(
    index: Index, encoder: Encoder
) -> None:
    hits = index.search("Quelles aides pour isoler mon logement ?", "fr", encoder, count=30).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert hit.passages
        assert len(set(hit.passages)) == len(hit.passages)
        for start, end in hit.passages:
            passage = hit.record.reply[start:end]
            assert passage
            assert passage == passage.strip()


@pytest.mark.parametrize("count", [1, 2, 7])
def test_no_more_than_the_asked_number_is_found(index: Index, encoder: Encoder, count: int) -> None:
    few = index.search("le permis de conduire", "fr", encoder, count=count)
    more = index.search("le permis de conduire", "fr", encoder, count=20)
    assert len(few.hits) == count
    assert _uids(few.hits) == _uids(more.hits)[:count]
    assert len(few.waiting) <= count


def test_a_few_replies_in_two_languages_are_enough_to_search(
    tmp_path: Path, remembering: Remembering
) -> None:
    home, _ = build_home(tmp_path, FOUR, remembering)
    index = Index(current_folder(home))
    for question, language, uid in (
        ("Qui garde les phares ?", "fr", "f-1"),
        ("Combien de passages pour escargots ?", "fr", "f-3"),
        ("How many snail crossings are there?", "en", "f-3"),
    ):
        assert _uids(index.search(question, language, remembering).hits)[0] == uid


@pytest.mark.parametrize("question", ["?", "12", "\ud800", "le la les", "x" * 5_000, "AND OR NOT"])
def test_any_question_can_be_searched(index: Index, encoder: Encoder, question: str) -> None:
    assert len(index.search(question, "fr", encoder, count=3).hits) == 3


def test_another_encoder_is_refused_and_both_are_named(index: Index) -> None:
    with pytest.raises(EncoderMismatchError, match=r"parliament-e5-small.*hashing"):
        index.search("phares", "fr", Hashing())


def test_no_filter_is_false_and_any_is_true() -> None:
    assert not Filters()
    assert all((Filters(source="AN"), Filters(ministry="x"), Filters(since=date(2024, 1, 1))))


@pytest.mark.parametrize("otherwise", ["fr", "en"])
def test_a_text_that_does_not_tell_is_in_the_language_of_all_records(
    tmp_path: Path, otherwise: str
) -> None:
    home, _ = build_home(tmp_path, [SNAILS], Hashing())
    index = Index(current_folder(home))
    assert index.language_of("RSA 2024", otherwise) == "en"
    assert index.language_of("déserts médicaux", otherwise) == "fr"


@pytest.mark.parametrize("otherwise", ["fr", "en"])
def test_a_text_of_which_nothing_tells_is_in_the_language_of_the_reader(
    tmp_path: Path, otherwise: str
) -> None:
    home, _ = build_home(tmp_path, FOUR, Hashing())
    assert Index(current_folder(home)).language_of("RSA 2024", otherwise) == otherwise
