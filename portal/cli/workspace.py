"""The folder var/: everything a running installation writes, and who is running on it."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.errors import ConfigurationFault

DATA_FOLDERS = ("postgres", "files", "log")
SECRET_NAMES = ("PORTAL_SECRET_KEY", "PORTAL_FILE_KEY", "PORTAL_DATA_KEYS", "PORTAL_PUSH_KEY")


@dataclass(frozen=True)
class RunningPortal:
    """A supervisor at work on this folder."""

    pid: int
    port: int
    https: bool
    host: str


class Workspace:
    """The paths below var/ and the lock that only one supervisor can hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.postgres = self.folder / "postgres"
        self.log = self.folder / "log"
        self.tls = self.folder / "tls"
        self._running = self.folder / "running.json"
        self._lock = self.folder / "lock"

    def prepare(self) -> None:
        """Create the folders; raises ConfigurationFault if that is not allowed."""
        try:
            self.log.mkdir(parents=True, exist_ok=True)
            probe = self.folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError:
            raise ConfigurationFault(
                f"In den Ordner {self.folder} kann nicht geschrieben werden."
            ) from None

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder alone; raises ConfigurationFault if somebody else does."""
        self.prepare()
        with self._lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ConfigurationFault(self._describe_holder()) from None
            try:
                yield
            finally:
                self._running.unlink(missing_ok=True)

    def announce(self, port: int, https: bool, host: str) -> None:
        """Write down who runs here and where to reach it. Only while the lock is held."""
        state = {"pid": os.getpid(), "port": port, "https": https, "host": host}
        self._running.write_text(json.dumps(state))

    def running_portal(self) -> RunningPortal | None:
        """The supervisor that holds the lock, or None if the lock is free."""
        if not self._is_held():
            return None
        try:
            return RunningPortal(**json.loads(self._running.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def empty(self) -> None:
        """Remove the data of the installation: known folders only, and never the keys."""
        for name in DATA_FOLDERS:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def demo_secrets(self) -> dict[str, str]:
        """The demo's keys as environment variables, made once and kept (mode 600)."""
        path = self.folder / "secrets.json"
        stored: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if missing := [name for name in SECRET_NAMES if name not in stored]:
            stored |= {name: _new_key() for name in missing}
            unfinished = path.with_suffix(".new")
            unfinished.unlink(missing_ok=True)
            _write_private(unfinished, json.dumps(stored))
            unfinished.replace(path)
        return {name: stored[name] for name in SECRET_NAMES}

    def _is_held(self) -> bool:
        try:
            with self._lock.open("r") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def _describe_holder(self) -> str:
        running = self.running_portal()
        where = f" auf Port {running.port}" if running else ""
        return f"In diesem Ordner läuft Schalter schon{where}; beenden Sie es dort mit Strg+C."


def _new_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
