"""Whoever starts Schalter where it cannot run reads one sentence that says why."""

import os
import re
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from portal.cli.ports import read_port, require_free_port
from portal.cli.run import read_plan
from portal.cli.workspace import Workspace
from portal.errors import ConfigurationFault
from tools import bootstrap


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_in_use_is_named_with_a_way_out(taken_port: int) -> None:
    for refuse in (require_free_port, lambda port: bootstrap.check_port(str(port))):
        with pytest.raises(
            (ConfigurationFault, bootstrap.CannotPrepare),
            match=f"Port {taken_port} ist schon belegt; ein anderer geht mit: make run PORT=",
        ):
            refuse(taken_port)


def test_a_port_held_by_a_server_on_all_interfaces_is_in_use() -> None:
    with closing(socket.socket()) as server:
        server.bind(("0.0.0.0", 0))
        server.listen()
        with pytest.raises(ConfigurationFault, match="schon belegt"):
            require_free_port(server.getsockname()[1])


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "30 00"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationFault, match="ist keine Portnummer"):
        read_port(text)
    with pytest.raises(bootstrap.CannotPrepare, match="ist keine Portnummer"):
        bootstrap.check_port(text)


def test_a_free_port_is_accepted(taken_port: int) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    require_free_port(free)
    bootstrap.check_port(str(free))


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    # As root every permission bit is ignored, so a file stands where the folder should be.
    blocked = tmp_path / "var"
    blocked.write_text("no folder")
    with pytest.raises(ConfigurationFault, match=re.escape(f"In den Ordner {blocked} kann nicht")):
        Workspace(blocked).prepare()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_clone_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(bootstrap.CannotPrepare, match="kann nicht geschrieben werden"):
        bootstrap.check_writable(str(tmp_path))


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(bootstrap.CannotPrepare) as refused:
        bootstrap.find_python()
    assert "Schalter braucht Python 3.11 bis 3.14, gefunden wurde nur 3.9.18." in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_old_python_steps_back_for_a_newer_one_on_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "python3.14"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    (tmp_path / "python3.13").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.find_python() == str(tmp_path / "python3.13")


def test_an_unknown_municipality_is_told_the_known_ones() -> None:
    with pytest.raises(ConfigurationFault, match=r"„entenhausen“ gibt es nicht.*papenburg"):
        read_plan({"MUNICIPALITY": "entenhausen"})
