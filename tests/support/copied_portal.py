"""A copy of the portal's package, whose content may be spoilt, with its commands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "portal"


class CopiedPortal:
    """The copy in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "portal" / "content"
        shutil.copytree(
            PACKAGE, folder / "portal", ignore=shutil.ignore_patterns("__pycache__", "fonts")
        )

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """`portal …` to its end, with nobody at the keyboard."""
        return subprocess.run(
            [sys.executable, "-m", "portal", *command],
            cwd=self.folder,
            env={**os.environ, "PORTAL_DEMO": "1", "PYTHONPATH": ""},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
