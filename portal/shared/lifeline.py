"""A second process that ends what the first one started, however the first one dies.

A process that is killed hard can clean up nothing. So it opens a `Lifeline` first and names every
process group it starts; the watching process reads from a pipe, notices that it closed, and ends
the groups named last first. It needs no signal of the operating system that only Linux has.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO

GRACE_SECONDS = 8.0


class Lifeline:
    """Guards process groups of this process; close it when nothing is left to guard."""

    def __init__(self) -> None:
        self._watcher = subprocess.Popen(  # noqa: S603 - this file, by this Python
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
            bufsize=1,
        )

    def guard(self, group: int, ending: signal.Signals = signal.SIGTERM) -> None:
        """End the process group `group` by the signal `ending` if this process dies."""
        self._tell(f"+ {group} {int(ending)}")

    def release(self, group: int) -> None:
        """The group has ended; its number may soon belong to somebody else."""
        self._tell(f"- {group}")

    def close(self) -> None:
        """End the watcher, and with it every group that is still guarded."""
        with contextlib.suppress(OSError):
            self._pipe.close()
        self._watcher.wait()

    @property
    def _pipe(self) -> IO[str]:
        assert self._watcher.stdin is not None
        return self._watcher.stdin

    def _tell(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._pipe.write(line + "\n")


def end_group(group: int, ending: signal.Signals = signal.SIGTERM) -> None:
    """End a process group politely, after GRACE_SECONDS by force; returns when it is gone."""
    for number in (ending, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
        if _is_gone(group, time.monotonic() + GRACE_SECONDS):
            return


def _is_gone(group: int, deadline: float) -> bool:
    while time.monotonic() < deadline:
        _reap(group)
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return True
        if _only_zombies(group):
            return True
        time.sleep(0.02)
    return False


def _only_zombies(group: int) -> bool:
    """Ended, but nobody asks for the exit status: so in containers whose first process does not.

    Only Linux can tell; elsewhere the first process always asks.
    """
    states = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group:
                states.append(state)
    return bool(states) and set(states) == {"Z"}


def _reap(group: int) -> None:
    """An ended child stays a member of its group until its exit status was asked for."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass


def watch(lines: Iterable[str]) -> None:
    """The watcher's life: keep the list that `lines` tell; at their end, end what is on it."""
    groups: dict[int, signal.Signals] = {}
    for line in lines:
        mark, group, *ending = line.split()
        if mark == "+":
            groups[int(group)] = signal.Signals(int(ending[0]))
        else:
            groups.pop(int(group), None)
    for number, how in reversed(groups.items()):
        end_group(number, how)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watch(sys.stdin)
