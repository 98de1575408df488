"""Faulty content keeps everything from starting, with a sentence instead of a traceback."""

from pathlib import Path

import pytest

from tests.support.copied_portal import CopiedPortal

LINE = 12


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> CopiedPortal:
    """A copy of the portal with one wrong line in one file."""
    copy = CopiedPortal(tmp_path_factory.mktemp("portal"))
    file = copy.content / "services" / "hund-anmelden.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.splitlines()[LINE - 1] == "category: animals"
    file.write_text(text.replace("category: animals", "category: dinosaurs"), encoding="utf-8")
    return copy


@pytest.mark.parametrize("command", ["run", "serve", "worker"])
def test_nothing_starts(spoilt: CopiedPortal, command: str) -> None:
    ended = spoilt.run(command)
    assert ended.returncode == 1
    assert "startet nicht" in ended.stderr
    assert f"portal/content/services/hund-anmelden.yaml:{LINE}: category" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not Path(spoilt.folder, "var").exists()
