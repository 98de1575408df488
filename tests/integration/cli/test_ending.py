"""Nothing that the portal started outlives it, not even when it is killed hard."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from portal.errors import ConfigurationFault
from portal.persistence.embedded import EmbeddedPostgres, postgres_server
from portal.shared.lifeline import Lifeline

HOLD_OPEN = """
import sys, time
from pathlib import Path
from portal.persistence.embedded import postgres_server
with postgres_server(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(60)
"""


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_data_survive_a_stop_and_a_start_in_a_very_deep_folder(tmp_path: Path) -> None:
    folder = tmp_path / ("deep" * 20) / ("deeper" * 15) / "postgres"
    with postgres_server(folder) as url, psycopg.connect(_plain(url)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Jümme' AS name")
    with postgres_server(folder) as url, psycopg.connect(_plain(url)) as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("Jümme",)


def test_the_owner_is_no_superuser_and_the_password_is_asked_for(tmp_path: Path) -> None:
    with postgres_server(tmp_path / "postgres") as url:
        with psycopg.connect(_plain(url)) as connection:
            question = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
            assert connection.execute(question).fetchone() == (False,)
        user, _, place = _plain(url).rpartition("@")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"{user.rpartition(':')[0]}:wrong@{place}")


def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    lifeline = Lifeline()
    second = EmbeddedPostgres(tmp_path / "postgres", lifeline)
    with (
        postgres_server(tmp_path / "postgres"),
        pytest.raises(ConfigurationFault, match="wird schon von einem anderen Programm benutzt"),
    ):
        second.start()
    lifeline.close()


def test_a_server_that_died_comes_back_at_its_old_address(tmp_path: Path) -> None:
    lifeline = Lifeline()
    server = EmbeddedPostgres(tmp_path / "postgres", lifeline)
    url = server.start()
    _postmaster(tmp_path / "postgres").kill()
    _wait_until(lambda: not server.is_running())
    server.restart()
    with psycopg.connect(_plain(url)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()
    lifeline.close()


def test_a_supervisor_killed_hard_takes_its_database_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    command = [sys.executable, "-c", HOLD_OPEN, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "up\n"
        database = _postmaster(folder)
        supervisor.send_signal(signal.SIGKILL)
    _wait_until(lambda: not _alive(database))
    with postgres_server(folder) as url, psycopg.connect(_plain(url)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def _postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split()[0]))


def _alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait_until(fact: object, seconds: float = 20.0) -> None:
    assert callable(fact)
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
