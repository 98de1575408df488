"""docs/notifications.md says what the table of kinds says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_document_is_the_table() -> None:
    tool = [sys.executable, str(ROOT / "tools" / "notifications.py")]
    answer = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
