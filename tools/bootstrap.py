"""Prepare this clone: a virtual environment in .venv with exactly the locked libraries.

Runs with any python3 and the standard library alone, so that a Python that is too old can still
say so. A stamp beside the libraries makes the second start skip everything.

    python3 tools/bootstrap.py [--tests] [--port 3000]
"""

# ruff: noqa: S103, S603
import argparse
import contextlib
import hashlib
import os
import shlex
import shutil
import socket
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST, NEWEST = (3, 11), (3, 14)
OTHER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")


class CannotPrepare(Exception):
    """The clone cannot be prepared; the text says why, in German and English."""


def main(arguments):
    options = _read_options(arguments)
    try:
        python = find_python()
        if os.path.realpath(python) != os.path.realpath(sys.executable):
            return subprocess.call([python, __file__, *arguments])
        check_writable(ROOT)
        if options.port:
            check_port(options.port)
        prepare(options.tests)
    except CannotPrepare as reason:
        print(str(reason), file=sys.stderr)
        return 1
    return 0


def _read_options(arguments):
    parser = argparse.ArgumentParser(description="Prepare .venv")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    parser.add_argument("--port", default="", help="refuse if this port is in use")
    return parser.parse_args(arguments)


def find_python():
    """The first Python between OLDEST and NEWEST: the running one, else one found on PATH."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for name in OTHER_PYTHONS:
        path = shutil.which(name)
        if path and _runs(path):
            return path
    raise CannotPrepare(describe_wrong_python(sys.version_info[:3]))


def _runs(python):
    """Whether it starts at all: a version manager's placeholder may be on PATH and do nothing."""
    test = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    silent = subprocess.DEVNULL
    try:
        return subprocess.call([python, "-c", test], stdout=silent, stderr=silent) == 0
    except OSError:
        return False


def describe_wrong_python(found):
    wanted = "{}.{}".format(*OLDEST), "{}.{}".format(*NEWEST)
    version = ".".join(str(part) for part in found)
    return (
        "Schalter braucht Python {0} bis {1}, gefunden wurde nur {2}. "
        "(Schalter needs Python {0} to {1}; found only {2}.)".format(*wanted, version)
    )


def check_writable(folder):
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotPrepare(
            f"In den Ordner {folder} kann nicht geschrieben werden. "
            f"(The folder {folder} is not writable.)"
        )


def check_port(text):
    """Refuse a port that is not a number or that somebody listens on already."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotPrepare(
            f"PORT={text} ist keine Portnummer. (PORT={text} is not a port number.)"
        )
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError:
            raise CannotPrepare(describe_port_in_use(int(text))) from None


def describe_port_in_use(port):
    return (
        f"Port {port} ist schon belegt; ein anderer geht mit: make run PORT={port + 100} "
        f"(Port {port} is in use; choose another one: make run PORT={port + 100})"
    )


def prepare(with_tests):
    """Create .venv where it is missing or foreign, then install each lock that changed."""
    venv = os.path.join(ROOT, ".venv")
    os.makedirs(venv, exist_ok=True)
    with _only_one(os.path.join(venv, ".lock")):
        # A venv holds absolute paths, so a moved clone needs a new one.
        if _read(_stamp_path("venv")) != ROOT or not _runs(os.path.join(venv, "bin", "python")):
            _create_venv(venv)
        for name in ("runtime", "test") if with_tests else ("runtime",):
            _install(name)
        _write_launcher(os.path.join(venv, "bin", "portal"))


@contextlib.contextmanager
def _only_one(path):
    """Let two commands started at once in one clone wait for each other."""
    import fcntl

    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stamp_path(name):
    return os.path.join(ROOT, ".venv", ".stamp-" + name)


def _create_venv(venv):
    print("Schalter: virtuelle Umgebung wird angelegt …", flush=True)
    for entry in os.listdir(venv):
        if entry != ".lock":
            _remove(os.path.join(venv, entry))
    result = subprocess.run(
        [sys.executable, "-m", "venv", venv],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if result.returncode != 0:
        raise CannotPrepare(
            "Python fehlt das Modul venv mit pip (Debian/Ubuntu: apt install python3-venv). "
            "(Python lacks the module venv with pip.)"
        )
    _write(_stamp_path("venv"), ROOT)


def _remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.remove(path)


def _install(name):
    lock = os.path.join(ROOT, "requirements", name + ".txt")
    with open(lock, "rb") as content:
        wanted = hashlib.sha256(content.read()).hexdigest()
    if _read(_stamp_path(name)) == wanted:
        return
    print(f"Schalter: Bibliotheken werden installiert ({name}) …", flush=True)
    pip = [os.path.join(ROOT, ".venv", "bin", "python"), "-m", "pip"]
    flags = ["-qq", "--disable-pip-version-check", "--no-input"]
    # The lock is complete, so pip needs to resolve nothing.
    result = subprocess.call([*pip, "install", *flags, "--no-deps", "--require-hashes", "-r", lock])
    if result != 0:
        raise CannotPrepare(
            f"Die Bibliotheken aus requirements/{name}.txt ließen sich nicht installieren; "
            f"der Grund steht darüber. (Could not install requirements/{name}.txt, see above.)"
        )
    _write(_stamp_path(name), wanted)


def _write_launcher(path):
    python = shlex.quote(os.path.join(ROOT, ".venv", "bin", "python"))
    script = f'#!/bin/sh\ncd {shlex.quote(ROOT)} && exec {python} -m portal "$@"\n'
    if _read(path) != script:
        _write(path, script)
        os.chmod(path, 0o755)


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def _write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
