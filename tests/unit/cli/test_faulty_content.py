"""Faulty content keeps everything from starting, with a sentence instead of a traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINE = 12
PACKAGE = Path(__file__).resolve().parents[3] / "portal"


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the portal with one wrong line in one file."""
    folder = tmp_path_factory.mktemp("portal")
    shutil.copytree(PACKAGE, folder / "portal", ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "portal" / "content" / "services" / "hund-anmelden.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.splitlines()[LINE - 1] == "category: animals"
    file.write_text(text.replace("category: animals", "category: dinosaurs"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", ["run", "serve", "worker"])
def test_nothing_starts(spoilt: Path, command: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "portal", command],
        cwd=spoilt,
        env={**os.environ, "PORTAL_DEMO": "1", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert "startet nicht" in ended.stderr
    assert f"portal/content/services/hund-anmelden.yaml:{LINE}: category" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (spoilt / "var").exists()
