"""The town hall most stories here begin in: one citizen and one desk."""

import pytest

from portal.persistence.database import Database, Scope
from tests.support.applications import Citizen, a_citizen
from tests.support.cases import TownHall, somebody_at_the_desk


@pytest.fixture
def town_hall(database: Database) -> TownHall:
    """A portal whose follow-ups run at once."""
    return TownHall(database)


@pytest.fixture
async def citizen(database: Database) -> Citizen:
    """Zoë, who lives in Papenburg."""
    return await a_citizen(database)


@pytest.fixture
async def desk(database: Database) -> Scope:
    """Imke Brand, who works on Papenburg's cases."""
    return await somebody_at_the_desk(database)
