"""Child processes: started, watched, started again when they die, and ended with us."""

import contextlib
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.errors import ConfigurationFault
from portal.shared.lifeline import Lifeline, end_group

MAX_LOG_BYTES = 5_000_000
TAIL_LINES = 15
STABLE_SECONDS = 60.0
DELAYS = (0.0, 1.0, 2.0, 4.0, 8.0)


class Restarts:
    """How soon a child may start again: at once, then ever later, at most five times a minute."""

    def __init__(self) -> None:
        self._deaths: deque[float] = deque()

    def delay_after_death(self, now: float) -> float | None:
        """Seconds to wait before the next start; None if it has died too often to go on."""
        while self._deaths and now - self._deaths[0] > STABLE_SECONDS:
            self._deaths.popleft()
        self._deaths.append(now)
        position = len(self._deaths) - 1
        return DELAYS[position] if position < len(DELAYS) else None


class Child:
    """One process group with a log file of its own."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        lifeline: Lifeline,
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = dict(environment)
        self._lifeline = lifeline
        self._process: subprocess.Popen[bytes] | None = None
        self._restarts = Restarts()
        self._start_at: float | None = None

    def start(self) -> None:
        """Start the process; its output goes to the log."""
        _rotate(self.log)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._lifeline.guard(self._process.pid)

    @property
    def exit_code(self) -> int | None:
        """None while it runs or waits to be started again."""
        return self._process.poll() if self._process else None

    def wait(self) -> None:
        """Wait for the end of a task; raises ConfigurationFault with its last words if it fails."""
        while self.exit_code is None:
            time.sleep(0.05)
        code = self.exit_code
        self.stop()
        if code:
            raise ConfigurationFault(f"{self.name} ist gescheitert.\n{self.last_words()}")

    def keep_alive(self) -> str:
        """Start it again if it has died. Returns what there is to tell, else an empty text.

        Raises ConfigurationFault if it dies faster than it is worth starting it.
        """
        now = time.monotonic()
        if self._start_at is not None and now >= self._start_at:
            self._start_at = None
            self.start()
        elif self._process is not None and self.exit_code is not None:
            return self._plan_restart(now)
        return ""

    def ask_to_end(self) -> None:
        """Send SIGTERM without waiting, so that several can end at the same time."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)

    def stop(self) -> None:
        """End the whole group, what it started included."""
        self._start_at = None
        if self._process is None:
            return
        end_group(self._process.pid)
        with contextlib.suppress(ChildProcessError):
            self._process.wait()
        self._lifeline.release(self._process.pid)
        self._process = None

    def last_words(self) -> str:
        """The end of the log, for the person at the terminal."""
        with contextlib.suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
            return "\n".join([f"Letzte Zeilen aus {self.log}:", *(f"  {line}" for line in lines)])
        return ""

    def _plan_restart(self, now: float) -> str:
        code, words = self.exit_code, self.last_words()
        self.stop()
        delay = self._restarts.delay_after_death(now)
        if delay is None:
            raise ConfigurationFault(f"{self.name} stürzt immer wieder ab.\n{words}")
        self._start_at = now + delay
        return f"{self.name} ist beendet (Code {code}) und wird neu gestartet.\n{words}"


def _rotate(log: Path) -> None:
    """Keep one older file, so that logs cannot fill the disk."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > MAX_LOG_BYTES:
            os.replace(log, log.with_suffix(".log.1"))
