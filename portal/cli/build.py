"""The frontend: built by Reflex into .web, and only when something it is made of has changed."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from portal.errors import ConfigurationFault

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "reflex.lock"
SOURCES = ("portal", "assets")
SINGLE_FILES = ("rxconfig.py", ".npmrc", "requirements/runtime.txt")
# What is started beside the web pages cannot change them.
NOT_BUILT = ("portal/cli", "portal/migrations", "portal/decisions")
# What may be written into the pages while they are built.
BUILD_ENVIRONMENT = ("PORTAL_DEMO",)
COMMAND = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]


def build_is_current() -> bool:
    """Whether .web holds what the sources of this moment would give."""
    built = _web_folder() / "build" / "client" / "index.html"
    return built.exists() and _read(_stamp()) == f"{fingerprint()} {_lock_hash()}"


def run() -> None:
    """Build; raises ConfigurationFault if Reflex reports a failure (its output tells which)."""
    # Before it starts: an interrupted build must not pass for a finished one.
    _stamp().unlink(missing_ok=True)
    made_of = fingerprint()
    if subprocess.run(COMMAND, cwd=ROOT, check=False).returncode != 0:  # noqa: S603
        raise ConfigurationFault("Die Oberfläche ließ sich nicht bauen; der Grund steht darüber.")
    tidy_lock(LOCK)
    _stamp().write_text(f"{made_of} {_lock_hash()}")


def fingerprint() -> str:
    """A hash over the names and contents of everything the build is made of."""
    digest = hashlib.sha256(sys.version.encode())
    for name in BUILD_ENVIRONMENT:
        digest.update(f"{name}={os.environ.get(name, '1')}\0".encode())
    for file in sorted(_sources()):
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def tidy_lock(folder: Path) -> None:
    """Make the npm lock the same after every build, and free of addresses.

    Reflex rewrites it each time: package.json in changing order, and npm adds addresses where
    one may donate to an author.
    """
    for name in ("package.json", "package-lock.json"):
        path = folder / name
        if path.exists():
            content = json.loads(path.read_text(encoding="utf-8"))
            for package in content.get("packages", {}).values():
                package.pop("funding", None)
            text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
            path.write_text(text, encoding="utf-8")


def _lock_hash() -> str:
    """Apart from the sources, for a build may write the lock itself."""
    return hashlib.sha256(_read(LOCK / "package-lock.json").encode()).hexdigest()


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        for file in (ROOT / name).rglob("*"):
            if file.is_file() and _is_source(file.relative_to(ROOT).as_posix()):
                yield file
    yield from (ROOT / name for name in SINGLE_FILES if (ROOT / name).exists())


def _is_source(path: str) -> bool:
    generated = "__pycache__" in path or path.endswith(".pyc") or path.startswith("assets/external")
    return not generated and not path.startswith(NOT_BUILT)


def _web_folder() -> Path:
    return ROOT / os.environ.get("REFLEX_WEB_WORKDIR", ".web")


def _stamp() -> Path:
    return _web_folder() / ".schalter-stamp"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
