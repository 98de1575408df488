"""`portal prepare` and `portal migrate`: the database brought to where this version needs it."""

import asyncio

from portal.errors import ConfigurationFault
from portal.settings import load_settings


def migrate_database() -> None:
    """Run all migrations as the owner; raises ConfigurationFault if no database is named."""
    from portal import wiring

    settings = load_settings()
    owner_url = settings.owner_database_url
    if not owner_url:
        raise ConfigurationFault("PORTAL_OWNER_DATABASE_URL oder PORTAL_DATABASE_URL fehlt.")
    wiring.migrate_database(owner_url, settings.data_keys)


def prepare_database() -> None:
    """Migrations, and in demo mode the demo's accounts and cases where they are missing."""
    migrate_database()
    if load_settings().demo:
        from portal import wiring

        asyncio.run(wiring.load_demo())
