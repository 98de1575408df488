"""Fixtures for every test: real PostgreSQL, a database of its own for each test that asks."""

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from portal.persistence.database import Database
from tests.support import economy
from tests.support.database import cloned_database
from tests.support.keys import DEMO_KEYS
from tests.support.servers import KEPT_LOGS, OwnServers, Servers, portal_that_runs_already

SERVERS = pytest.StashKey[Servers]()
# What takes longest comes last: by then the pages of the portal are built.
FOLDERS = ("tests/unit", "tests/integration", "tests/e2e")


def pytest_configure(config: pytest.Config) -> None:
    """Own the servers, or with `-n` in a worker, be told where they are."""
    economy.collect_tests_without_garbage_collection()
    economy.compile_each_statement_once()
    told = getattr(config, "workerinput", {}).get("servers")
    config.stash[SERVERS] = Servers(Path(told)) if told else OwnServers()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """The controller tells a worker."""
    node.workerinput["servers"] = str(node.config.stash[SERVERS].folder)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Sequence[str]) -> None:
    """The controller starts what the tests will need."""
    servers = node.config.stash[SERVERS]
    if any(name.startswith("tests/e2e/") for name in ids) and not portal_that_runs_already():
        servers.start_portal()
    if any(name.startswith("tests/integration/") for name in ids):
        servers.start_postgres()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests first, browser tests last; but who must be alone at the portal comes while the
    other workers are not there yet, and neither waits."""
    items.sort(key=_folder)
    alone = [item for item in items if item.get_closest_marker("alone")]
    others = [item for item in items if not item.get_closest_marker("alone")]
    before = sum(_folder(item) == 0 for item in others)
    middle = before + sum(_folder(item) == 1 for item in others) // 2
    items[:] = others[:middle] + alone + others[middle:]


def pytest_collection_finish() -> None:
    """All is imported."""
    economy.look_for_new_garbage_only()


def _folder(item: pytest.Item) -> int:
    return next((n for n, name in enumerate(FOLDERS) if item.nodeid.startswith(name)), 0)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing goes on after the tests, whatever ended them."""
    servers = config.stash.get(SERVERS, None)
    if isinstance(servers, OwnServers):
        servers.close(keep_logs=config.stash.get(FAILED, False))


FAILED = pytest.StashKey[bool]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Where to look when a browser test failed."""
    config.stash[FAILED] = exitstatus != 0
    if any("tests/e2e/" in report.nodeid for report in terminalreporter.stats.get("failed", [])):
        terminalreporter.write_line(f"The portal's logs: {KEPT_LOGS}")


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """PostgreSQL and the portal, shared by all workers."""
    return pytestconfig.stash[SERVERS]


@pytest.fixture(scope="session")
def postgres_url(servers: Servers) -> str:
    """The owner's URL of the test server."""
    return servers.postgres()[0]


@pytest.fixture(scope="session")
def template_database(servers: Servers) -> str:
    """The name of the migrated database that tests clone."""
    return servers.postgres()[1]


@pytest.fixture
def owner_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """The owner's URL of this test's own database: not bound by row-level security."""
    with cloned_database(postgres_url, template_database) as url:
        yield url


@pytest.fixture
async def database(owner_url: str) -> AsyncIterator[Database]:
    """This test's own database, as the portal sees it."""
    database = Database(owner_url, pool_size=5, keys=DEMO_KEYS)
    yield database
    await database.close()
