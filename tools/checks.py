"""What `make test` checks without running the portal: form, types, direction of imports.

All at the same time, and beside them the pages are built that the browser tests will open. Each
says how long it took, and more only if it fails.
"""

# ruff: noqa: S603

import os
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))
BUILD = "from portal.cli import build; build.build_is_current() or build.run()"
CHECKS = {
    "types (mypy)": [str(SCRIPTS / "mypy")],
    "pages (portal build)": [sys.executable, "-c", BUILD],
    "imports (lint-imports)": [str(SCRIPTS / "lint-imports")],
    "lint (ruff check)": [str(SCRIPTS / "ruff"), "check", "."],
    "form (ruff format)": [str(SCRIPTS / "ruff"), "format", "--check", "."],
}


def main() -> int:
    """0 if nothing was found."""
    with ThreadPoolExecutor(len(CHECKS)) as pool:
        return max(pool.map(_passes, CHECKS, CHECKS.values()))


def _passes(name: str, command: list[str]) -> int:
    begun = time.monotonic()
    own = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    environment = {**own, "REFLEX_WEB_WORKDIR": ".web-test"}
    found = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    failed = found.returncode != 0
    words = f"{'FAILED' if failed else 'ok':6} {name}, {time.monotonic() - begun:.0f} s\n"
    # In one piece: others print at the same time.
    print(words + (found.stdout + found.stderr if failed else ""), end="", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
