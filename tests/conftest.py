"""Fixtures for every test: real PostgreSQL, a database of its own for each test that asks."""

from collections.abc import AsyncIterator, Iterator

import pytest

from portal.persistence.database import Database
from tests.support.database import cloned_database, migrated_template, running_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The owner's URL of the test server."""
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def template_database(postgres_url: str) -> Iterator[str]:
    """The name of the migrated database that tests clone."""
    with migrated_template(postgres_url) as name:
        yield name


@pytest.fixture
def owner_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """The owner's URL of this test's own database: not bound by row-level security."""
    with cloned_database(postgres_url, template_database) as url:
        yield url


@pytest.fixture
async def database(owner_url: str) -> AsyncIterator[Database]:
    """This test's own database, as the portal sees it."""
    database = Database(owner_url, pool_size=5)
    yield database
    await database.close()
