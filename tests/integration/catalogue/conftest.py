"""The catalogue's rows as `portal migrate` fills them, shared by all tests: nobody changes them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from portal.catalogue.search import Hit, search
from portal.persistence.database import Database, Scope
from tests.support.database import cloned_database

Find = Callable[..., Awaitable[list[Hit]]]


@pytest.fixture(scope="session")
def catalogue_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """The owner's URL of the database that holds them."""
    with cloned_database(postgres_url, template_database) as url:
        yield url


@pytest.fixture(scope="session")
async def find(catalogue_url: str) -> AsyncIterator[Find]:
    """Search as a visitor of a town's portal."""
    database = Database(catalogue_url, pool_size=2)

    async def find(typed: str, town: str = "papenburg", is_typing: bool = False) -> list[Hit]:
        async with database.transaction(Scope("visitor", None, town)) as session:
            return list(await search(session, town, typed, is_typing=is_typing))

    yield find
    await database.close()
