"""The whole portal as its users start it: one supervisor, on a free port, with its own data."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

from portal.persistence.embedded import DATABASE, OWNER
from portal.persistence.login import derived_password
from portal.sealing import KeyEncryptionKeys
from portal.settings import read_settings

ROOT = Path(__file__).parent.parent.parent


@dataclass
class RunningPortal:
    """A portal at http://<municipality>.localhost:<port>; `var` is where its data and logs lie.

    `pid` is its supervisor, `portal run`.
    """

    port: int
    var: Path
    pid: int

    def url(self, municipality: str, path: str = "/") -> str:
        """The address of a page at that municipality's host."""
        return f"http://{municipality}.localhost:{self.port}{path}"

    def log(self, name: str) -> str:
        """What the process `name` (web, worker) has written so far."""
        return (self.var / "log" / f"{name}.log").read_text(encoding="utf-8")

    def owner_url(self) -> str:
        """The owner's URL of its embedded database: not bound by row-level security."""
        folder = self.var / "postgres"
        password = derived_password((folder / "password").read_text(), OWNER)
        port = (folder / "data" / "postmaster.pid").read_text().splitlines()[3].strip()
        return f"postgresql+psycopg://{OWNER}:{password}@127.0.0.1:{port}/{DATABASE}"

    def keys(self) -> KeyEncryptionKeys:
        """What opens and seals what it stores."""
        secrets = json.loads((self.var / "secrets.json").read_text())
        return read_settings(secrets).data_keys

    def pids(self, role: str) -> list[int]:
        """The processes of this portal that run `portal <role>` (serve, worker)."""
        assert self.pid > 1, "E2E_PID must name the supervisor: else this is everybody's portal"
        return [pid for pid in processes_below(self.pid) if _runs(pid, role)]

    def kill(self, role: str) -> None:
        """SIGKILL, without warning; the supervisor brings it back."""
        victims = self.pids(role)
        assert victims, f"no process runs `portal {role}`"
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def start_portal(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start `portal run` with its data and its log `portal.log` in `folder`; the process, its port.

    It needs a while; `has_started` tells when it is ready.
    """
    port = free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")},
        "PORT": str(port),
        "PORTAL_VAR_DIR": str(folder / "var"),
        "REFLEX_WEB_WORKDIR": ".web-test",
    }
    with (folder / "portal.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "run"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process, port


def has_started(log: Path, supervisor: psutil.Process) -> bool:
    """Whether it is ready; raises RuntimeError with its words if it has given up."""
    words = log.read_text(encoding="utf-8", errors="replace")
    if "Bereit nach" in words:
        return True
    if not supervisor.is_running() or supervisor.status() == psutil.STATUS_ZOMBIE:
        raise RuntimeError(f"the portal did not start:\n{words}")
    return False


def end_portal(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does, and by force if that is not enough."""
    process.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    if process.poll() is None:
        process.kill()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answering(port: int, seconds: float = 60) -> None:
    """Wait for /readyz; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(f"nobody answers on port {port}")


def processes_below(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def _runs(pid: int, role: str) -> bool:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        return "portal" in " ".join(words) and role in words
    return False
