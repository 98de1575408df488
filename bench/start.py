"""How long `make run` takes until /readyz answers: in a fresh clone, then once more in it.

    python3 bench/start.py [--port 3950]

Standard library only. Needs what a first visitor needs: git, make, Python, and the network for
the libraries. Prints one JSON line.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT_SECONDS = 900.0


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure make run, fresh and warm")
    parser.add_argument("--port", type=int, default=3950)
    port = parser.parse_args().port
    with tempfile.TemporaryDirectory(prefix="schalter-start-") as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        result = {
            "fresh_seconds": seconds_until_ready(clone, port),
            "warm_seconds": seconds_until_ready(clone, port),
        }
    print(json.dumps(result))


def seconds_until_ready(clone: Path, port: int) -> float:
    """Start, wait for /readyz, stop as Ctrl-C does."""
    command = ["make", "--silent", "run", f"PORT={port}"]
    with (clone.parent / "make.log").open("ab") as log:
        begun = time.monotonic()
        make = subprocess.Popen(
            command, cwd=clone, stdout=log, stderr=log, start_new_session=True, env=_environment()
        )
        try:
            _wait_until_ready(make, port, clone.parent / "make.log")
            return round(time.monotonic() - begun, 1)
        finally:
            os.killpg(make.pid, signal.SIGINT)
            make.wait()


def _environment() -> dict[str, str]:
    """As a visitor's: nothing that a surrounding make or portal has set."""
    own = ("MAKE", "MFLAGS", "PORT", "LAN", "MUNICIPALITY")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


def _wait_until_ready(make: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not _is_ready(port):
        if make.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"make run did not get ready:\n{log.read_text()}")
        time.sleep(0.05)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
