"""The portal's routes, set up as `portal serve` finds them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from portal import wiring
from portal.persistence.database import Database
from portal.settings import load_settings
from portal.web.services import services
from tests.support.site import Site, site


@pytest.fixture
def environment(
    owner_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[pytest.MonkeyPatch]:
    """A demo on this test's own database and folder, read from the environment as always."""
    monkeypatch.setenv("PORTAL_DEMO", "1")
    monkeypatch.setenv("PORTAL_DATABASE_URL", owner_url)
    monkeypatch.setenv("PORTAL_OWNER_DATABASE_URL", owner_url)
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path))
    _forget()
    yield monkeypatch
    _forget()


@pytest.fixture
async def portal(
    environment: pytest.MonkeyPatch, database: Database, tmp_path: Path
) -> AsyncIterator[Site]:
    """The portal at http://<municipality>.localhost:3000."""
    async with site(database, tmp_path) as running:
        yield running
    await services().close()


@pytest.fixture
async def demo(portal: Site, owner_url: str) -> Site:
    """The same with the tables that follow-ups wait in."""
    await asyncio.to_thread(wiring.migrate_database, owner_url)
    return portal


def _forget() -> None:
    load_settings.cache_clear()
    services.cache_clear()
