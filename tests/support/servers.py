"""The two servers that all tests share: PostgreSQL, and a running portal.

Whoever was asked to run pytest owns them. With `-n` that is the controller: it starts what the
collected tests need as soon as it knows them, while the workers already run those that need
neither, and ends everything, also after Ctrl-C. A worker is a guest: it reads in a folder where
a server is. Should the owner be killed hard, its lifeline ends what it started.
"""

import contextlib
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from portal.shared.lifeline import Lifeline
from tests.support.database import migrated_template, running_server
from tests.support.portal_process import RunningPortal, end_portal, has_started, start_portal

PATIENCE_SECONDS = 420
KEPT_LOGS = Path(__file__).parent.parent.parent / "var" / "test-log"


class Servers:
    """Where the servers are; a guest waits until the owner has written it down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start_postgres(self) -> None:
        """The owner begins; for a guest it has begun already."""

    def start_portal(self) -> None:
        """The owner begins; for a guest it has begun already."""

    def postgres(self) -> tuple[str, str]:
        """The owner's URL of the server and the name of its migrated template."""
        self.start_postgres()
        note = self._wait_for("postgres")
        return note["url"], note["template"]

    def portal(self) -> RunningPortal:
        """The portal, once it is ready."""
        self.start_portal()
        note = self._wait_for("portal")
        portal = RunningPortal(note["port"], Path(note["var"]), note["pid"])
        self._wait_until(lambda: has_started(Path(note["log"]), psutil.Process(portal.pid)))
        return portal

    def _wait_for(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.json"
        self._wait_until(path.exists)
        note: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if "failure" in note:
            raise RuntimeError(f"{name} did not start: {note['failure']}")
        return note

    def _wait_until(self, is_there: Any) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_there():
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing came up within {PATIENCE_SECONDS} s")
            time.sleep(0.1)


class OwnServers(Servers):
    """The owner's side."""

    def __init__(self) -> None:
        super().__init__(Path(tempfile.mkdtemp(prefix="schalter-test-")))
        self.folder.chmod(0o711)
        self._lifeline = Lifeline()
        self._everything = contextlib.ExitStack()
        self._postgres: threading.Thread | None = None
        self._has_portal = False

    def start_postgres(self) -> None:
        """Start and migrate in the background."""
        if self._postgres is None:
            self._postgres = threading.Thread(target=self._open_postgres)
            self._postgres.start()

    def start_portal(self) -> None:
        """Start the process; building its pages may take a minute."""
        if self._has_portal:
            return
        self._has_portal = True
        folder = self.folder / "portal"
        folder.mkdir()
        process, port = start_portal(folder)
        self._lifeline.guard(process.pid)
        self._everything.callback(end_portal, process)
        var, log = folder / "var", folder / "portal.log"
        self._write("portal", port=port, var=str(var), pid=process.pid, log=str(log))

    def close(self, keep_logs: bool = False) -> None:
        """End what was started and remove what it wrote; `keep_logs` copies those to KEPT_LOGS."""
        if self._postgres is not None:
            self._postgres.join()
        self._everything.close()
        self._lifeline.close()
        logs = self.folder / "portal" / "var" / "log"
        if keep_logs and logs.exists():
            shutil.copytree(logs, KEPT_LOGS, dirs_exist_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _open_postgres(self) -> None:
        try:
            url = self._everything.enter_context(running_server())
            template = self._everything.enter_context(migrated_template(url))
        except Exception as fault:
            self._write("postgres", failure=str(fault))
        else:
            self._write("postgres", url=url, template=template)

    def _write(self, name: str, **note: object) -> None:
        """Whole or not at all: others read it as soon as it is there."""
        unfinished = self.folder / f"{name}.new"
        unfinished.write_text(json.dumps(note), encoding="utf-8")
        unfinished.rename(self.folder / f"{name}.json")


def portal_that_runs_already() -> RunningPortal | None:
    """The one that E2E_PORT, E2E_VAR and E2E_PID name."""
    if port := os.environ.get("E2E_PORT"):
        return RunningPortal(
            int(port), Path(os.environ["E2E_VAR"]), int(os.environ.get("E2E_PID", "0"))
        )
    return None


@contextlib.contextmanager
def turn_at(folder: Path, *, alone: bool) -> Iterator[None]:
    """A turn at the portal: beside others, or `alone`, with nobody else at it in any worker.

    Everybody comes in by one door, and who waits for the room to be empty holds it shut: else
    those who share the room could keep coming and the other would wait for ever.
    """
    import fcntl

    with (folder / "room").open("w") as room:
        with (folder / "door").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
