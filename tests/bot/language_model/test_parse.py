import time

import pytest

from bot.language_model.parse import objects_in


# These took 2 to 20 seconds: all that while, nobody else was answered.
@pytest.mark.parametrize("piece", ["]{1\n", "{'", '["', "{", "(('"])
def test_what_cannot_be_mended_takes_no_time(piece: str) -> None:
    start = time.process_time()
    assert list(objects_in(piece * 8000)) in ([], [{}])
    assert time.process_time() - start < 1


def test_a_form_before_a_flood_of_brackets_is_read() -> None:
    assert next(objects_in('{"sentences": [1]}' + "]{1\n" * 8000)) == {"sentences": [1]}
