"""How long `make test` takes, part by part.

    .venv/bin/python bench/suite.py [part ...]

Runs what the Makefile's target runs, in its order, but goes on after a failure. Prints one JSON
line; ends with 1 if a part failed.
"""

import json
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))
PYTEST = [sys.executable, "-m", "pytest", "-q"]
PARTS = {
    "lint": [str(SCRIPTS / "ruff"), "check", "."],
    "format": [str(SCRIPTS / "ruff"), "format", "--check", "."],
    "types": [str(SCRIPTS / "mypy")],
    "layers": [str(SCRIPTS / "lint-imports")],
    "unit": [*PYTEST, "tests/unit"],
    "integration": [*PYTEST, "tests/integration"],
    "e2e": [*PYTEST, "tests/e2e"],
}


def main() -> int:
    """Run the parts named, or all."""
    seconds: dict[str, float] = {}
    failed = []
    for name in sys.argv[1:] or PARTS:
        begun = time.monotonic()
        ran = subprocess.run(PARTS[name], cwd=ROOT, check=False, stdout=sys.stderr)
        seconds[name] = round(time.monotonic() - begun, 1)
        failed += [name] if ran.returncode else []
    print(json.dumps({**seconds, "total": round(sum(seconds.values()), 1), "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
