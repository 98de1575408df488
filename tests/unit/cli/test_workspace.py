"""The folder var/ belongs to one supervisor at a time, and a reset takes only what is ours."""

import base64
import stat
from pathlib import Path

import pytest

from portal.cli.workspace import Workspace
from portal.errors import ConfigurationFault


def test_a_second_supervisor_is_told_where_the_first_one_runs(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "var")
    with workspace.locked():
        workspace.announce(3210, https=False, host="localhost:3210")
        with (
            pytest.raises(ConfigurationFault, match="läuft Schalter schon auf Port 3210"),
            Workspace(tmp_path / "var").locked(),
        ):
            pytest.fail("two supervisors hold one folder")


def test_a_running_demo_is_found_and_a_finished_one_is_not(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "var")
    assert workspace.running_portal() is None
    with workspace.locked():
        workspace.announce(3210, https=True, host="localhost:3210")
        running = Workspace(tmp_path / "var").running_portal()
        assert running is not None
        assert (running.port, running.https) == (3210, True)
    assert workspace.running_portal() is None


def test_keys_of_the_demo_are_made_once_and_private(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "var")
    workspace.prepare()
    first = workspace.demo_secrets()
    assert Workspace(tmp_path / "var").demo_secrets() == first
    assert {len(base64.b64decode(key)) for key in first.values()} == {32}
    assert stat.S_IMODE((tmp_path / "var" / "secrets.json").stat().st_mode) == 0o600


def test_emptying_leaves_what_is_not_ours(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "var")
    for name in ("postgres", "files", "photos"):
        (tmp_path / "var" / name).mkdir(parents=True)
        (tmp_path / "var" / name / "content").touch()
    workspace.empty()
    assert sorted(entry.name for entry in (tmp_path / "var").iterdir()) == ["photos"]
