"""The systemd units, checked by systemd itself where it is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import ROOT

_UNITS = ROOT / "deploy"
_SERVER, _UPDATE = _UNITS / "parlebot.service", _UNITS / "parlebot-update.service"
_MOST_EXPOSED = 2.0  # of 10, as `systemd-analyze security` counts

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def _analyze(*arguments: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


@needs_systemd
@pytest.mark.parametrize("unit", [_SERVER, _UPDATE])
def test_little_of_the_system_is_exposed(unit: Path) -> None:
    said = _analyze("security", "--offline=true", str(unit))
    level = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert level is not None, said
    assert float(level[1]) < _MOST_EXPOSED


@needs_systemd
def test_systemd_finds_nothing_wrong() -> None:
    said = _analyze("verify", *map(str, sorted(_UNITS.glob("parlebot*"))))
    # All but this, which is true: it is not installed there.
    wrong = [line for line in said.splitlines() if "parlebot is not executable" not in line]
    assert wrong == []


def test_the_server_is_given_the_time_to_answer_what_it_has_begun() -> None:
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", _SERVER.read_text("utf-8"), re.MULTILINE)
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "bot").rglob("*.py"))
    (own,) = re.findall(r"^_STOP_SECONDS = (\d+)", sources, re.MULTILINE)
    assert int(stop) > int(own)


def test_only_the_update_may_write_the_home() -> None:
    home = "=/var/lib/parlebot"
    server, update = _SERVER.read_text("utf-8"), _UPDATE.read_text("utf-8")
    assert "\nReadWritePaths=" not in server
    assert f"\nReadWritePaths{home}\n" in update
    for unit in (server, update):
        assert "\nProtectSystem=strict\n" in unit
        assert f"PARLEBOT_HOME{home}" in unit
        assert "\nUser=parlebot\n" in unit  # the same: a build's files are for their owner
