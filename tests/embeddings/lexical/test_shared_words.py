from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.lexical.shared_words import (
    QuestionTerms,
    RecordTerms,
    TermsWriter,
    hashed,
    named_words,
)

_TERMS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=6), st.floats(0.1, 9), max_size=9)


@given(_TERMS, st.sets(st.text("abcdefgh", min_size=1, max_size=6)))
def test_what_is_held_and_what_is_missing_is_the_whole_question(
    rarity: dict[str, float], text: set[str]
) -> None:
    overlap = QuestionTerms.of(rarity, set()).found_in(hashed(text))
    assert np.isclose(overlap.held + overlap.missing, sum(rarity.values()))
    assert np.isclose(overlap.held, sum(w for term, w in rarity.items() if term in text))
    assert 0 <= overlap.shared <= 1


@given(_TERMS)
def test_a_text_with_every_word_shares_all_and_an_empty_one_nothing(
    rarity: dict[str, float],
) -> None:
    terms = QuestionTerms.of(rarity, set(rarity))
    whole, empty = terms.found_in(hashed(rarity)), terms.found_in(hashed([]))
    assert whole.shared == whole.names == (1.0 if rarity else 0.0)
    assert empty.shared == empty.names == 0.0
    assert empty.lacks_rarest
    assert whole.lacks_rarest is (not rarity)


def test_names_acronyms_and_numbers_are_told_from_other_words() -> None:
    question = "Que fait l'Etat pour la gare de Pontarlier et la SNCF en 2024 ?"
    assert named_words(question) == ["Etat", "Pontarlier", "SNCF", "2024"]


def test_the_terms_of_each_record_are_read_back(tmp_path: Path) -> None:
    records = [hashed(["phare", "garde"]), hashed([]), hashed(["pont"])]
    for name, part in (("base", records[:2]), ("addition", records[2:])):
        (tmp_path / name).mkdir()
        with TermsWriter(tmp_path / name) as writer:
            for terms in part:
                writer.add(terms)
    kept = RecordTerms([(0, tmp_path / "base"), (2, tmp_path / "addition")])
    assert all(np.array_equal(kept[i], terms) for i, terms in enumerate(records))


_RECORDS = st.lists(st.sets(st.text("abcdefgh", min_size=1, max_size=3), max_size=9), max_size=9)


@given(_RECORDS, _TERMS, st.data())
def test_what_records_share_is_worth_the_sum_of_the_terms_they_have(
    records: list[set[str]], terms: dict[str, float], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(records)))
    chosen = [n for n in range(len(records)) if data.draw(st.booleans())]
    with TemporaryDirectory() as folder:
        parts = [(0, Path(folder) / "base"), (cut, Path(folder) / "addition")]
        for (_, path), own in zip(parts, (records[:cut], records[cut:]), strict=True):
            path.mkdir()
            with TermsWriter(path) as writer:
                for text in own:
                    writer.add(hashed(text))
        worth = RecordTerms(parts).worth(np.array(chosen, np.int64), terms)
    expected = [sum(w for term, w in terms.items() if term in records[n]) for n in chosen]
    np.testing.assert_allclose(worth, expected)
