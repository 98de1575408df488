"""A real PostgreSQL for the tests: one migrated template, and a fresh clone of it per test."""

import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from pathlib import Path
from shutil import disk_usage
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from sqlalchemy.engine import make_url

from portal.persistence.embedded import postgres_server
from portal.wiring import migrate_database

ROOM_BYTES = 2 * 1024**3
EXISTING_SERVER = "PORTAL_TEST_DATABASE_URL"


@contextmanager
def running_server() -> Iterator[str]:
    """The owner's URL of a server: the one PORTAL_TEST_DATABASE_URL names, else one of our own."""
    existing = os.environ.get(EXISTING_SERVER, "")
    if existing:
        yield existing
        return
    with (
        tempfile.TemporaryDirectory(prefix="schalter-test-", dir=_in_memory()) as folder,
        postgres_server(Path(folder)) as url,
    ):
        _let_the_owner_in_quickly(url)
        yield url


def _let_the_owner_in_quickly(url: str) -> None:
    """The same password, hashed once instead of 4,096 times at each of thousands of sign-ins."""
    owner = make_url(url)
    role, password = sql.Identifier(str(owner.username)), sql.Literal(owner.password)
    with _connected(url) as connection:
        connection.execute("SET scram_iterations = 1")
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))


def _in_memory() -> str | None:
    """Linux' folder in memory, where it has room: a disk takes up to twenty times as long for the
    hundreds of files of each clone. None: the usual place."""
    folder = Path("/dev/shm")
    if folder.is_dir() and os.access(folder, os.W_OK) and disk_usage(folder).free > ROOM_BYTES:
        return str(folder)
    return None


@contextmanager
def migrated_template(server_url: str) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to, so that it can be cloned."""
    name = f"schalter_template_{uuid4().hex[:12]}"
    with created_database(server_url, name) as url:
        migrate_database(url)
        yield name


@contextmanager
def cloned_database(server_url: str, template: str) -> Iterator[str]:
    """The owner's URL of a fresh copy of `template`; dropped afterwards."""
    with created_database(server_url, f"schalter_test_{uuid4().hex[:12]}", template) as url:
        yield url


@asynccontextmanager
async def cloned_meanwhile(server_url: str, template: str) -> AsyncIterator[str]:
    """As cloned_database, while the event loop goes on. The server waits with CREATE and DROP for
    connections that are signing in, up to a minute; some of them may be this loop's own."""
    clone = cloned_database(server_url, template)
    owner_url = await asyncio.to_thread(clone.__enter__)
    try:
        yield owner_url
    finally:
        await asyncio.to_thread(clone.__exit__, None, None, None)


@contextmanager
def created_database(server_url: str, name: str, template: str = "template1") -> Iterator[str]:
    """The owner's URL of a new database; dropped afterwards, whoever is still connected."""
    # Copying the files costs a third of writing their contents to the log first.
    _run(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    try:
        yield database_url(server_url, name)
    finally:
        _drop(server_url, name)


def _drop(server_url: str, name: str) -> None:
    """The owner may not end the server's own vacuum; it is at work on a database for moments."""
    for _ in range(100):
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
            return _run(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        time.sleep(0.1)
    raise TimeoutError(f"{name} is in use and cannot be dropped")


def database_url(server_url: str, name: str) -> str:
    """The SQLAlchemy URL of another database on the same server."""
    url = make_url(server_url).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def run_as_owner(owner_url: str, statement: str) -> None:
    """One statement that row-level security does not bind, outside any transaction."""
    with _connected(owner_url) as connection:
        connection.execute(statement.encode())


def _run(server_url: str, statement: str) -> None:
    _kept_connection(server_url).execute(statement.encode())


@lru_cache(maxsize=1)
def _kept_connection(server_url: str) -> psycopg.Connection[TupleRow]:
    """Kept from test to test: opening one costs as much as cloning a database."""
    return _connected(server_url)


def _connected(url: str) -> psycopg.Connection[TupleRow]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
