"""SECURITY.md names the tests that show what it promises."""

import re

from tests import ROOT


def test_every_test_that_it_names_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    named = set(re.findall(r"`(tests/[\w/.]+)`", text))
    assert len(named) > 5
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
