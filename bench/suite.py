"""How long `make test` takes, part by part.

    .venv/bin/python bench/suite.py [part ...]

Runs what the Makefile's target runs, in its order, but goes on after a failure; then, named only
(`unit`, `integration`, `e2e`), the folders of tests by themselves. Prints one JSON line with the
load before and after, since half a core taken by others shows in every figure; ends with 1 if a
part failed.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "logical", "--maxschedchunk", "1"]
WHOLE = {
    "checks": [sys.executable, "tools/checks.py"],
    "tests": PYTEST,
}
PARTS = WHOLE | {part: [*PYTEST, f"tests/{part}"] for part in ("unit", "integration", "e2e")}


def main() -> int:
    """Run the parts named, or the whole."""
    seconds: dict[str, float] = {}
    failed = []
    load = os.getloadavg()[0]
    for name in sys.argv[1:] or WHOLE:
        begun = time.monotonic()
        ran = subprocess.run(PARTS[name], cwd=ROOT, check=False, stdout=sys.stderr)
        seconds[name] = round(time.monotonic() - begun, 1)
        failed += [name] if ran.returncode else []
    total = round(sum(seconds.values()), 1)
    loads = [round(one, 1) for one in (load, os.getloadavg()[0])]
    print(json.dumps({**seconds, "total": total, "load": loads, "failed": failed}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
