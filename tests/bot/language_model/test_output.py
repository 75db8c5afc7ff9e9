import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language_model.output import Claim, read_claims

LINE = '{"text": "Le phare { est } \\"allumé\\".", "passage": 1, "quotes": ["le phare"]}'
CLAIM = Claim('Le phare { est } "allumé".', 1, ("le phare",))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (LINE, [CLAIM]),
        (f"{LINE}\n{LINE}", [CLAIM, CLAIM]),
        (f"```json\n{LINE}\n```", [CLAIM]),
        (f"Voici : {LINE} Voilà.", [CLAIM]),
        (f"[{LINE}, {LINE}]", [CLAIM, CLAIM]),
        (json.dumps(json.loads(LINE), indent=4), [CLAIM]),
        ('{"text": "a b c", "passage": "2", "quote": "d"}', [Claim("a b c", 2, ("d",))]),
        ('{"text": "a b c", "passage": "[2]", "quotes": "d"}', [Claim("a b c", 2, ("d",))]),
        (f'{{"text": "broken\n{LINE}', [None, CLAIM]),
        ('{"text": "cut', [None]),
        ('{"text": "x", "passage": true, "quotes": ["d"]}', [None]),
        ('{"text": "x", "passage": 1, "quotes": []}', [None]),
        ('{"text": "x", "passage": 1, "quotes": ["a", "b", "c", "d", "e"]}', [None]),
        ("{}", [None]),
        ("no object at all } ]", []),
        ("", []),
    ],
)
def test_statements_are_found_in_what_models_write(text: str, read: list[Claim | None]) -> None:
    assert list(read_claims([text])) == read


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 30), max_size=12), st.text(max_size=60))
def test_where_the_stream_is_cut_changes_nothing(cuts: list[int], noise: str) -> None:
    text = f"{noise}\n{LINE}\n{noise}"
    pieces, place = [], 0
    for cut in cuts:
        pieces.append(text[place : place + cut])
        place += cut
    assert list(read_claims([*pieces, text[place:]])) == list(read_claims([text]))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for claim in read_claims(text):
        assert claim is None or claim.quotes
